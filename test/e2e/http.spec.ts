import request from 'supertest';

import { INQUIRIES } from '../harness/creditor-mail';
import { API_TOKEN, TestService } from '../harness/test-service';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SOME_ID = '00000000-0000-4000-8000-000000000000';

describe('every answer', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  const anyone = () => request(service.service.app.getHttpServer());

  describe('carries X-Correlation-ID', () => {
    it.each([
      ['the one that was sent', { 'X-Correlation-ID': 'corr.sent_1-A' }, /^corr\.sent_1-A$/],
      ['X-Request-ID where there is no other', { 'X-Request-ID': 'request-0001' }, /^request-0001$/],
      [
        'the first of the two',
        { 'X-Correlation-ID': 'corr-0001', 'X-Request-ID': 'request-0001' },
        /^corr-0001$/,
      ],
      [
        'X-Request-ID where the other is malformed',
        { 'X-Correlation-ID': 'x y', 'X-Request-ID': 'request-0001' },
        /^request-0001$/,
      ],
      ['a new one where it is too short', { 'X-Correlation-ID': '1234567' }, UUID],
      ['a new one where it is too long', { 'X-Correlation-ID': 'x'.repeat(129) }, UUID],
      ['a new one where it holds other characters', { 'X-Correlation-ID': '<script>' }, UUID],
      ['a new one where there is none', {}, UUID],
    ])('%s', async (_what, headers, expected) => {
      await anyone()
        .get('/health/live')
        .set(headers as Record<string, string>)
        .expect(200)
        .expect('X-Correlation-ID', expected);
    });

    it.each([
      ['/nowhere', 404],
      ['/emails', 401],
      ['/emails/x', 401],
      ['/%E0%A4%A', 404],
      ['/emails/%E0%A4%A', 400],
    ])('also for %s, and in its problem', async (path, status) => {
      const { body, headers } = await anyone()
        .get(path)
        .set('X-Correlation-ID', 'corr-problem')
        .expect(status);
      expect(headers).toMatchObject({
        'x-correlation-id': 'corr-problem',
        'content-type': 'application/problem+json; charset=utf-8',
      });
      expect(body).toEqual({
        type: 'about:blank',
        title: expect.any(String),
        status,
        detail: expect.any(String),
        instance: path,
        correlation_id: 'corr-problem',
      });
    });
  });

  describe('needs the token', () => {
    const GUARDED: [method: 'get' | 'post', path: string][] = [
      ['get', '/emails'],
      ['get', `/emails/${SOME_ID}`],
      ['get', `/emails/${SOME_ID}/raw`],
      ['get', '/reports'],
      ['get', `/reports/${SOME_ID}`],
      ['post', '/inquiries/import'],
      ['get', '/inquiries/INQ-1'],
    ];
    it.each(GUARDED)('%s %s', async (method, path) => {
      const client = anyone();
      const refused = await client[method](path)
        .expect(401)
        .expect('WWW-Authenticate', /^Bearer/);
      expect(refused.body).toMatchObject({ title: 'Unauthorized' });
      await anyone()[method](path).set('Authorization', `Bearer ${API_TOKEN}x`).expect(401);
      expect((await service.api[method](path)).status).not.toBe(401);
    });

    it.each(['/health', '/health/live', '/health/ready'])('but for %s', (path) =>
      anyone().get(path).expect(200),
    );
  });

  it('gives away neither what serves it nor a stack', async () => {
    const { headers, text } = await anyone().get('/nowhere');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(text).not.toMatch(/node_modules|\.ts/);
  });
});

describe('the inquiries', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({ ROLE: 'web' });
  });
  afterAll(() => service.stop());

  const importCsv = (csv: string, type = 'text/csv') =>
    service.api.post('/inquiries/import').set('Content-Type', type).send(csv);

  it('are imported, updated, and left alone where nothing is new', async () => {
    expect((await importCsv(INQUIRIES).expect(200)).body).toEqual({ imported: 3, updated: 0, rejected: [] });
    expect((await importCsv(INQUIRIES).expect(200)).body).toEqual({ imported: 0, updated: 0, rejected: [] });
    const changed = INQUIRIES.replace('1200.00,2026-02-02', '1300.00,2026-02-02').concat(
      'INQ-4,too,short\r\n',
    );
    expect((await importCsv(changed, 'text/csv; charset=utf-8').expect(200)).body).toEqual({
      imported: 0,
      updated: 1,
      rejected: [{ line: 5, error: expect.any(String) }],
    });
  });

  it('are told with their claim and its history', async () => {
    const { body } = await service.api.get('/inquiries/INQ-1').expect(200);
    expect(body).toEqual({
      inquiry_id: 'INQ-1',
      client_id: 'KL-1',
      client_first_name: 'Petra',
      client_last_name: 'Lindner',
      client_birth_date: '1979-03-14',
      client_street: 'Am Anger 3',
      client_postal_code: '99084',
      client_city: 'Erfurt',
      office_reference: 'SB26-0901',
      creditor_name: 'Kabelwerk Nord GmbH',
      creditor_email: 'forderung@kabelwerk-nord.example',
      creditor_reference: 'KN-7782104',
      claimed_amount: '1300.00',
      sent_at: '2026-02-02',
      claim_amount: null,
      currency: null,
      updated_by_email_id: null,
      updated_at: null,
      history: [],
    });
  });

  it.each([
    ['', 'text/csv', 400],
    ['a,b,c\r\n1,2,3\r\n', 'text/csv', 400],
    ['[]', 'application/json', 415],
    ['x', 'text/plain', 415],
  ])('are not made of %j as %s', async (csv, type, status) => {
    expect((await importCsv(csv, type).expect(status)).body).toMatchObject({
      status,
      detail: expect.any(String),
    });
  });

  it.each(['INQ-999', "'", '%00', 'a'.repeat(5_000)])('are not there by the id %s', async (id) => {
    const { status, body } = await service.api.get(`/inquiries/${id}`);
    expect(body).toMatchObject({ status });
    expect([400, 404]).toContain(status);
  });
});
