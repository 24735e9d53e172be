import { Writable } from 'node:stream';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';
import type { Options } from 'pino-http';

import { runCorrelated } from '../correlation';
import { Settings } from '../settings';
import { loggerParams } from './logging';

const [OPTIONS] = loggerParams(Settings.parse({ ENVIRONMENT: 'staging' })).pinoHttp as [Options, unknown];

/** The lines that a logger of these options writes. */
function logged(write: (logger: pino.Logger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  write(pino(OPTIONS as pino.LoggerOptions, stream));
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

  it("tells an error's class, code and frames, and never its message", () => {
    const error = Object.assign(new TypeError('Ralf Schäfer owes\n    at Ralf Schäfer (1.234,56:1:1)'), {
      code: '22P05',
      detail: 'Ralf Schäfer',
    });
    const [line] = logged((logger) => logger.error({ err: error }, 'attempt failed'));
    expect(line.err).toEqual({ type: 'TypeError', code: '22P05', stack: expect.stringMatching(/^\s+at /) });
    expect(JSON.stringify(line)).not.toMatch(/Schäfer|1\.234/);
  });

  it('tells method, path and status of a request, and neither query, headers nor body', () => {
    const request = {
      method: 'GET',
      url: '/reports?q=Sch%C3%A4fer',
      headers: { authorization: 'Bearer token' },
      body: 'Schäfer',
    } as unknown as IncomingMessage;
    const response = { statusCode: 200, headers: { 'set-cookie': 'token' } } as unknown as ServerResponse;
    const [line] = logged((logger) =>
      logger.info({ req: request, res: response }, OPTIONS.customSuccessMessage?.(request, response, 1)),
    );
    expect(line).toMatchObject({
      message: 'GET /reports 200',
      req: { method: 'GET', path: '/reports' },
      res: { status: 200 },
    });
    expect(JSON.stringify(line)).not.toMatch(/Sch|token/);
  });

  it.each([
    [200, 'info'],
    [404, 'info'],
    [500, 'error'],
  ])('of an answer %d is of level %s', (statusCode, level) => {
    const response = { statusCode } as ServerResponse;
    expect(OPTIONS.customLogLevel?.({} as IncomingMessage, response)).toBe(level);
  });
});
