import { z } from 'zod';

import { RELEASE } from './release';
import {
  bucket,
  cron,
  dsn,
  duration,
  flag,
  mailbox,
  port,
  servers,
  share,
  timeZone,
  url,
  whole,
} from './setting-format';

/**
 * Attempts that a mail has before it counts as failed. A breaker must open sooner: then a lone mail, too, is held while its
 * dependency is down.
 */
export const MAIL_ATTEMPTS = 6;

/** Several hosts may stand in it, which no URL parser takes. */
const MONGODB = /^mongodb(\+srv)?:\/\/[^\s/]+(\/\S*)?$/;
const MONGODB_REMEDY =
  'MONGODB_URL must be mongodb://user:password@host:27017/database (mongodb+srv:// and several hosts as well)';

const SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** The environment as documented in `.env.example`. An empty or blank string counts as unset. */
export const environment = z.object({
  PORT: port('PORT').default(3000),
  HOST: z.string().default('127.0.0.1'),
  ENVIRONMENT: z
    .string()
    .regex(
      /^[a-z][a-z0-9_-]{0,31}$/,
      'ENVIRONMENT must be a short lower-case word, such as development or production',
    )
    .default('development'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      message: 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
  DATA_DIR: z.string().default('./data'),
  ROLE: z.enum(['all', 'web', 'worker'], { message: 'ROLE must be all, web or worker' }).default('all'),
  WORKER_CONCURRENCY: whole('WORKER_CONCURRENCY', 1, 256, 'of mails at a time ').default(4),
  DATABASE_URL: url('DATABASE_URL', ['postgres', 'postgresql']).optional(),
  REDIS_URL: servers('REDIS_URL', ['redis', 'rediss']).optional(),
  REDIS_CLUSTER: flag('REDIS_CLUSTER').optional(),
  MONGODB_URL: z.string().regex(MONGODB, { message: MONGODB_REMEDY }).optional(),
  GCS_BUCKET: bucket('GCS_BUCKET').optional(),
  GCS_API_ENDPOINT: url('GCS_API_ENDPOINT', ['https', 'http']).optional(),
  GCS_ATTACHMENT_BUCKETS: z
    .string()
    .transform((names) => names.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(bucket('GCS_ATTACHMENT_BUCKETS')))
    .optional(),
  SMTP_HOST: z.string().optional(),
  SMTP_PORT: port('SMTP_PORT').default(587),
  SMTP_SECURITY: z
    .enum(['tls', 'starttls', 'opportunistic', 'none'], {
      message: 'SMTP_SECURITY must be one of tls, starttls, opportunistic, none',
    })
    .optional(),
  SMTP_USERNAME: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  MAIL_FROM: mailbox('MAIL_FROM').default('creditor-answer-analysis@localhost'),
  STAFF_EMAIL: mailbox('STAFF_EMAIL').optional(),
  ADMIN_EMAIL: mailbox('ADMIN_EMAIL').optional(),
  CIRCUIT_BREAKER_ALERT_EMAIL: mailbox('CIRCUIT_BREAKER_ALERT_EMAIL').optional(),
  CIRCUIT_BREAKER_FAIL_MAX: whole(
    'CIRCUIT_BREAKER_FAIL_MAX',
    1,
    MAIL_ATTEMPTS - 1,
    `of failures in a row, below the ${MAIL_ATTEMPTS} attempts of a mail, `,
  ).default(5),
  CIRCUIT_BREAKER_RESET_TIMEOUT: whole('CIRCUIT_BREAKER_RESET_TIMEOUT', 1, 3_600, 'of seconds ').default(60),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: url('ANTHROPIC_BASE_URL', ['https', 'http']).default('https://api.anthropic.com'),
  CLAUDE_MODEL: z.string().default('claude-sonnet-5-5'),
  CLAUDE_EFFORT: z
    .enum(['low', 'medium', 'high', 'xhigh', 'max'], {
      message: 'CLAUDE_EFFORT must be one of low, medium, high, xhigh, max',
    })
    .optional(),
  CLAUDE_PRICES: z
    .string()
    .regex(/^\s*(?:[\w.-]+=[\d.]+(?:\/[\d.]+){3}\s*)+$/, {
      message:
        'CLAUDE_PRICES must be model=input/output/cache_write/cache_read in US dollars a million tokens, several parted by blanks',
    })
    .optional(),
  CLAUDE_DAILY_COST_LIMIT: z
    .string()
    .regex(/^\d{1,6}(?:\.\d{1,2})?$/, {
      message: 'CLAUDE_DAILY_COST_LIMIT must be an amount in US dollars, such as 10 or 2.50',
    })
    .default('10')
    .transform(Number),
  CLAUDE_FALLBACK_AFTER: duration('CLAUDE_FALLBACK_AFTER').default(30 * 60_000),
  PUBLIC_URL: url('PUBLIC_URL', ['https', 'http']).optional(),
  METRICS_RETENTION_DAYS: whole('METRICS_RETENTION_DAYS', 1, 3_650, 'of days ').default(30),
  ROLLUP_CRON: cron('ROLLUP_CRON').default('30 1 * * *'),
  DIGEST_CRON: cron('DIGEST_CRON').optional(),
  MAX_QUEUE_AGE: whole('MAX_QUEUE_AGE', 10, 604_800, 'of seconds ').default(1_800),
  MAX_ERROR_RATE: z
    .string()
    .refine((value) => /^(0?\.\d{1,6}|1(\.0+)?)$/.test(value) && Number(value) > 0, {
      message: 'MAX_ERROR_RATE must be a share above 0 and up to 1, such as 0.2',
    })
    .transform(Number)
    .default(0.2),
  SENTRY_DSN: dsn('SENTRY_DSN').optional(),
  SENTRY_RELEASE: z
    .string()
    .regex(/^[^\s/\\]{1,200}$/, 'SENTRY_RELEASE must be a name without blanks and slashes, such as 1.4.2')
    .default(RELEASE),
  SENTRY_TRACES_SAMPLE_RATE: share('SENTRY_TRACES_SAMPLE_RATE').default(0.1),
  AUTO_UPDATE_MAX_ERROR: share('AUTO_UPDATE_MAX_ERROR').default(0.002),
  TZ: timeZone.default('Europe/Berlin'),
  WEBHOOK_MAX_BYTES: whole('WEBHOOK_MAX_BYTES', 1, 512 * 1024 * 1024, 'of bytes ').default(35 * 1024 * 1024),
  WEBHOOK_SECRET: z
    .string()
    .refine(
      (value) =>
        value
          .trim()
          .split(/\s+/)
          .every((secret) => SECRET.test(secret)),
      {
        message:
          'WEBHOOK_SECRET must be one or more Standard Webhooks secrets, parted by blanks: whsec_ and at least 24 bytes in base64 (echo "whsec_$(openssl rand -base64 32)")',
      },
    )
    .optional(),
  WEBHOOK_BASIC_AUTH: z
    .string()
    .regex(
      /^[^:\s]+:.{12,}$/,
      'WEBHOOK_BASIC_AUTH must be user:password with a password of 12 characters or more',
    )
    .optional(),
  API_TOKEN: z
    .string()
    .min(16, 'API_TOKEN must have 16 characters or more (openssl rand -hex 32)')
    .optional(),
});

/** What the environment says, each value in its own type. */
export type Environment = z.infer<typeof environment>;
