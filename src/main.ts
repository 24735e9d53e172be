import { setFlagsFromString } from 'node:v8';

import { Logger } from '@nestjs/common';

import { failureCode } from './failure';
import { flushSentry, startedSentry } from './monitoring/sentry/sentry';
import { Service } from './service';
import { Settings } from './settings';

// V8 lets the heap of a busy process grow to several times what lives in it before it collects; beside a database on the
// same machine that memory is better spent as the database's cache.
setFlagsFromString('--heap-growing-percent=40');

/** Starts the service and ends it in order at SIGTERM or SIGINT, also where these come while it starts. */
async function main(): Promise<void> {
  const settings = Settings.parse(process.env);
  sentry = startedSentry(settings);
  const starting = Service.start(settings);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= starting.then((service) => service.stop()).then(() => exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const service = await starting;
  process.stderr.write(`Listening on ${service.url}\n`);
}

let sentry: ReturnType<typeof startedSentry> = null;

async function fail(error: unknown): Promise<void> {
  process.stderr.write(
    `${error instanceof Error ? (error.name === 'Error' ? error.stack : error.message) : String(error)}\n`,
  );
  await exit(1, error);
}

/** What nobody has caught leaves the process in a state that nobody knows. Its message may quote a mail and is not told. */
function failUnexpectedly(error: unknown): void {
  new Logger('Process').fatal({
    message: 'an error that nobody caught ends the process',
    code: failureCode(error),
    err: error,
  });
  void exit(1, error);
}

/** Ends the process once Sentry has been told. */
async function exit(status: number, error?: unknown): Promise<void> {
  if (status !== 0)
    sentry?.captureException(error, {
      captureContext: { level: 'fatal', fingerprint: ['process', failureCode(error)] },
    });
  await flushSentry(sentry);
  process.exit(status);
}

process.on('uncaughtException', failUnexpectedly);
main().catch(fail);
