import { createRequire } from 'node:module';
import pino from 'pino';
import type { PrettyOptions } from 'pino-pretty';

import { currentCorrelation } from '../correlation';
import type { Settings } from '../settings';
import { errorFields } from './error-fields';

export const SERVICE = 'creditor-answer-analysis';

/** A write for each line would cost more than the line; what is left over is written when the process exits. */
const PAGE_BYTES = 4_096;
const FLUSH_EVERY_MS = 200;

type LogSettings = Pick<Settings, 'logLevel' | 'environment'>;

/**
 * The log of this process: one JSON object a line, info and below to stdout, error and above to stderr. On a terminal in
 * development the same for people to read.
 */
export function openLog(settings: LogSettings): pino.Logger {
  return pino(logOptions(settings), destination(settings));
}

/** Which fields a line has, and how an error is told. */
export function logOptions({ logLevel, environment }: LogSettings): pino.LoggerOptions {
  return {
    level: logLevel,
    base: { service: SERVICE, environment },
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    mixin: correlationFields,
    serializers: { err: errorFields },
    hooks: { logMethod: logSafely },
  };
}

/** True where people look on; elsewhere programs do. */
export function isReadByPeople({ environment }: Pick<Settings, 'environment'>, isTerminal: boolean): boolean {
  return environment === 'development' && isTerminal;
}

/**
 * One object of fields and one message, whatever the caller gave: pino would put an error's own message where there is none,
 * and further arguments into the text.
 */
function logSafely(this: pino.Logger, args: unknown[], log: pino.LogFn): void {
  const [first, second] = args;
  const fields =
    first instanceof Error ? { err: first } : typeof first === 'object' && first !== null ? first : {};
  const text = [first, second].find((one) => typeof one === 'string');
  log.call(this, fields, text ?? ('message' in fields ? undefined : 'error'));
}

function destination(settings: LogSettings) {
  const level = settings.logLevel === 'silent' ? 'fatal' : (settings.logLevel as pino.Level);
  return pino.multistream(
    [
      { level, stream: streamTo(1, settings) },
      { level: 'error', stream: streamTo(2, settings) },
    ],
    { dedupe: true },
  );
}

/** What is grave is on its way before the process may end by it; all else goes out by the page, or soon. */
function streamTo(fd: 1 | 2, settings: LogSettings): pino.DestinationStream {
  const terminal = fd === 1 ? process.stdout : process.stderr;
  const pretty = isReadByPeople(settings, terminal.isTTY) ? prettyStream(fd) : null;
  const paged = { sync: false, minLength: PAGE_BYTES, periodicFlush: FLUSH_EVERY_MS };
  return pretty ?? pino.destination(fd === 2 ? { fd, sync: true } : { fd, ...paged });
}

/** Null where it is not installed, as in images for production. */
function prettyStream(fd: 1 | 2): pino.DestinationStream | null {
  try {
    const pretty = createRequire(__filename)('pino-pretty') as (
      options: PrettyOptions,
    ) => pino.DestinationStream;
    return pretty({
      destination: fd,
      sync: true,
      messageKey: 'message',
      timestampKey: 'timestamp',
      translateTime: 'SYS:HH:MM:ss.l',
      ignore: 'service,environment',
      singleLine: true,
    });
  } catch {
    return null;
  }
}

function correlationFields() {
  const { correlationId, emailId, jobId, stage } = currentCorrelation();
  return { correlation_id: correlationId, email_id: emailId, job_id: jobId, stage };
}
