import { Writable } from 'node:stream';
import pino from 'pino';

import { runCorrelated } from '../correlation';
import { Settings } from '../settings';
import { isReadByPeople, logOptions } from './logging';

const OPTIONS = logOptions(Settings.parse({ ENVIRONMENT: 'staging' }));

/** The lines that a logger of these options writes. */
function logged(write: (logger: pino.Logger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  write(pino(OPTIONS, stream));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a log line', () => {
  it('says when, how grave, from where', () => {
    expect(logged((logger) => logger.info('hello'))).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        level: 'info',
        service: 'creditor-answer-analysis',
        environment: 'staging',
        correlation_id: 'none',
        message: 'hello',
      },
    ]);
  });

  it('carries the ids of the work that it belongs to', () => {
    const context = { correlationId: 'corr-0001', emailId: 'mail-1', jobId: 'job-1', stage: 'parse' };
    const [line] = logged((logger) => runCorrelated(context, () => logger.warn('x')));
    expect(line).toMatchObject({
      correlation_id: 'corr-0001',
      email_id: 'mail-1',
      job_id: 'job-1',
      stage: 'parse',
    });
  });

  it.each<[string, (logger: pino.Logger, error: Error) => void, string]>([
    ['beside a message', (logger, err) => logger.error({ err }, 'attempt failed'), 'attempt failed'],
    [
      'with the message as a field',
      (logger, err) => logger.error({ message: 'attempt failed', err }),
      'attempt failed',
    ],
    ['alone as a field', (logger, err) => logger.error({ err }), 'error'],
    ['alone', (logger, err) => logger.error(err), 'error'],
    [
      'behind a text',
      (logger, err) => (logger as unknown as Console).error('it failed: %s', err.message),
      'it failed: %s',
    ],
  ])("never has an error's own message: %s", (_how, log, message) => {
    const error = new TypeError('Ralf Schäfer owes\n 1.234,56');
    const [line] = logged((logger) => log(logger, error));
    expect(line.message).toBe(message);
    expect(JSON.stringify(line)).not.toMatch(/Schäfer|(?<!\d)1\.234,56/);
  });
});

describe('the log', () => {
  it.each([
    ['development', true, true],
    ['development', false, false],
    ['production', true, false],
  ])('in %s, on a terminal: %s, is for people: %s', (environment, isTerminal, expected) =>
    expect(isReadByPeople({ environment }, isTerminal)).toBe(expected),
  );
});
