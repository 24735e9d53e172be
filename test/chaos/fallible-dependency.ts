import type { Dependency } from '../../src/resilience/policy-catalogue';
import { ClaudeServer, type AskedMessage } from '../harness/claude-server';
import { creditorEntries } from '../harness/client-record-stores';
import { CloudStorageServer } from '../harness/cloud-storage-server';
import { CREDITOR_TEXT, creditorMail, INQUIRIES } from '../harness/creditor-mail';
import { eventually } from '../harness/eventually';
import { MailServer } from '../harness/mail-server';
import { MongoServer } from '../harness/mongo-server';
import { sql } from '../harness/sql';
import { TcpProxy } from '../harness/tcp-proxy';

/** So often a double fails where it answers with errors. */
const FOR_LONG = 10_000;

/** A dependency by way of a proxy that can take it away; mails that need it; and what it must have seen of them in the end. */
export interface FallibleDependency {
  env: NodeJS.ProcessEnv;
  proxy: TcpProxy;
  inquiries?: string;
  /** Answers from now on with errors, or no longer. */
  fail(isFailing: boolean): void;
  delivery(index: number): { body: Buffer | string; contentType: string };
  /** Fails unless each of these mails has had its effect on it, once. */
  verify(emailIds: string[], databaseUrl: string): Promise<void>;
  close(): Promise<void>;
}

/** @param server  takes the mails to staff and admin; by the proxy where it is what fails. */
type Open = (server: MailServer) => Promise<FallibleDependency>;

export const FALLIBLE_DEPENDENCIES: { name: Dependency; open: Open }[] = [
  { name: 'claude', open: claude },
  { name: 'mongodb', open: mongodb },
  { name: 'gcs', open: gcs },
  { name: 'smtp', open: smtp },
];

/** A clear answer to INQ-1 that no other mail equals: its costs, and so its total, follow from the index. */
function claimMail(index: number): Buffer {
  const costs = 2_000 + 100 * (index % 500) + Math.floor(index / 500); // in cents; so few beside the principal are believed
  const text = CREDITOR_TEXT.replace('20,00', german(costs)).replace('1.234,56', german(121_456 + costs));
  return creditorMail({}, text);
}

function german(cents: number): string {
  return (cents / 100).toLocaleString('de-DE', { minimumFractionDigits: 2 });
}

async function claude(): Promise<FallibleDependency> {
  const server = await ClaudeServer.start();
  const proxy = await TcpProxy.before(server.env.ANTHROPIC_BASE_URL!);
  const reading = (asked: AskedMessage) => ({ answer: readingOf(asked) });
  server.otherwise = reading;
  return {
    env: { ...server.env, ANTHROPIC_BASE_URL: proxy.url, CLAUDE_DAILY_COST_LIMIT: '99999' },
    proxy,
    inquiries: INQUIRIES,
    fail: (isFailing) => {
      server.otherwise = isFailing ? () => ({ status: 529, type: 'overloaded_error' }) : reading;
    },
    delivery: (index) => ({ body: claimMail(index), contentType: 'message/rfc822' }),
    verify: async (emailIds, databaseUrl) => {
      const read = await sql(
        databaseUrl,
        `SELECT FROM reports WHERE email_id = ANY($1) AND written AND findings -> 'extractor' ->> 'name' = 'claude'
           AND NOT (findings -> 'extractor' ->> 'degraded')::boolean`,
        [emailIds],
      );
      expect(read).toHaveLength(emailIds.length);
    },
    close: async () => {
      await proxy.close();
      await server.stop();
    },
  };
}

/** What a careful reader takes from a mail of `claimMail`. */
function readingOf({ body }: AskedMessage) {
  const total =
    /Gesamtforderung: (\d\.\d{3},\d\d) EUR/.exec(body.messages[0].content[0].text ?? '')?.[1] ?? '';
  const value = total.replace('.', '').replace(',', '.');
  const quote = `Gesamtforderung: ${total} EUR`;
  const fields = [
    { name: 'client_name', value: 'Petra Lindner', source: 'body', quote: 'in der Sache Petra Lindner' },
    { name: 'office_reference', value: 'SB26-0901', source: 'body', quote: 'Ihr Zeichen SB26-0901' },
    { name: 'claim_amount', value, source: 'body', quote },
    { name: 'currency', value: 'EUR', source: 'body', quote },
  ];
  return { kind: 'claim_statement', fields };
}

