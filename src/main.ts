import { setFlagsFromString } from 'node:v8';

import { Logger } from '@nestjs/common';

import { failureCode, StartFailure } from './failure';
import { isReadByPeople, openLog } from './monitoring/logging';
import { logProcess } from './monitoring/process-log';
import { flushSentry, startedSentry } from './monitoring/sentry/sentry';
import { ServiceLogger } from './monitoring/service-logger';
import { Service } from './service';
import { Settings } from './settings';

// V8 lets the heap of a busy process grow to several times what lives in it before it collects; beside a database on the
// same machine that memory is better spent as the database's cache.
setFlagsFromString('--heap-growing-percent=40');

/** Starts the service and ends it in order at SIGTERM or SIGINT, also where these come while it starts. */
async function main(): Promise<void> {
  const settings = Settings.parse(process.env);
  sentry = startedSentry(settings);
  const logger = ServiceLogger.open(settings);
  Logger.overrideLogger(logger);
  logProcess();
  const starting = Service.start(settings, logger);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= starting.then((service) => service.stop()).then(() => exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const service = await starting;
  new Logger(Service.name).log(`Listening on ${service.url}`);
}

let sentry: ReturnType<typeof startedSentry> = null;

/** What ends the start is told with its remedy, where it has one; to people as nothing but that. */
async function fail(error: unknown): Promise<void> {
  const sentence = error instanceof StartFailure ? error.message : null;
  const environment = process.env.ENVIRONMENT?.trim() || 'development';
  if (sentence && isReadByPeople({ environment }, process.stderr.isTTY))
    process.stderr.write(`${sentence}\n`);
  else
    openLog({ logLevel: 'info', environment }).fatal(
      { context: Service.name, ...(sentence === null && { err: error }) },
      sentence ?? 'the service failed',
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
