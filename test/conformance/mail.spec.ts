import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import PostalMime, { type Email } from 'postal-mime';

import { runCorrelated } from '../../src/correlation';
import { Mail, type OutgoingMail } from '../../src/drivers/mail/mail';
import { MailModule } from '../../src/drivers/mail/mail.module';
import { PoliciesModule } from '../../src/resilience/policies.module';
import { Settings } from '../../src/settings';
import { SettingsModule } from '../../src/settings.module';
import { MailServer } from '../harness/mail-server';
import { temporaryFolder } from '../harness/temporary-folder';

interface MailExit {
  env: NodeJS.ProcessEnv;
  /** What has left the service. */
  sent(): Promise<Email[]>;
  close(): Promise<void>;
}

const EXITS: { name: string; open: () => Promise<MailExit> }[] = [
  { name: 'SMTP', open: bySmtp },
  { name: 'the outbox', open: intoOutbox },
];

async function bySmtp(): Promise<MailExit> {
  const server = await MailServer.start();
  return { env: server.env, sent: async () => server.received, close: () => server.stop() };
}

async function intoOutbox(): Promise<MailExit> {
  const folder = temporaryFolder('outbox');
  const outbox = join(folder, 'outbox');
  return {
    env: { DATA_DIR: folder },
    sent: () =>
      Promise.all(readdirSync(outbox).map((file) => PostalMime.parse(readFileSync(join(outbox, file))))),
    close: async () => rmSync(folder, { recursive: true }),
  };
}

describe.each(EXITS)('mail by $name', ({ open }) => {
  let exit: MailExit;
  let module: TestingModule;

  beforeEach(async () => {
    exit = await open();
    const settings = Settings.parse({ MAIL_FROM: 'Büro <office@office.example>', ...exit.env });
    module = await Test.createTestingModule({
      imports: [SettingsModule.register(settings), PoliciesModule, MailModule.register(settings)],
    }).compile();
    await module.init();
  });
  afterEach(async () => {
    await module.close();
    await exit.close();
  });

  const send = (change: Partial<OutgoingMail> = {}, correlationId = 'correlation-0b1c') =>
    runCorrelated({ correlationId }, () => compose(change));
  const compose = (change: Partial<OutgoingMail>) =>
    module.get(Mail).send({
      id: '0b1c.notify-review',
      to: 'staff@office.example',
      subject: 'Review needed: INQ-1',
      template: 'review-needed',
      context: {
        emailId: '0b1c',
        sender: 'x@y.example',
        subject: '<b>Größe</b>',
        kind: 'x',
        reasons: ['Ünklar'],
      },
      ...change,
    });
  const values = (mail: Email, name: string) =>
    mail.headers.filter(({ key }) => key === name).map(({ value }) => value);

  it('carries ids that follow from the effect alone', async () => {
    await send();
    const [mail] = await exit.sent();
    expect(mail).toMatchObject({
      messageId: '<0b1c.notify-review@creditor-answer-analysis>',
      from: { name: 'Büro', address: 'office@office.example' },
      to: [{ address: 'staff@office.example' }],
    });
    expect(values(mail, 'x-correlation-id')).toEqual(['correlation-0b1c']);
    expect(values(mail, 'auto-submitted')).toEqual(['auto-generated']);
  });

  it('is the same mail where it is sent again', async () => {
    await send();
    await send();
    expect(new Set((await exit.sent()).map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('shows what a mail says as text, never as markup', async () => {
    await send();
    expect((await exit.sent())[0].html).toContain('&lt;b&gt;Größe&lt;/b&gt;');
  });

  it.each<Partial<OutgoingMail> & { correlationId?: string }>([
    { subject: 'Review\r\nBcc: thief@evil.example' },
    { subject: 'Review\nX-Injected: yes\n\nbody' },
    { correlationId: 'c\r\nBcc: thief@evil.example' },
    { id: '0b1c>\r\nBcc: <thief@evil.example' },
    { to: 'staff@office.example\r\nBcc: thief@evil.example' },
  ])('lets nothing add a header or a recipient: %j', async ({ correlationId, ...change }) => {
    await send(change, correlationId).catch(() => undefined); // refusing it is as well
    for (const mail of await exit.sent().catch(() => [])) {
      expect(values(mail, 'bcc')).toEqual([]);
      expect(values(mail, 'x-injected')).toEqual([]);
      expect(mail.html).toContain('needs a person');
    }
  });
});
