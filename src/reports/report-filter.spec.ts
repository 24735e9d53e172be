import { BadRequestException } from '@nestjs/common';
import fc from 'fast-check';

import { encodeCursor, parseReportFilter } from './report-filter';

const ID = '0197a3d4-7b1c-4c3e-9f57-2f6a1f9d8e01';

function refusal(query: object): string {
  try {
    parseReportFilter(query);
  } catch (error) {
    expect(error).toBeInstanceOf(BadRequestException);
    return (error as Error).message;
  }
  throw new Error('was not refused');
}

describe('parseReportFilter', () => {
  it('shows fifty of all where nothing is asked for', () =>
    expect(parseReportFilter({})).toEqual({ limit: 50 }));

  it('takes every parameter', () => {
    const query = { status: 'done', route: 'no_action', kind: 'auto_reply', q: 'Müller 50 %', limit: '500' };
    expect(parseReportFilter({ ...query, unknown: 'x' })).toEqual({ ...query, limit: 500 });
  });

  it.each(['received', 'processing', 'deferred', 'done', 'quarantined', 'failed', 'duplicate'])(
    'knows the status %s',
    (status) => expect(parseReportFilter({ status })).toMatchObject({ status }),
  );

  it.each([
    ['2026-02-23', '2026-02-23T00:00:00.000Z'],
    ['2026-02-23T10:00:00Z', '2026-02-23T10:00:00.000Z'],
    ['2026-02-23T10:00:00.5+01:00', '2026-02-23T09:00:00.500Z'],
  ])('reads the time %s in UTC', (from, instant) =>
    expect(parseReportFilter({ from, to: from })).toMatchObject({ from: instant, to: instant }),
  );

  it.each<[string, unknown[]]>([
    ['status', ['open', '', 'DONE', ['done', 'failed'], { x: 'done' }]],
    ['route', ['auto', ['no_action']]],
    ['kind', ['Claim', 'a b', 'x'.repeat(41), '']],
    ['q', ['x'.repeat(201), 'a\0b', ['a', 'b']]],
    [
      'from',
      [
        'yesterday',
        '23.02.2026',
        '2026-02-30',
        '2026-02-23 10:00',
        '0000-01-01',
        '0999-12-31',
        '2026-02-23T10:00:00 01:00',
      ],
    ],
    ['to', ['2026-13-01', '9999-12-31T23:59:59-01:00', '']],
    ['limit', ['0', '-1', '501', '1.5', 'all', '', ['1', '2']]],
    [
      'cursor',
      [
        '',
        'x',
        '%%%',
        encodeCursor('2026-02-23', ID),
        encodeCursor('2026-02-23T10:00:00Z', '1'),
        encodeCursor('0000-01-01T00:00:00Z', ID),
      ],
    ],
  ])('refuses bad values of %s by its name', (name, values) => {
    for (const value of values) expect(refusal({ [name]: value })).toMatch(new RegExp(`^${name}: `));
  });

  it('names every bad parameter at once', () => {
    expect(refusal({ status: 'x', limit: 'x' })).toMatch(/^status: .*; limit: /);
  });

  it('lets no text through that PostgreSQL takes for no time', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.date().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(texts, (from) => {
        let parsed: string | undefined;
        try {
          parsed = parseReportFilter({ from }).from;
        } catch (error) {
          return error instanceof BadRequestException;
        }
        return /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(parsed ?? '');
      }),
    );
  });
});

describe('a cursor', () => {
  it('comes back as the position that it was made of, to the microsecond', () => {
    const cursor = encodeCursor('2026-02-23T10:00:00.123456Z', ID);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(parseReportFilter({ cursor }).after).toEqual({
      receivedAt: '2026-02-23T10:00:00.123456Z',
      emailId: ID,
    });
  });
});
