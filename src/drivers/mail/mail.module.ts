import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { HandlebarsAdapter } from '@nestjs-modules/mailer/adapters/handlebars.adapter';
import type { TransportOptions } from 'nodemailer';

import type { Settings } from '../../settings';
import { Mail } from './mail';
import { OutboxTransport } from './outbox-transport';
import { SmtpProbe } from './smtp-probe';

const SMTP_TIMEOUTS_MS = { connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 15_000 };

/** Mail by SMTP where a host is set, else `.eml` files under `DATA_DIR/outbox`. */
@Module({})
export class MailModule {
  static register(settings: Settings): DynamicModule {
    const mailer = MailerModule.forRoot({
      transport: settings.smtp ? smtp(settings.smtp) : new OutboxTransport(join(settings.dataDir, 'outbox')),
      defaults: { from: settings.mailFrom } as TransportOptions, // the mailer types the defaults as those of a transport alone
      template: {
        dir: join(__dirname, 'templates'),
        adapter: new HandlebarsAdapter(undefined, { inlineCssEnabled: false }),
        options: { strict: true },
      },
    });
    return {
      module: MailModule,
      global: true,
      imports: [mailer],
      providers: [Mail, SmtpProbe],
      exports: [Mail],
    };
  }
}

function smtp({ host, port, security, username, password }: NonNullable<Settings['smtp']>) {
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    auth: username ? { user: username, pass: password } : undefined,
    pool: true,
    ...SMTP_TIMEOUTS_MS,
  };
}