async function mongodb(): Promise<FallibleDependency> {
  const server = await MongoServer.start();
  // Directly: of the replica set the driver would learn the way past the proxy.
  const proxy = await TcpProxy.before(
    server.url(
      'directConnection=true&serverSelectionTimeoutMS=1000&heartbeatFrequencyMS=500&connectTimeoutMS=1000',
    ),
  );
  return {
    env: { MONGODB_URL: proxy.url },
    proxy,
    inquiries: INQUIRIES,
    fail: (isFailing) => {
      if (isFailing) server.fail('update', { kind: 'error', code: 91 }, FOR_LONG);
      else server.mend();
    },
    delivery: (index) => ({ body: claimMail(index), contentType: 'message/rfc822' }),
    verify: async (emailIds, databaseUrl) => {
      const effects = await sql<{ state: string; booking: number }>(
        databaseUrl,
        `SELECT state, (detail ->> 'booking')::int AS booking FROM effects
         WHERE effect = 'client_record' AND email_id = ANY($1)`,
        [emailIds],
      );
      expect(effects.map(({ state }) => state)).toEqual(emailIds.map(() => 'done'));
      const [{ last }] = await sql<{ last: number }>(
        databaseUrl,
        'SELECT max(id)::int AS last FROM claim_history',
      );
      expect(await creditorEntries(server.url(), 'KL-1')).toEqual([
        expect.objectContaining({ inquiry_id: 'INQ-1', booking: last }),
      ]);
    },
    close: async () => {
      await proxy.close();
      await server.stop();
    },
  };
}

async function gcs(): Promise<FallibleDependency> {
  const server = await CloudStorageServer.start('archive', 'inbound');
  const proxy = await TcpProxy.before(server.url);
  return {
    env: {
      GCS_BUCKET: 'archive',
      GCS_ATTACHMENT_BUCKETS: 'inbound',
      GCS_API_ENDPOINT: proxy.url.replace(/\/$/, ''),
    },
    proxy,
    inquiries: INQUIRIES,
    fail: (isFailing) => {
      if (!isFailing) return server.mend();
      for (const kind of ['upload', 'download', 'metadata'] as const)
        server.fail(kind, { kind: 'error', status: 503 }, FOR_LONG);
    },
    delivery: (index) => {
      server.put('inbound', `${index}.txt`, Buffer.from(CREDITOR_TEXT));
      return { body: deliveryOf(index), contentType: 'application/json' };
    },
    verify: async (emailIds, databaseUrl) => {
      const read = `SELECT FROM reports JOIN inbox USING (email_id) WHERE email_id = ANY($1) AND written`;
      expect(await sql(databaseUrl, read, [emailIds])).toHaveLength(emailIds.length);
      await eventually(async () => {
        const archived = await sql(databaseUrl, `${read} AND archive IS NOT NULL`, [emailIds]);
        expect(archived).toHaveLength(emailIds.length);
      }, 60_000);
    },
    close: async () => {
      await proxy.close();
      await server.stop();
    },
  };
}

/** Postmark's delivery of a mail whose text lies in a bucket. */
function deliveryOf(index: number): string {
  return JSON.stringify({
    MessageID: `${process.pid}-${index}`,
    FromFull: { Email: 'forderung@kabelwerk-nord.example', Name: 'Kabelwerk Nord GmbH' },
    Subject: 'Petra Lindner, Ihr Zeichen SB26-0901, unser Zeichen KN-7782104',
    Date: 'Mon, 23 Feb 2026 10:04:31 +0100',
    TextBody: 'Guten Tag,\n\nunsere Forderung entnehmen Sie bitte der Anlage.\n\nKabelwerk Nord GmbH\n',
    Headers: [{ Name: 'Message-ID', Value: `<${process.pid}-${index}@kabelwerk-nord.example>` }],
    Attachments: [
      { Name: 'stand.txt', ContentType: 'text/plain; charset=utf-8', Url: `gs://inbound/${index}.txt` },
    ],
  });
}

/** Answers to no inquiry that is known: each is told to staff. */
async function smtp(server: MailServer): Promise<FallibleDependency> {
  const proxy = await TcpProxy.before(`smtp://${server.env.SMTP_HOST}:${server.env.SMTP_PORT}`);
  return {
    env: { SMTP_PORT: new URL(proxy.url).port },
    proxy,
    fail: (isFailing) => {
      server.verdict = () => (isFailing ? 451 : 250);
    },
    delivery: (index) => ({ body: claimMail(index), contentType: 'message/rfc822' }),
    verify: async (emailIds, databaseUrl) => {
      const told = server.received.filter(({ to }) => to?.[0].address === 'staff@office.example');
      const ids = new Set(told.map(({ messageId }) => messageId));
      for (const emailId of emailIds)
        expect(ids).toContain(`<${emailId}.notify-review@creditor-answer-analysis>`);
      const effects = await sql(
        databaseUrl,
        `SELECT FROM effects WHERE effect = 'notify:review' AND state = 'done' AND email_id = ANY($1)`,
        [emailIds],
      );
      expect(effects).toHaveLength(emailIds.length);
    },
    close: () => proxy.close(),
  };
}
