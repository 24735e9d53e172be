import { once } from 'node:events';
import { request as httpRequest, type ClientRequest } from 'node:http';
import request from 'supertest';

import { creditorHeaders, creditorMail, CREDITOR_TEXT } from '../harness/creditor-mail';
import { eventually } from '../harness/eventually';
import { bytesOf, signatureHeaders, TestService } from '../harness/test-service';

const LIMIT = 35 * 1024 * 1024;

/** A mail of exactly so many bytes, the most of them in an attachment. */
function mailOf(size: number): Buffer {
  const start = [
    creditorHeaders({ 'Content-Type': 'multipart/mixed; boundary=b' }),
    `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${CREDITOR_TEXT}`,
    '--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=big.bin\r\n\r\n',
  ].join('\r\n');
  const end = '\r\n--b--\r\n';
  const lines = 'x'
    .repeat(76)
    .concat('\r\n')
    .repeat(Math.ceil(size / 78));
  return Buffer.concat([
    Buffer.from(start),
    Buffer.from(lines).subarray(0, size - Buffer.byteLength(start + end)),
    Buffer.from(end),
  ]);
}

describe('the size of a delivery', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  it('may be 35 MB to the byte', async () => {
    const mail = mailOf(LIMIT);
    const { body } = await service.deliver(mail).expect(202);
    expect(await service.reportOf(body.email_id, 90_000)).toMatchObject({ status: 'done' });
    const raw = await service.api.get(`/emails/${body.email_id}/raw`).buffer().parse(bytesOf).expect(200);
    expect(mail.equals(raw.body as Buffer)).toBe(true);
  }, 120_000);

  it('may not be one byte more', async () => {
    const { body } = await service
      .deliver(mailOf(LIMIT + 1))
      .expect(413)
      .expect('X-Correlation-ID', /./);
    expect(body).toMatchObject({
      status: 413,
      detail: expect.stringContaining(`larger than ${LIMIT} bytes`),
    });
    await service.deliver(creditorMail()).expect(202);
  });

  it('may not be reached by compression either', async () => {
    const { gzipSync } = await import('node:zlib');
    const mail = Buffer.alloc(LIMIT + 1, 'x');
    await request(service.service.app.getHttpServer())
      .post('/webhook/email')
      .set({ ...signatureHeaders(mail), 'Content-Type': 'message/rfc822', 'Content-Encoding': 'gzip' })
      .serialize((content: unknown) => content as string)
      .send(gzipSync(mail))
      .expect(413);
  });
});

describe('deliveries under way', () => {
  const MAX_BYTES = 10_000;
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start({ WEBHOOK_MAX_BYTES: String(MAX_BYTES) });
  });
  afterAll(() => service.stop());

  /** Begins a delivery and sends none of its body, but says that it will. */
  async function begin(): Promise<ClientRequest> {
    const headers = { 'Content-Type': 'message/rfc822', 'Content-Length': MAX_BYTES, Expect: '100-continue' };
    const upload = httpRequest(`${service.service.url}/webhook/email`, {
      method: 'POST',
      headers,
      agent: false,
    });
    upload.on('error', () => undefined); // broken off below
    upload.flushHeaders();
    await once(upload, 'continue');
    return upload;
  }

  it('are refused with 429 beyond what memory allows, and taken again when others have ended', async () => {
    const uploads = await Promise.all(Array.from({ length: 8 }, begin));
    const mail = creditorMail();
    const { body } = await service
      .deliver(mail)
      .expect(429)
      .expect('Retry-After', '5')
      .expect('X-Correlation-ID', /./);
    expect(body).toMatchObject({
      status: 429,
      title: 'Too Many Requests',
      correlation_id: expect.any(String),
    });
    await service.api.get('/emails').expect(200);
    for (const upload of uploads) upload.destroy();
    await eventually(() => service.deliver(mail).expect(202)); // the server sees the end of an upload a little later
  });

  it('may break off or lie about their length, and the next is taken', async () => {
    const upload = await begin();
    upload.write('From: a');
    upload.destroy();
    await service.deliver(creditorMail()).expect(202);
  });
});
