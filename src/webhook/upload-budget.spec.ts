import { EventEmitter } from 'node:events';
import { HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';

import { uploadBudget } from './upload-budget';

const MAX = 1_000;

/** A middleware of eight times 1,000 bytes, and what becomes of uploads at it. */
function budgetOf8000() {
  const middleware = uploadBudget(['message/rfc822'], MAX);
  return (headers: Record<string, string>, type = 'message/rfc822') => {
    const request = { headers, is: (types: string[]) => types.includes(type) && type } as unknown as Request;
    const response = new EventEmitter();
    let status = 0;
    void middleware(request, response as Response, (error?: unknown) => {
      status = error instanceof HttpException ? error.getStatus() : 200;
    });
    return { status, end: () => response.emit('close') };
  };
}

const length = (bytes: number) => ({ 'content-length': String(bytes) });

describe('uploadBudget', () => {
  it('refuses what goes beyond it until an earlier one has ended', () => {
    const upload = budgetOf8000();
    const running = Array.from({ length: 8 }, () => upload(length(MAX)));
    expect(running.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(upload(length(1)).status).toBe(429);
    running[0].end();
    expect(upload(length(MAX)).status).toBe(200);
    expect(upload(length(1)).status).toBe(429);
  });

  it('lets thousands of small ones through together', () => {
    const upload = budgetOf8000();
    expect(new Set(Array.from({ length: 8_000 }, () => upload(length(1)).status))).toEqual(new Set([200]));
  });

  it.each([
    ['declares no length', {}],
    ['is compressed', { ...length(10), 'content-encoding': 'gzip' }],
  ])('counts an upload that %s as the largest', (_what, headers) => {
    const upload = budgetOf8000();
    for (let count = 0; count < 8; count++)
      expect(upload(headers as Record<string, string>).status).toBe(200);
    expect(upload(length(1)).status).toBe(429);
  });

  it('counts nothing for what is not gathered in memory', () => {
    const upload = budgetOf8000();
    for (let count = 0; count < 20; count++) {
      expect(upload({}, 'text/csv').status).toBe(200);
      expect(upload(length(MAX + 1)).status).toBe(200);
    }
    expect(upload(length(MAX)).status).toBe(200);
  });
});
