import {
  BadRequestException,
  HttpException,
  Logger,
  NotFoundException,
  ServiceUnavailableException,
  type ArgumentsHost,
} from '@nestjs/common';

import { runCorrelated } from '../correlation';
import type { ErrorReport, ErrorTracking } from './sentry/error-tracking';
import { ProblemFilter } from './problem.filter';

/** A filter, and what it told Sentry of. */
function telling() {
  const told: ErrorReport[] = [];
  const errors = { capture: (_error: unknown, report: ErrorReport) => told.push(report) };
  return { told, filter: new ProblemFilter(errors as unknown as ErrorTracking) };
}

/** What the filter answers to an error. */
function answer(error: unknown, headersSent = false, { filter } = telling()) {
  const headers: Record<string, string> = {};
  const sent = { status: 0, type: '', text: '', ended: false };
  const response = {
    headersSent,
    setHeader: (name: string, value: string) => (headers[name] = value),
    getHeader: (name: string) => headers[name],
    status: (status: number) => ((sent.status = status), response),
    type: (type: string) => ((sent.type = type), response),
    send: (text: string) => (sent.text = text),
    end: () => (sent.ended = true),
  };
  const http = {
    getResponse: () => response,
    getRequest: () => ({ path: '/emails/1', method: 'GET', route: { path: '/emails/:id' } }),
  };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  runCorrelated({ correlationId: 'corr-0001' }, () => filter.catch(error, host));
  return {
    ...sent,
    headers,
    body: sent.text ? (JSON.parse(sent.text) as Record<string, unknown>) : undefined,
  };
}

describe('ProblemFilter', () => {
  let logged: jest.SpyInstance;
  beforeEach(() => (logged = jest.spyOn(Logger.prototype, 'error').mockImplementation()));
  afterEach(() => logged.mockRestore());

  it('answers problem JSON', () => {
    const { type, body } = answer(new NotFoundException('There is no mail'));
    expect(type).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no mail',
      instance: '/emails/1',
      correlation_id: 'corr-0001',
    });
    expect(logged).not.toHaveBeenCalled();
  });

  it('carries further members on, and lets none take the place of its own', () => {
    const down = new ServiceUnavailableException({
      status: 'error',
      error: {},
      type: 'x',
      details: { disk: { status: 'down' } },
    });
    expect(answer(down).body).toMatchObject({
      status: 503,
      type: 'about:blank',
      title: 'Service Unavailable',
      details: { disk: { status: 'down' } },
    });
  });

  it('joins a list of messages', () => {
    expect(answer(new BadRequestException(['a', 'b'])).body).toMatchObject({ detail: 'a; b' });
    expect(answer(new HttpException('plain', 418)).body).toMatchObject({ status: 418, detail: 'plain' });
  });

  it.each([
    [429, '5'],
    [503, '10'],
  ])('says with %d when to come again', (status, seconds) => {
    expect(answer(new HttpException('x', status)).headers['Retry-After']).toBe(seconds);
    expect(answer(new HttpException('x', 400)).headers['Retry-After']).toBeUndefined();
  });

  it('says with 401 how to prove oneself', () => {
    expect(answer(new HttpException('x', 401)).headers['WWW-Authenticate']).toMatch(/^Bearer, Basic realm=/);
  });

  it('tells the limit where a body is too large', () => {
    const cause = Object.assign(new Error('request entity too large'), { limit: 1000 });
    const { status, body, headers } = answer(new HttpException('request entity too large', 413, { cause }));
    expect(status).toBe(413);
    expect(body?.detail).toMatch(/larger than 1000 bytes/);
    expect(headers.Connection).toBe('close');
  });

  it.each([
    new Error('password of row 17'),
    Object.assign(new Error('password'), { status: 404 }),
    'password',
    undefined,
    null,
  ])('keeps %p to the log', (error) => {
    const { status, text } = answer(error);
    expect(status).toBe(500);
    expect(text).not.toContain('password');
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('logs the cause behind a 5xx by its code', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(answer(new ServiceUnavailableException('later', { cause })).body?.detail).toBe('later');
    expect(logged).toHaveBeenCalledWith({ message: 'request failed', code: 'ECONNREFUSED', err: cause });
  });

  it.each([
    Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('x'), { code: '57P01' }),
    new Error('Connection terminated unexpectedly'),
  ])('asks to try again where the database is away (%s)', (error) => {
    expect(answer(error)).toMatchObject({ status: 503, headers: { 'Retry-After': '10' } });
  });

  it('tells of a character that no text may hold', () => {
    const refused = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
    expect(answer(refused)).toMatchObject({ status: 400 });
  });

  it('ends an answer that had begun', () => {
    expect(answer(new Error('x'), true)).toMatchObject({ ended: true, status: 0, text: '' });
  });

  it('tells Sentry of each 5xx by its cause, and of nothing that the caller is to mend', () => {
    const { told, filter } = telling();
    for (const error of [new TypeError('Lindner'), new TypeError('Ehrlich'), new NotFoundException('x')])
      answer(error, false, { told, filter });
    const report = {
      fingerprint: ['http', 'GET /emails/:id', 'TypeError'],
      actor: 'http',
      tags: { route: 'GET /emails/:id', status: 500 },
    };
    expect(told).toEqual([report, report]);
  });

  it('tells Sentry of an outage once a minute', () => {
    jest.useFakeTimers();
    const { told, filter } = telling();
    const fail = (code: string) => answer(Object.assign(new Error('x'), { code }), false, { told, filter });
    for (let times = 0; times < 3; times += 1) fail('ECONNREFUSED');
    fail('57P01');
    answer(new Error('timeout exceeded when trying to connect'), false, { told, filter });
    jest.advanceTimersByTime(60_000);
    fail('ECONNREFUSED');
    expect(told.map(({ fingerprint }) => fingerprint[2])).toEqual([
      'ECONNREFUSED',
      '57P01',
      'connection_lost',
      'ECONNREFUSED',
    ]);
    jest.useRealTimers();
  });
});
