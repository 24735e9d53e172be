import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';

import { Mail, type OutgoingMail } from '../../src/drivers/mail/mail';
import { MailModule } from '../../src/drivers/mail/mail.module';
import { PermanentFailure, TransientFailure } from '../../src/failure';
import { PoliciesModule } from '../../src/resilience/policies.module';
import { Settings } from '../../src/settings';
import { SettingsModule } from '../../src/settings.module';
import { MailServer } from '../harness/mail-server';

const MAIL: OutgoingMail = {
  id: '0b1c.notify-review',
  to: 'staff@office.example',
  subject: 'Review needed: INQ-1',
  template: 'review-needed',
  context: {
    emailId: '0b1c',
    sender: 'x@y.example',
    subject: '<b>Größe</b> & Co.',
    kind: 'info request',
    reasons: ['Ünklar'],
  },
};

describe('Mail', () => {
  let module: TestingModule;

  async function open(env: NodeJS.ProcessEnv): Promise<Mail> {
    const settings = Settings.parse({ MAIL_FROM: 'Büro <office@office.example>', ...env });
    module = await Test.createTestingModule({
      imports: [SettingsModule.register(settings), PoliciesModule, MailModule.register(settings)],
    }).compile();
    await module.init();
    return module.get(Mail);
  }
  afterEach(() => module.close());

  describe('by SMTP', () => {
    let server: MailServer;
    let mail: Mail;

    beforeEach(async () => {
      server = await MailServer.start();
      mail = await open(server.env);
    });
    afterEach(() => server.stop());

    it('delivers with ids that follow from the effect alone', async () => {
      await mail.send(MAIL);
      await mail.send(MAIL);
      expect(server.received).toHaveLength(2);
      for (const received of server.received) {
        expect(received).toMatchObject({
          messageId: '<0b1c.notify-review@creditor-answer-analysis>',
          subject: 'Review needed: INQ-1',
          from: { name: 'Büro', address: 'office@office.example' },
          to: [{ address: 'staff@office.example' }],
        });
        expect(header(received, 'auto-submitted')).toEqual(['auto-generated']);
      }
    });

    it('shows what a mail says as text, never as markup', async () => {
      await mail.send(MAIL);
      expect(server.received[0].html).toContain('&lt;b&gt;Größe&lt;/b&gt; &amp; Co.');
    });

    it.each(['\r\nBcc: thief@evil.example', '\nX-Injected: yes\n\nbody', '\r\n\r\n<script>'])(
      'lets no subject add a header: %j',
      async (tail) => {
        await mail.send({ ...MAIL, subject: `Review needed${tail}` });
        const [received] = server.received;
        expect(header(received, 'bcc')).toEqual([]);
        expect(header(received, 'x-injected')).toEqual([]);
        expect(received.subject).toBe(`Review needed ${tail.trim().replaceAll(/\s*\n\s*/g, ' ')}`);
        expect(received.html).toContain('needs a person');
      },
    );

    it.each([421, 451])('fails for now where the server answers %i', async (code) => {
      server.verdict = () => code;
      await expect(mail.send(MAIL)).rejects.toThrow(TransientFailure);
      server.verdict = () => 250;
      await mail.send(MAIL);
      expect(server.received).toHaveLength(1);
    });

    it.each([550, 554])('fails for good where the server answers %i', async (code) => {
      server.verdict = () => code;
      await expect(mail.send(MAIL)).rejects.toThrow(PermanentFailure);
    });

    it('fails for now where the server is down, and delivers when it is back', async () => {
      await server.stop();
      await expect(mail.send(MAIL)).rejects.toThrow(TransientFailure);
      await server.listen();
      await mail.send(MAIL);
      expect(server.received).toHaveLength(1);
    });
  });

  describe('into the outbox', () => {
    let dataDir: string;
    beforeEach(() => {
      dataDir = mkdtempSync(join(tmpdir(), 'creditor-outbox-'));
    });
    afterEach(() => rm(dataDir, { recursive: true, force: true }));

    it('leaves one file for an effect, however often it is made', async () => {
      const mail = await open({ DATA_DIR: dataDir });
      await Promise.all([mail.send(MAIL), mail.send(MAIL)]);
      await mail.send({ ...MAIL, id: '../../0b1c.notify:update' });
      const outbox = join(dataDir, 'outbox');
      expect(readdirSync(outbox).sort()).toEqual(['.._.._0b1c.notify_update.eml', '0b1c.notify-review.eml']);
      const message = readFileSync(join(outbox, '0b1c.notify-review.eml'), 'utf8');
      expect(message).toMatch(/^Message-ID: <0b1c\.notify-review@creditor-answer-analysis>\r?$/m);
    });
  });
});

function header(mail: { headers: { key: string; value: string }[] }, name: string): string[] {
  return mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
}
