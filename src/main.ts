import { setFlagsFromString } from 'node:v8';

import { Service } from './service';
import { Settings } from './settings';

// V8 lets the heap of a busy process grow to several times what lives in it before it collects; beside a database on the
// same machine that memory is better spent as the database's cache.
setFlagsFromString('--heap-growing-percent=40');

/** Starts the service and ends it in order at SIGTERM or SIGINT, also where these come while it starts. */
async function main(): Promise<void> {
  const starting = Service.start(Settings.parse(process.env));
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= starting.then((service) => service.stop()).then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const service = await starting;
  process.stderr.write(`Listening on ${service.url}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(
    `${error instanceof Error ? (error.name === 'Error' ? error.stack : error.message) : String(error)}\n`,
  );
  process.exit(1);
}

main().catch(fail);
