import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';

import { MAIL_QUEUE } from '../../src/drivers/queue/queue.module';
import { eventually } from '../harness/eventually';
import { RedisServer } from '../harness/redis-server';
import { temporaryFolder } from '../harness/temporary-folder';
import { TestService } from '../harness/test-service';

const describeRedis = RedisServer.isInstalled ? describe : describe.skip;

describeRedis('without Redis', () => {
  let redis: RedisServer;
  let service: TestService;

  beforeAll(async () => {
    redis = await RedisServer.reserve();
    service = await TestService.start({ REDIS_URL: redis.url });
  });
  afterAll(() => redis.remove());

  it('starts and takes mails in; they are processed when it comes', async () => {
    const emailId = await accept(service);
    const { body } = await service.api.get(`/reports/${emailId}`).expect(200);
    expect(body).toMatchObject({ status: 'received' });
    const { body: health } = await service.api.get('/health/ready').expect(200);
    expect(health).toMatchObject({ details: { queue: { status: 'degraded' } } });
    await redis.start();
    expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', attempts: 1 });
    await eventually(() => service.api.get('/health/ready').expect(200));
  });

  it('takes mails in while it is away, and processes them when it is back with nothing of what it held', async () => {
    await redis.kill();
    const during = [await accept(service), await accept(service)];
    await redis.start();
    const after = await accept(service);
    for (const emailId of [...during, after]) {
      expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', attempts: 1 });
    }
  });

  it('puts a job again that Redis has lost with its memory', async () => {
    const queue = service.service.app.get<Queue>(getQueueToken(MAIL_QUEUE), { strict: false });
    await queue.pause(); // the job is put and not taken
    const emailId = await accept(service);
    await eventually(async () => expect(await queue.getJob(emailId)).toBeDefined());
    await redis.kill();
    await redis.start();
    expect(await service.reportOf(emailId)).toMatchObject({ status: 'done', attempts: 1 });
  });

  it('stops soon all the same', async () => {
    await redis.kill();
    await accept(service);
    const begun = Date.now();
    await service.stop();
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});

describe('a database that dies', () => {
  let dataDir: string;
  let service: TestService;

  beforeAll(async () => {
    dataDir = temporaryFolder('outage');
    service = await TestService.start({ DATABASE_URL: '', DATA_DIR: dataDir }); // an embedded one of its own
  });
  afterAll(async () => {
    await service.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('costs no accepted mail: the server comes back and every mail ends', async () => {
    const accepted = await Promise.all(Array.from({ length: 8 }, () => accept(service)));
    const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    accepted.push(await eventually(() => accept(service)));
    for (const emailId of accepted) {
      const report = await eventually(() => service.reportOf(emailId));
      expect(report).toMatchObject({ status: 'done' });
    }
    await eventually(() => service.api.get('/health/ready').expect(200));
  });
});

async function accept(service: TestService): Promise<string> {
  const { body } = await service
    .deliver(
      `Message-ID: <${randomUUID()}@creditor.example>\r\nSubject: Zwischenbescheid\r\n\r\nGuten Tag\r\n`,
    )
    .expect(202);
  return (body as { email_id: string }).email_id;
}
