import request from 'supertest';

import { creditorMail } from '../harness/creditor-mail';
import { sql } from '../harness/sql';
import { signatureHeaders, TestService, WEBHOOK_SECRET } from '../harness/test-service';

const OLD_SECRET = `whsec_${Buffer.from('the secret before that, 32 bytes').toString('base64')}`;
const BASIC_AUTH = 'postmark:password:with-colon';
const UUID = /^[0-9a-f-]{36}$/;

const POSTMARK = {
  MessageID: '73e6d360-66eb-11e1-8e72-a8904824019b',
  From: 'post@inkasso.example',
  Subject: 'Saldo',
  Date: 'Mon, 23 Feb 2026 10:04:31 +0100',
  TextBody: 'Gesamtforderung 10,00 EUR',
  Headers: [{ Name: 'Message-ID', Value: '<postmark-1@inkasso.example>' }],
};

describe('POST /webhook/email', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({
      WEBHOOK_SECRET: `${WEBHOOK_SECRET} ${OLD_SECRET}`,
      WEBHOOK_BASIC_AUTH: BASIC_AUTH,
    });
  });
  afterAll(() => service.stop());

  const inbox = <Row extends object>(emailId: string) =>
    sql<Row>(service.service.databaseUrl, 'SELECT * FROM inbox WHERE email_id = $1', [emailId]);
  const post = () => request(service.service.app.getHttpServer()).post('/webhook/email');
  const sendRaw = (headers: Record<string, string>, body: Buffer | string = '') =>
    post()
      .set(headers)
      .serialize((content: unknown) => content as string)
      .send(Buffer.from(body));

  describe('accepts', () => {
    it('a message once its bytes are in the inbox', async () => {
      const mail = Buffer.concat([creditorMail(), Buffer.from([0, 0xff, 0x80, 0x0d])]);
      const { body } = await service
        .deliver(mail, 'message/rfc822', { 'X-Correlation-ID': 'corr-accept-1' })
        .expect(202);
      expect(body).toEqual({
        email_id: expect.stringMatching(UUID),
        correlation_id: 'corr-accept-1',
        status: 'accepted',
      });
      const [row] = await inbox<{ raw: Buffer; size: number; format: string; correlation_id: string }>(
        body.email_id,
      );
      expect(row).toMatchObject({ size: mail.length, format: 'rfc822', correlation_id: 'corr-accept-1' });
      expect(row.raw.equals(mail)).toBe(true);
    });

    it("Postmark's JSON, byte for byte", async () => {
      const json = JSON.stringify(POSTMARK, null, 3);
      const { body } = await service.deliver(json, 'application/json; charset=utf-8').expect(202);
      const [row] = await inbox<{ raw: Buffer; format: string }>(body.email_id);
      expect(row.format).toBe('postmark');
      expect(row.raw.toString()).toBe(json);
      expect(await service.reportOf(body.email_id)).toMatchObject({ status: 'done' });
    });

    it('a signature by the secret that is being rotated out', async () => {
      const mail = creditorMail();
      await sendRaw({ 'Content-Type': 'message/rfc822', ...signatureHeaders(mail, OLD_SECRET) }, mail).expect(
        202,
      );
    });

    it('HTTP Basic where a user is set', async () => {
      await post()
        .auth('postmark', 'password:with-colon')
        .type('application/json')
        .send(JSON.stringify({ ...POSTMARK, TextBody: 'by Basic' }))
        .expect(202);
    });

    it('a compressed body', async () => {
      const { gzipSync } = await import('node:zlib');
      const mail = creditorMail();
      const headers = {
        'Content-Type': 'message/rfc822',
        'Content-Encoding': 'gzip',
        ...signatureHeaders(mail),
      };
      const { body } = await sendRaw(headers, gzipSync(mail)).expect(202);
      const [row] = await inbox<{ raw: Buffer }>(body.email_id);
      expect(row.raw.equals(mail)).toBe(true);
    });
  });

  describe('recognises', () => {
    it('the same webhook-id, whatever it carries now', async () => {
      const [mail, other] = [creditorMail(), creditorMail()];
      const again = (bytes: Buffer) =>
        sendRaw(
          {
            'Content-Type': 'message/rfc822',
            ...signatureHeaders(bytes, WEBHOOK_SECRET, new Date(), 'msg_repeated'),
          },
          bytes,
        );
      const first = await again(mail).expect(202);
      const second = await again(mail).set('X-Correlation-ID', 'corr-repeat-1').expect(200);
      expect(second.body).toEqual({
        email_id: first.body.email_id,
        correlation_id: 'corr-repeat-1',
        status: 'duplicate',
      });
      expect((await again(other).expect(200)).body.email_id).toBe(first.body.email_id);
      expect(await inbox(first.body.email_id)).toMatchObject([{ duplicates: 2 }]);
    });

    it('the same Message-ID and content under another webhook-id, by another way', async () => {
      const mail = creditorMail();
      const first = await service.deliver(mail).expect(202);
      const second = await service
        .deliver(Buffer.concat([Buffer.from('Received: from mx2.example\r\n'), mail]))
        .expect(200);
      expect(second.body).toMatchObject({ email_id: first.body.email_id, status: 'duplicate' });
    });

    it('two mails in the same Message-ID with another content', async () => {
      const headers = { 'Message-ID': '<same@kabelwerk-nord.example>' };
      const first = await service.deliver(creditorMail(headers, 'one')).expect(202);
      const second = await service.deliver(creditorMail(headers, 'two')).expect(202);
      expect(second.body.email_id).not.toBe(first.body.email_id);
    });
  });

  describe('refuses', () => {
    const JSON_TYPE = 'application/json';
    it.each<[string, string, string, RegExp]>([
      ['an empty message', '', 'message/rfc822', /body is empty/],
      ['an empty JSON body', '', JSON_TYPE, /body is empty/],
      ['what is not JSON', 'hello', JSON_TYPE, /not JSON/],
      ['JSON that breaks off', '{"From":"a', JSON_TYPE, /not JSON/],
      ['JSON of another shape', '[]', JSON_TYPE, /not Postmark's inbound shape/],
      ['JSON with a wrong type', '{"From":{"x":1}}', JSON_TYPE, /From: /],
      ['JSON of nothing', '{"a":1}', JSON_TYPE, /none of From/],
    ])('%s with 400', async (_what, text, type, detail) => {
      const { body } = await service
        .deliver(text, type)
        .expect(400)
        .expect('Content-Type', /^application\/problem\+json/);
      expect(body).toMatchObject({ status: 400, detail: expect.stringMatching(detail) });
    });

    it('a delivery without any body with 400', async () => {
      await post()
        .set(signatureHeaders(Buffer.alloc(0)))
        .expect(400);
      await post().auth('postmark', 'password:with-colon').expect(400);
    });

    it.each([
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/xml',
      'message/rfc822x',
      'nonsense',
      '',
    ])('the type %j with 415', async (type) => {
      const { body } = await service.deliver('x', type).expect(415);
      expect(body.detail).toMatch(/message\/rfc822 or application\/json/);
    });

    it('an unknown Content-Encoding with 415', async () => {
      await service.deliver('x', 'message/rfc822', { 'Content-Encoding': 'lzma' }).expect(415);
    });

    const now = Date.now();
    it.each<[string, Record<string, string>]>([
      ['nothing to prove it', {}],
      ['a signature by another secret', signatureHeaders(Buffer.from('x'), `whsec_${'A'.repeat(44)}`)],
      ['a signature of another body', signatureHeaders(Buffer.from('y'))],
      [
        'a timestamp of long ago',
        signatureHeaders(Buffer.from('x'), WEBHOOK_SECRET, new Date(now - 310_000)),
      ],
      ['a timestamp to come', signatureHeaders(Buffer.from('x'), WEBHOOK_SECRET, new Date(now + 330_000))],
      ['an id alone', { 'webhook-id': 'msg_1' }],
      ['a wrong password', { Authorization: `Basic ${Buffer.from('postmark:wrong').toString('base64')}` }],
      ['malformed credentials', { Authorization: 'Basic ***' }],
      ['the token of the API', { Authorization: 'Bearer token-of-the-tests-0123456789' }],
    ])('%s with 401', async (_what, headers) => {
      const { body } = await sendRaw({ 'Content-Type': 'message/rfc822', ...headers }, 'x')
        .expect(401)
        .expect('WWW-Authenticate', /Basic/);
      expect(body).toMatchObject({ status: 401, correlation_id: expect.any(String) });
    });

    it.each(['get', 'head', 'put', 'delete', 'patch', 'options'] as const)(
      '%s with 404 or 405',
      async (method) => {
        const { status, headers } = await request(service.service.app.getHttpServer())[method](
          '/webhook/email',
        );
        expect([404, 405]).toContain(status);
        expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      },
    );
  });

  it('never says what a provider gives up on, whatever it is asked to answer in', async () => {
    await service
      .deliver('x', 'message/rfc822', { Accept: 'application/xml', 'Accept-Charset': 'x' })
      .expect(202);
  });
});
