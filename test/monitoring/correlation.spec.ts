import { createHash } from 'node:crypto';

import { creditorMail, INQUIRIES, mailOfOtherClient, READING } from '../harness/creditor-mail';
import { Deployment } from '../harness/deployment';
import { eventually } from '../harness/eventually';
import { QUEUE_BACKENDS } from '../harness/queue-backends';
import type { LogLine } from '../harness/service-process';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const STAGES = ['parse', 'extract', 'match', 'decide', 'write', 'notify'];
const MAILS = 24;

interface Accepted {
  email_id: string;
  correlation_id: string;
}

const keyOf = (mail: Buffer) => createHash('sha256').update(mail).digest('hex');
const headerOf = (mail: { headers: { key: string; value: string }[] }, name: string) =>
  mail.headers.find(({ key }) => key === name)?.value;

describe('a correlation id', () => {
  let office: Deployment;
  beforeEach(async () => {
    office = await Deployment.open();
    office.claude.otherwise = ({ body }) => ({
      answer: JSON.stringify(body).includes('Lindner') ? READING : { kind: 'unrelated', fields: [] },
    });
    await office.start('web');
    await office.importInquiries(INQUIRIES);
  });
  afterEach(() => office.close());

  async function accept(mail: Buffer, correlationId: string): Promise<Accepted> {
    const answer = await office.deliver(mail, { 'X-Correlation-ID': correlationId });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('x-correlation-id')).toBe(correlationId);
    return answer.json() as Promise<Accepted>;
  }

  const archived = () =>
    eventually(async () => expect(await office.rows('SELECT FROM inbox WHERE archive IS NULL')).toEqual([]));

  /** A line may be in the process for a moment; at its end all are out. */
  const everythingSaid = () => Promise.all(office.processes.map((process) => process.kill('SIGTERM')));

  it('follows a mail from the webhook to the last write, through every process and everything that is called', async () => {
    const ID = 'night-call-0001';
    const vague = creditorMail({ Subject: 'Petra Lindner' }, 'Petra Lindner schuldet uns 1.234,56 EUR.');
    const sure = creditorMail();
    const accepted = [await accept(sure, ID), await accept(vague, ID)];
    expect(accepted).toMatchObject([{ correlation_id: ID }, { correlation_id: ID }]);
    const ids = accepted.map(({ email_id }) => email_id);

    const queue = await QUEUE_BACKENDS[0].open();
    await eventually(async () => {
      const jobs = await queue.contents(office.database.url);
      for (const id of [ID, ...ids]) expect(jobs).toContain(id);
    });

    await office.start('worker');
    const [booked, shown] = [await office.reportOf(ids[0]), await office.reportOf(ids[1])];
    expect(booked).toMatchObject({ correlation_id: ID, written: true });
    expect(shown).toMatchObject({ correlation_id: ID, route: 'manual_review' });
    await archived();

    const each = async (table: string) =>
      (await office.rows<{ id: string }>(`SELECT DISTINCT correlation_id AS id FROM ${table}`)).map(
        ({ id }) => id,
      );
    expect(await each('inbox')).toEqual([ID]);
    expect(await each('reports')).toEqual([ID]);
    expect(await each('effects')).toEqual([ID]);
    expect(await office.rows('SELECT effect FROM effects ORDER BY 1')).toEqual(
      ['claim', 'client_record', 'notify:review'].map((effect) => ({ effect })),
    );

    expect(office.mails.received.map((mail) => headerOf(mail, 'x-correlation-id'))).toEqual([ID]);
    expect(new Set(office.claude.asked.map(({ headers }) => headers['x-correlation-id']))).toEqual(
      new Set([ID]),
    );
    const updates = office.mongo.received.filter((command) => 'update' in command);
    expect(updates.map(({ comment }) => comment as string)).toEqual([ID]);
    const uploads = office.cloud.received.filter(({ object }) =>
      [sure, vague].some((mail) => object.endsWith(keyOf(mail))),
    );
    expect(uploads.map(({ headers }) => headers['x-correlation-id'])).toEqual([ID, ID]);

    const broken = await accept(Buffer.from([1]), 'night-call-0002');
    const event = await office.sentry.receives('event', ({ tags }) => tags.email_id === broken.email_id);
    expect(event.tags).toMatchObject({ correlation_id: 'night-call-0002', job_id: broken.email_id });

    await everythingSaid();
    const [web, worker] = office.processes.map(({ log }) => log.filter((line) => line.correlation_id === ID));
    expect(web.map(({ message, email_id }) => [message, email_id])).toEqual(
      ids.map((id) => ['POST /webhook/email 202', id]),
    );
    expect(worker.filter(({ email_id }) => email_id === ids[0]).map(stepOf)).toEqual([
      'parse',
      'extract',
      'match',
      'decide',
      'claim',
      'client_record',
      'write',
      'notify',
    ]);
    expect(worker.filter(({ email_id }) => email_id === ids[1]).map(stepOf)).toEqual([
      'parse',
      'extract',
      'match',
      'decide',
      'write',
      'notify:review',
      'notify',
    ]);
    for (const { job_id, email_id } of worker) expect(job_id).toBe(email_id);
  }, 90_000);

  it('never mixes, with two workers and many mails at once', async () => {
    const mails = Array.from({ length: MAILS }, (_, place) => {
      const Date = `Mon, 23 Feb 2026 10:04:${String(10 + place)} +0100`;
      const mail = creditorMail({ Date });
      const other = mailOfOtherClient()
        .toString()
        .replace(/Date: .*/, `Date: ${Date}`);
      return { correlationId: `mail-${place}-of-many`, raw: place % 2 ? Buffer.from(other) : mail, place };
    });
    office.claude.together = 5; // one process asks four times at once and not more, so both have mails in hand
    await Promise.all([1, 2].map(() => office.start('worker', { WORKER_CONCURRENCY: '8' })));
    const accepted = await Promise.all(mails.map(({ raw, correlationId }) => accept(raw, correlationId)));
    const ownId = new Map(accepted.map(({ email_id, correlation_id }) => [email_id, correlation_id]));
    expect([...ownId.values()]).toEqual(mails.map(({ correlationId }) => correlationId));
    for (const { email_id } of accepted) await office.reportOf(email_id);
    await archived();

    await everythingSaid();
    const isOurs = ({ message }: LogLine) => message.startsWith('GET '); // asks for a mail, by an id of its own
    for (const { email_id, correlation_id } of office.log.filter((line) => !isOurs(line))) {
      if (email_id) expect(correlation_id).toBe(ownId.get(email_id));
      else expect([...ownId.values()]).not.toContain(correlation_id);
    }
    const effects = await office.rows<{ email_id: string; effect: string; correlation_id: string }>(
      'SELECT email_id, effect, correlation_id FROM effects',
    );
    for (const { email_id, correlation_id } of effects) expect(correlation_id).toBe(ownId.get(email_id));
    for (const { email_id } of accepted) {
      const lines = office.log.filter((line) => line.email_id === email_id && !isOurs(line));
      const own = effects.filter((effect) => effect.email_id === email_id).map(({ effect }) => effect);
      expect(lines.map(stepOf).sort()).toEqual(['POST /webhook/email 202', ...STAGES, ...own].sort());
    }
    expect(office.processes.slice(1).map(({ log }) => log.some(({ email_id }) => email_id))).toEqual([
      true,
      true,
    ]);

    for (const mail of office.mails.received) {
      const [emailId] = mail.messageId!.slice(1).split('.');
      if (UUID.test(emailId)) expect(headerOf(mail, 'x-correlation-id')).toBe(ownId.get(emailId));
    }
    for (const { headers, body } of office.claude.asked) {
      const [, second] = /2026-02-23T09:04:(\d\d)/.exec(JSON.stringify(body))!;
      expect(headers['x-correlation-id']).toBe(mails[Number(second) - 10].correlationId);
    }
    for (const { raw, correlationId } of mails) {
      const [upload] = office.cloud.received.filter(({ object }) => object.endsWith(keyOf(raw)));
      expect(upload.headers['x-correlation-id']).toBe(correlationId);
    }
    for (const { update, updates, comment } of office.mongo.received) {
      if (update) expect(comment).toBe(ownId.get(emailIdIn(updates)));
    }
  }, 90_000);
});

/** What a line tells of. */
function stepOf({ effect, stage, message }: LogLine): string {
  return effect ?? stage ?? message;
}

function emailIdIn(command: unknown): string {
  return /"updated_by_email_id":"([^"]+)"/.exec(JSON.stringify(command))![1];
}
