import { Service } from './service';
import { Settings } from './settings';

/** Starts the service and ends it in order at SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const service = await Service.start(Settings.parse(process.env));
  process.stderr.write(`Listening on ${service.url}\n`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(error: unknown): void {
  process.stderr.write(
    `${error instanceof Error ? (error.name === 'Error' ? error.stack : error.message) : String(error)}\n`,
  );
  process.exit(1);
}

main().catch(fail);
