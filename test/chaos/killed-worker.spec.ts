import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

import { CompiledProduct } from '../harness/compiled-product';
import { eventually } from '../harness/eventually';
import { QUEUE_BACKENDS, type QueueBackend } from '../harness/queue-backends';
import { ServiceProcess } from '../harness/service-process';
import { sql } from '../harness/sql';
import { TestService } from '../harness/test-service';

describe.each(QUEUE_BACKENDS)('a worker on $name that is killed', ({ open }) => {
  let product: CompiledProduct;
  let backend: QueueBackend;
  let door: TestService;
  let tarPit: Server;

  beforeAll(async () => {
    product = CompiledProduct.make();
    backend = await open();
    door = await TestService.start({ ...backend.env, ROLE: 'web' });
    tarPit = createServer().listen(0, '127.0.0.1'); // takes connections and says nothing: a mail stands still there
    await once(tarPit, 'listening');
  });
  afterAll(async () => {
    await door.stop();
    await backend.close();
    product.remove();
    tarPit.close();
  });

  /** What health says of the queue. */
  async function queue(): Promise<unknown> {
    const { body } = await door.api.get('/health/ready').expect(200);
    return (body as { details: { queue: unknown } }).details.queue;
  }

  it('is missed by who takes the mails in while there is none', async () => {
    expect(await queue()).toMatchObject({
      status: 'degraded',
      message: 'no process works on the mails: start one with ROLE=worker',
      workers: 0,
    });
  });

  it('is followed by another, which brings its mail to an end', async () => {
    const { port } = tarPit.address() as AddressInfo;
    const shared = { ...backend.env, DATABASE_URL: door.service.databaseUrl, ROLE: 'worker' };
    const doomed = ServiceProcess.spawn([product.file('src/main')], {
      ...shared,
      DATA_DIR: door.dataDir,
      PORT: '0',
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(port),
    });
    const { body } = await door
      .deliver(
        `Message-ID: <${randomUUID()}@creditor.example>\r\nFrom: x@creditor.example\r\nSubject: Forderung\r\n\r\nUnsere Forderung beträgt 100,00 EUR.\r\n`,
      )
      .expect(202);
    await eventually(async () =>
      expect(await sql(door.service.databaseUrl, `SELECT FROM effects WHERE state = 'pending'`)).toHaveLength(
        1,
      ),
    );
    const killedAt = Date.now();
    await doomed.kill('SIGKILL');
    const heir = await TestService.start(shared);
    try {
      const report = await door.reportOf((body as { email_id: string }).email_id, 25_000);
      process.stderr.write(`taken over and ended ${Date.now() - killedAt} ms after the kill\n`);
      expect(report).toMatchObject({ status: 'done', route: 'manual_review' });
      expect(report.attempts).toBeGreaterThanOrEqual(2);
      await eventually(async () => expect(await queue()).toMatchObject({ status: 'up', workers: 1 }));
    } finally {
      await heir.stop();
    }
  });
});
