import { rmSync } from 'node:fs';

import { creditorEntries } from '../harness/client-record-stores';
import { CompiledProduct } from '../harness/compiled-product';
import { CLAIM, creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { freePort } from '../harness/free-port';
import { MongoServer, type MongoFault } from '../harness/mongo-server';
import { ServiceProcess } from '../harness/service-process';
import { sql } from '../harness/sql';
import { temporaryFolder } from '../harness/temporary-folder';
import { API_TOKEN, signatureHeaders, WEBHOOK_SECRET } from '../harness/test-service';

describe('a worker that is killed between the claim and the client’s record', () => {
  let product: CompiledProduct;
  let server: MongoServer;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let dataDir: string;
  let url: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    product = CompiledProduct.make();
    server = await MongoServer.start();
    database = await createDatabase();
    dataDir = temporaryFolder('killed');
    url = `http://127.0.0.1:${await freePort()}`;
  });
  afterAll(async () => {
    await service.kill('SIGTERM');
    await server.stop();
    await database.drop();
    product.remove();
    rmSync(dataDir, { recursive: true });
  });

  async function start(): Promise<void> {
    service = ServiceProcess.spawn([product.file('src/main')], {
      DATABASE_URL: database.url,
      MONGODB_URL: server.url(),
      DATA_DIR: dataDir,
      PORT: new URL(url).port,
      LOG_LEVEL: 'info',
      API_TOKEN,
      WEBHOOK_SECRET,
    });
    await service.says(/Listening/);
  }

  async function post(path: string, body: Buffer, headers: Record<string, string>) {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: new Uint8Array(body), headers });
    expect(response.ok).toBe(true);
    return response.json() as Promise<{ email_id: string }>;
  }

  it.each<{ fault: MongoFault; when: string }>([
    { when: 'before MongoDB has applied it', fault: { kind: 'hang' } },
    { when: 'after MongoDB has applied it', fault: { kind: 'applied_unanswered' } },
  ])(
    'leaves it to the next one, $when',
    async ({ fault }) => {
      server.clear();
      await start();
      await post('/inquiries/import', Buffer.from(INQUIRIES), {
        Authorization: `Bearer ${API_TOKEN}`,
        'Content-Type': 'text/csv',
      });
      server.fail('update', fault);
      const mail = creditorMail();
      const { email_id } = await post('/webhook/email', mail, {
        ...signatureHeaders(mail),
        'Content-Type': 'message/rfc822',
      });
      await eventually(() =>
        expect(server.received.filter((command) => 'update' in command)).toHaveLength(1),
      );
      await service.kill('SIGKILL');
      await start();
      await eventually(async () => {
        const reports = await sql(database.url, 'SELECT status, written FROM reports WHERE email_id = $1', [
          email_id,
        ]);
        expect(reports).toEqual([{ status: 'done', written: true }]);
      }, 40_000);
      expect(await creditorEntries(server.url(), 'KL-1')).toEqual([
        expect.objectContaining({ inquiry_id: 'INQ-1', claim_amount: CLAIM, updated_by_email_id: email_id }),
      ]);
      expect(
        await sql(database.url, 'SELECT FROM claim_history WHERE email_id = $1', [email_id]),
      ).toHaveLength(1);
      await service.kill('SIGTERM');
    },
    90_000,
  );
});
