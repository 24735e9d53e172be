import { parse } from 'csv-parse/sync';

import { CLAIM, creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { sql } from '../harness/sql';
import { bytesOf, TestService } from '../harness/test-service';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const NOBODY = '00000000-0000-4000-8000-000000000000';

const field = {
  value: expect.any(String),
  confidence: expect.any(Number),
  source: expect.any(String),
  quote: expect.any(String),
};

const MAILS = {
  claim: creditorMail({ 'Message-ID': '<claim@kabelwerk-nord.example>' }),
  stranger: creditorMail(
    { From: 'Wer <wer@fremd.example>', Subject: '=HYPERLINK("http://evil.example")' },
    'Guten Tag, wann haben Sie geöffnet?\r\n',
  ),
  unreadable: Buffer.from([0, 0, 0]),
};

describe('what became of each mail', () => {
  let service: TestService;
  const ids = {} as Record<keyof typeof MAILS, string>;
  beforeAll(async () => {
    service = await TestService.start();
    await service.importInquiries(INQUIRIES);
    for (const [name, mail] of Object.entries(MAILS)) {
      const { body } = await service
        .deliver(mail, 'message/rfc822', { 'X-Correlation-ID': `corr-${name}` })
        .expect(202);
      ids[name as keyof typeof MAILS] = body.email_id;
      await service.reportOf(body.email_id);
    }
  });
  afterAll(() => service.stop());

  const listed = async (query: string) => {
    const { body } = await service.api.get(`/emails?${query}`).expect(200);
    return (body.items as { email_id: string }[]).map(({ email_id }) => email_id);
  };

  describe('GET /reports/:email_id', () => {
    it('gives the report of the contract, every key of it and no other', async () => {
      const { body } = await service.api
        .get(`/reports/${ids.claim}`)
        .expect(200)
        .expect('Content-Type', /^application\/json/);
      expect(body).toEqual({
        email_id: ids.claim,
        correlation_id: 'corr-claim',
        job_id: ids.claim,
        status: 'done',
        kind: 'claim_statement',
        route: expect.stringMatching(/^(auto_update|update_and_notify)$/),
        written: true,
        written_amount: CLAIM,
        currency: 'EUR',
        inquiry_id: 'INQ-1',
        extracted_fields: expect.objectContaining({
          client_name: { ...field, value: 'Petra Lindner' },
          creditor_name: { ...field, value: 'Kabelwerk Nord GmbH' },
          office_reference: { ...field, value: 'SB26-0901' },
          creditor_reference: { ...field, value: 'KN-7782104' },
          claim_amount: {
            ...field,
            value: CLAIM,
            source: 'body',
            quote: expect.stringContaining('1.234,56'),
          },
          currency: { ...field, value: 'EUR' },
          principal: { ...field, value: '1200.00' },
          interest: { ...field, value: '14.56' },
          costs: { ...field, value: '20.00' },
        }),
        missing_fields: [],
        reasons: expect.arrayContaining([expect.any(String)]),
        flags: [],
        candidates: expect.arrayContaining([
          { inquiry_id: 'INQ-1', score: expect.any(Number), signals: expect.any(Object) },
        ]),
        attachments: [],
        extractor: {
          name: 'rules',
          model: null,
          prompt_version: null,
          input_tokens: 0,
          output_tokens: 0,
          cost_usd: '0.0000',
          degraded: false,
        },
        stages: ['parse', 'extract', 'match', 'decide', 'write', 'notify'].map((name) => ({
          name,
          started_at: expect.stringMatching(INSTANT),
          duration_ms: expect.any(Number),
          attempt: 1,
          outcome: 'ok',
        })),
        attempts: 1,
        created_at: expect.stringMatching(INSTANT),
        updated_at: expect.stringMatching(INSTANT),
      });
    });

    it('names the fields that were not found', async () => {
      const { body } = await service.api.get(`/reports/${ids.stranger}`).expect(200);
      expect(body).toMatchObject({ written: false, written_amount: null, inquiry_id: null });
      expect(body.missing_fields).toEqual(
        expect.arrayContaining(['office_reference', 'creditor_reference', 'claim_amount']),
      );
    });

    it('tells the cause of a quarantine', async () => {
      const { body } = await service.api.get(`/reports/${ids.unreadable}`).expect(200);
      expect(body).toMatchObject({
        status: 'quarantined',
        kind: null,
        route: null,
        written: false,
        flags: ['mime_unreadable'],
        reasons: [expect.any(String)],
        stages: [{ name: 'parse', outcome: 'mime_unreadable' }],
      });
    });
  });

  describe('GET /emails/:id', () => {
    it('tells the state of a mail, its form and its size', async () => {
      const { body } = await service.api.get(`/emails/${ids.claim}`).expect(200);
      expect(body).toEqual({
        email_id: expect.stringMatching(UUID),
        correlation_id: 'corr-claim',
        status: 'done',
        kind: 'claim_statement',
        route: expect.any(String),
        written: true,
        written_amount: CLAIM,
        currency: 'EUR',
        inquiry_id: 'INQ-1',
        created_at: expect.stringMatching(INSTANT),
        updated_at: expect.stringMatching(INSTANT),
        format: 'rfc822',
        size: MAILS.claim.length,
        duplicates: 0,
      });
    });

    it('gives the raw message as a download, byte for byte', async () => {
      const { body, headers } = await service.api
        .get(`/emails/${ids.unreadable}/raw`)
        .buffer()
        .parse(bytesOf)
        .expect(200);
      expect(MAILS.unreadable.equals(body as Buffer)).toBe(true);
      expect(headers).toMatchObject({
        'content-type': 'message/rfc822',
        'content-length': '3',
        'content-disposition': `attachment; filename="${ids.unreadable}.eml"`,
      });
    });
  });

  describe('GET /emails', () => {
    it('lists the newest first, without what was read', async () => {
      const { body } = await service.api.get('/emails').expect(200);
      expect(body.items.map((item: { email_id: string }) => item.email_id)).toEqual([
        ids.unreadable,
        ids.stranger,
        ids.claim,
      ]);
      expect(body.next_cursor).toBeNull();
      expect(JSON.stringify(body)).not.toContain('Lindner');
    });

    it.each<[string, (keyof typeof MAILS)[]]>([
      ['status=done', ['stranger', 'claim']],
      ['status=quarantined', ['unreadable']],
      ['status=received', []],
      ['status=duplicate', []],
      ['kind=claim_statement', ['claim']],
      ['kind=claim_statement&status=quarantined', []],
      ['q=lindner', ['claim']],
      ['q=SB26-0901', ['claim']],
      ['q=%25', []],
      ['q=_', []],
      ['q=KABELWERK-NORD', ['claim']],
      ['from=2020-01-01', ['unreadable', 'stranger', 'claim']],
      ['to=2020-01-01', []],
      ['unknown=x', ['unreadable', 'stranger', 'claim']],
    ])('?%s shows %j', async (query, names) =>
      expect(await listed(query)).toEqual(names.map((name) => ids[name])),
    );

    it('takes times to the instant: from is within, to is not', async () => {
      const { body } = await service.api.get(`/emails/${ids.stranger}`);
      await sql(
        service.service.databaseUrl,
        `UPDATE inbox SET received_at = date_trunc('milliseconds', received_at)`,
      );
      expect(await listed(`from=${body.created_at}`)).toEqual([ids.unreadable, ids.stranger]);
      expect(await listed(`to=${body.created_at}`)).toEqual([ids.claim]);
    });

    it.each([
      'status=open',
      'route=x',
      'kind=X',
      'limit=0',
      'limit=501',
      'limit=x',
      'from=yesterday',
      'to=2026-02-30',
      'from=0000-01-01',
      'cursor=x',
      'q=%00',
      'status=done&status=failed',
    ])('?%s is refused with 400, in both lists', async (query) => {
      for (const list of ['emails', 'reports']) {
        const { body } = await service.api
          .get(`/${list}?${query}`)
          .expect(400)
          .expect('Content-Type', /^application\/problem\+json/);
        expect(body.detail).toMatch(new RegExp(`^${query.split('=')[0]}: `));
      }
    });

    it('shows every mail once over all pages, also those of one instant or a microsecond apart', async () => {
      const rows = `SELECT gen_random_uuid(), received_at + n / 5 * interval '1 microsecond', correlation_id, sha256(n::text::bytea), format, 1, raw`;
      await sql(
        service.service.databaseUrl,
        `INSERT INTO inbox (email_id, received_at, correlation_id, identity, format, size, raw)
         ${rows} FROM inbox, generate_series(1, 40) n WHERE email_id = $1`,
        [ids.stranger],
      );
      const pages: string[][] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: { body: { items: { email_id: string }[]; next_cursor: string | null } } =
          await service.api.get(`/emails?limit=6${cursor && `&cursor=${cursor}`}`).expect(200);
        pages.push(body.items.map((item) => item.email_id));
        cursor = body.next_cursor;
      }
      expect(pages.map(({ length }) => length)).toEqual([6, 6, 6, 6, 6, 6, 6, 1]);
      expect(new Set(pages.flat()).size).toBe(43);
      expect(pages.flat()).toEqual(await listed('limit=500'));
    });
  });

  describe('GET /reports', () => {
    it('lists whole reports', async () => {
      const { body } = await service.api.get('/reports?kind=claim_statement').expect(200);
      const { body: one } = await service.api.get(`/reports/${ids.claim}`);
      expect(body).toEqual({ items: [one], next_cursor: null });
    });

    it('gives CSV to those who accept it, with formulas defused', async () => {
      const response = await service.api.get('/reports?status=done').set('Accept', 'text/csv').expect(200);
      expect(response.headers).toMatchObject({
        'content-type': expect.stringMatching(/^text\/csv/),
        'content-disposition': 'attachment; filename=reports.csv',
      });
      const rows = parse<Record<string, string>>(response.text, { columns: true });
      expect(rows).toMatchObject([
        { email_id: ids.stranger },
        { email_id: ids.claim, claim_amount: CLAIM, written: 'true' },
      ]);
      expect(response.text).not.toMatch(/(^|,)"?=/m);
    });

    it('says in CSV too that there is more', async () => {
      const csv = (query: string) =>
        service.api.get(`/reports?status=done${query}`).set('Accept', 'text/csv').expect(200);
      const first = await csv('&limit=1');
      const second = await csv(`&limit=1&cursor=${first.headers['x-next-cursor']}`);
      expect(first.text).toContain(ids.stranger);
      expect(second.text).toContain(ids.claim);
      expect(second.headers['x-next-cursor']).toBeUndefined();
    });
  });

  it.each(['/emails/', '/reports/'])('%s of what is no id is 400, of nobody 404', async (path) => {
    for (const id of ['1', `${NOBODY}x`, '%27%20OR%201=1', 'undefined']) {
      const { body } = await service.api.get(`${path}${id}`).expect(400);
      expect(body).toMatchObject({ status: 400, correlation_id: expect.any(String) });
    }
    expect((await service.api.get(`${path}${NOBODY}`).expect(404)).body.detail).toBe(
      `There is no mail ${NOBODY}`,
    );
    await service.api.get(`/emails/${NOBODY}/raw`).expect(404);
  });
});
