import type { SMTPServerOptions } from 'smtp-server';

import { Certificate } from '../harness/certificate';
import { ClaudeServer } from '../harness/claude-server';
import { CloudStorageServer } from '../harness/cloud-storage-server';
import { CompiledProduct } from '../harness/compiled-product';
import { creditorMail } from '../harness/creditor-mail';
import { createDatabase } from '../harness/database-server';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { MongoServer } from '../harness/mongo-server';
import { RedisServer } from '../harness/redis-server';
import { ServiceProcess } from '../harness/service-process';
import { temporaryFolder } from '../harness/temporary-folder';
import { API_TOKEN, signatureHeaders, WEBHOOK_SECRET } from '../harness/test-service';

const WITH_SIGN_IN: SMTPServerOptions = {
  authMethods: ['PLAIN'],
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  onAuth: (_auth, _session, done) => done(Object.assign(new Error('Wrong'), { responseCode: 535 })),
};
const IMPATIENT = 'serverSelectionTimeoutMS=1000&connectTimeoutMS=1000';

/** What the log says at the start, and `/health/ready` after, of each dependency. */
type Remedies = Record<string, RegExp>;

describe('a service that is set up wrongly', () => {
  let product: CompiledProduct;
  let certificate: Certificate;
  let mail: MailServer;
  let safeMail: MailServer;
  let mongo: MongoServer;
  let cloud: CloudStorageServer;
  let claude: ClaudeServer;

  beforeAll(async () => {
    product = CompiledProduct.make();
    certificate = Certificate.make();
    mail = await MailServer.start(WITH_SIGN_IN);
    safeMail = await MailServer.start({ secure: true, ...certificate.keyPair });
    mongo = await MongoServer.start();
    cloud = await CloudStorageServer.start('archive');
    claude = await ClaudeServer.start();
  });
  afterAll(async () => {
    await Promise.all([mail, safeMail, mongo, cloud, claude].map((server) => server.stop()));
    certificate.remove();
    product.remove();
  });

  async function tells(env: NodeJS.ProcessEnv, remedies: Remedies): Promise<void> {
    const database = await createDatabase();
    const service = ServiceProcess.spawn([product.file('src/main')], {
      ...{ PORT: '0', DATA_DIR: temporaryFolder('misconfigured'), DATABASE_URL: database.url },
      ...{ API_TOKEN, WEBHOOK_SECRET, ANTHROPIC_BASE_URL: claude.env.ANTHROPIC_BASE_URL },
      ...{ GCS_API_ENDPOINT: cloud.url, SMTP_HOST: '127.0.0.1', ...env },
    });
    try {
      const [, url] = await service.says(/Listening on (http[^"\s]+)/);
      const body = new Uint8Array(creditorMail());
      const headers = { ...signatureHeaders(Buffer.from(body)), 'Content-Type': 'message/rfc822' };
      const accepted = await fetch(`${url}/webhook/email`, { method: 'POST', headers, body });
      expect(accepted.status).toBe(202);
      for (const [name, remedy] of Object.entries(remedies)) {
        await service.says(new RegExp(`${name} is not ready: .*${remedy.source}`));
        await eventually(async () => {
          const health = await fetch(`${url}/health/ready`);
          expect(health.status).toBe(200);
          const { details } = (await health.json()) as { details: Record<string, { message: string }> };
          expect(details[name].message).toMatch(remedy);
        });
      }
      expect(service.output).not.toContain('secret-word');
    } finally {
      await service.kill('SIGKILL');
      await database.drop();
    }
  }

  it('says what mends it, and accepts mail: bucket, model, passwords', () =>
    tells(
      {
        GCS_BUCKET: 'nowhere',
        ...{ ANTHROPIC_API_KEY: claude.env.ANTHROPIC_API_KEY, CLAUDE_MODEL: 'claude-sonnet-9' },
        CLAUDE_PRICES: 'claude-sonnet-9=3/15/3.75/0.3',
        ...{ SMTP_PORT: mail.env.SMTP_PORT, SMTP_SECURITY: 'none' },
        ...{ SMTP_USERNAME: 'app', SMTP_PASSWORD: 'secret-word' },
        MONGODB_URL: mongo
          .url(`authMechanism=SCRAM-SHA-256&${IMPATIENT}`)
          .replace('//', '//app:secret-word@'),
      },
      {
        gcs: /There is no such bucket: check GCS_BUCKET/,
        claude: /CLAUDE_MODEL/,
        smtp: /check SMTP_USERNAME and SMTP_PASSWORD/,
        mongodb: /check user, password and authSource in MONGODB_URL/,
      },
    ));

  it('says what mends it, and accepts mail: keys, and TLS that is refused', () => {
    cloud.fail('upload', { kind: 'error', status: 401 }, 100);
    return tells(
      {
        GCS_BUCKET: 'archive',
        ANTHROPIC_API_KEY: 'secret-word',
        ...{ SMTP_PORT: safeMail.env.SMTP_PORT, SMTP_SECURITY: 'tls' },
        MONGODB_URL: mongo.url(`tls=true&${IMPATIENT}`),
      },
      {
        gcs: /set GOOGLE_APPLICATION_CREDENTIALS/,
        claude: /ANTHROPIC_API_KEY/,
        smtp: /check SMTP_SECURITY, SMTP_PORT and its certificate/,
        mongodb: /check tls and tlsCAFile in MONGODB_URL/,
      },
    );
  });

  const itOnRedis = RedisServer.isInstalled ? it : it.skip;
  itOnRedis("says what mends it, and accepts mail: Redis' password", async () => {
    const redis = await (await RedisServer.reserve({ password: 'right' })).start();
    try {
      const REDIS_URL = `redis://:secret-word@127.0.0.1:${redis.port}`;
      await tells({ REDIS_URL, SMTP_HOST: '' }, { queue: /check user and password in REDIS_URL/ });
    } finally {
      await redis.remove();
    }
  });
});
