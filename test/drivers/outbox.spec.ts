import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';

import { Mail } from '../../src/drivers/mail/mail';
import { MailModule } from '../../src/drivers/mail/mail.module';
import { PoliciesModule } from '../../src/resilience/policies.module';
import { Settings } from '../../src/settings';
import { SettingsModule } from '../../src/settings.module';
import { temporaryFolder } from '../harness/temporary-folder';

const MAIL = {
  id: '0b1c.notify-review',
  to: 'staff@office.example',
  subject: 'Review needed: INQ-1',
  template: 'review-needed',
  context: { emailId: '0b1c', sender: 'x@y.example', subject: 'Größe', kind: 'x', reasons: [] },
};

describe('the outbox', () => {
  const dataDir = temporaryFolder('outbox');
  let module: TestingModule;
  beforeAll(async () => {
    const settings = Settings.parse({ DATA_DIR: dataDir });
    module = await Test.createTestingModule({
      imports: [SettingsModule.register(settings), PoliciesModule, MailModule.register(settings)],
    }).compile();
    await module.init();
  });
  afterAll(async () => {
    await module.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has one file for an effect, however often it is made, and none elsewhere', async () => {
    const mail = module.get(Mail);
    await Promise.all([mail.send(MAIL), mail.send(MAIL)]);
    await mail.send({ ...MAIL, id: '../../0b1c.notify:update' });
    const outbox = join(dataDir, 'outbox');
    expect(readdirSync(outbox).sort()).toEqual(['.._.._0b1c.notify_update.eml', '0b1c.notify-review.eml']);
    const message = readFileSync(join(outbox, '0b1c.notify-review.eml'), 'utf8');
    expect(message).toMatch(/^Message-ID: <0b1c\.notify-review@creditor-answer-analysis>\r?$/m);
  });
});
