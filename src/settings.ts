import { resolve } from 'node:path';
import { z } from 'zod';

import { StartFailure } from './failure';
import { RELEASE } from './release';
import { conflicts } from './setting-conflicts';
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

/** Thrown where the environment cannot be used; the message names each bad key and its remedy, a line each. */
export class SettingsError extends StartFailure {}

/** Several hosts may stand in it, which no URL parser takes. */
const MONGODB = /^mongodb(\+srv)?:\/\/[^\s/]+(\/\S*)?$/;
const MONGODB_REMEDY =
  'MONGODB_URL must be mongodb://user:password@host:27017/database (mongodb+srv:// and several hosts as well)';

const SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** The environment as documented in `.env.example`. An empty or blank string counts as unset. */
const schema = z.object({
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

export type Role = 'all' | 'web' | 'worker';

/** Redis for the queue. */
export interface RedisSettings {
  /** One, or several nodes of a Cluster, all with the same sign-in and TLS. */
  urls: string[];
  cluster: boolean;
}

/** How Claude is called. */
export interface ClaudeSettings {
  apiKey: string;
  baseUrl: string;
  model: string;
  /** The model's own default where it is missing; older models know none. */
  effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  /** Prices that go before the shipped ones, as written in the environment. */
  prices?: string;
  /** US dollars a day, over all instances. */
  dailyCostLimit: number;
  /** After so long without an answer the rules read alone. */
  fallbackAfterMs: number;
}

/** Everything that can be set from outside, parsed once; also the token under which it is injected. */
export class Settings {
  readonly port: number;
  readonly host: string;
  readonly environment: string;
  readonly logLevel: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly role: Role;
  readonly workerConcurrency: number;
  readonly databaseUrl?: string;
  readonly redis?: RedisSettings;
  readonly mongodbUrl?: string;
  /** The bucket of the archive. */
  readonly gcsBucket?: string;
  readonly gcsApiEndpoint?: string;
  /** Whence `gs://` attachments are fetched: the bucket of the archive and those named beside it. */
  readonly attachmentBuckets: string[];
  readonly smtp?: {
    host: string;
    port: number;
    /** TLS from the start, after STARTTLS or not at all; where the server offers it; never. */
    security: 'tls' | 'starttls' | 'opportunistic' | 'none';
    username?: string;
    password?: string;
  };
  /** Missing where the rules read alone. */
  readonly claude?: ClaudeSettings;
  readonly mailFrom: string;
  /** Where notifications go. */
  readonly staffEmail: string;
  readonly adminEmail?: string;
  readonly circuitBreaker: {
    /** Consecutive transient failures that open a breaker. */
    failMax: number;
    /** From opening to the next probe. */
    resetTimeoutMs: number;
    /** Who is told of it; nobody where it is missing. */
    alertEmail?: string;
  };
  readonly metrics: {
    /** Samples are kept for so long; what they were rolled up to, for ever. */
    retentionDays: number;
    rollupCron: string;
  };
  /** When the daily digest is sent; never where it is missing. */
  readonly digestCron?: string;
  /** What the admin is told of when it is exceeded. */
  readonly limits: {
    /** Of the oldest mail that has not ended. */
    queueAgeS: number;
    /** Of the attempts within an hour, the share that failed. */
    errorRate: number;
  };
  /** Where people reach the service, without a slash at the end; for links in mails. */
  readonly publicUrl: string;
  readonly sentryDsn?: string;
  /** What Sentry calls this version. */
  readonly sentryRelease: string;
  /** The share of requests whose walk is traced; 0 for none. */
  readonly tracesSampleRate: number;
  /** The share of booked claims that may be wrong; what is less sure goes to a person. */
  readonly autoUpdateMaxError: number;
  readonly timeZone: string;
  readonly webhookMaxBytes: number;
  /** Empty until `withSecrets`, where the environment names none. */
  readonly webhookSecrets: string[];
  readonly webhookBasicAuth?: string;
  /** Empty until `withSecrets`, where the environment names none. */
  readonly apiToken: string;

  private constructor(env: z.infer<typeof schema>) {
    this.port = env.PORT;
    this.host = env.HOST;
    this.environment = env.ENVIRONMENT;
    this.logLevel = env.LOG_LEVEL;
    this.dataDir = resolve(env.DATA_DIR);
    this.role = env.ROLE;
    this.workerConcurrency = env.WORKER_CONCURRENCY;
    this.databaseUrl = env.DATABASE_URL;
    this.redis = env.REDIS_URL && {
      urls: env.REDIS_URL,
      cluster: env.REDIS_CLUSTER ?? env.REDIS_URL.length > 1,
    };
    this.mongodbUrl = env.MONGODB_URL;
    this.gcsBucket = env.GCS_BUCKET;
    this.gcsApiEndpoint = env.GCS_API_ENDPOINT;
    this.attachmentBuckets = [
      ...(env.GCS_BUCKET ? [env.GCS_BUCKET] : []),
      ...(env.GCS_ATTACHMENT_BUCKETS ?? []),
    ];
    this.smtp = env.SMTP_HOST
      ? {
          host: env.SMTP_HOST,
          port: env.SMTP_PORT,
          security: env.SMTP_SECURITY ?? usualSecurity(env.SMTP_PORT, env.SMTP_USERNAME),
          username: env.SMTP_USERNAME,
          password: env.SMTP_PASSWORD,
        }
      : undefined;
    this.claude = env.ANTHROPIC_API_KEY ? claudeOf(env, env.ANTHROPIC_API_KEY) : undefined;
    this.mailFrom = env.MAIL_FROM;
    this.staffEmail = env.STAFF_EMAIL ?? env.ADMIN_EMAIL ?? env.MAIL_FROM;
    this.adminEmail = env.ADMIN_EMAIL;
    this.circuitBreaker = {
      failMax: env.CIRCUIT_BREAKER_FAIL_MAX,
      resetTimeoutMs: env.CIRCUIT_BREAKER_RESET_TIMEOUT * 1000,
      alertEmail: env.CIRCUIT_BREAKER_ALERT_EMAIL ?? env.ADMIN_EMAIL,
    };
    this.metrics = { retentionDays: env.METRICS_RETENTION_DAYS, rollupCron: env.ROLLUP_CRON };
    this.digestCron = env.DIGEST_CRON;
    this.limits = { queueAgeS: env.MAX_QUEUE_AGE, errorRate: env.MAX_ERROR_RATE };
    this.publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '');
    this.sentryDsn = env.SENTRY_DSN;
    this.sentryRelease = env.SENTRY_RELEASE;
    this.tracesSampleRate = env.SENTRY_TRACES_SAMPLE_RATE;
    this.autoUpdateMaxError = env.AUTO_UPDATE_MAX_ERROR;
    this.timeZone = env.TZ;
    this.webhookMaxBytes = env.WEBHOOK_MAX_BYTES;
    this.webhookSecrets = env.WEBHOOK_SECRET?.trim().split(/\s+/) ?? [];
    this.webhookBasicAuth = env.WEBHOOK_BASIC_AUTH;
    this.apiToken = env.API_TOKEN ?? '';
  }

  /** Every variable that is read. */
  static readonly keys: readonly string[] = Object.keys(schema.shape);

  /** @throws SettingsError with one line for each bad key. */
  static parse(env: NodeJS.ProcessEnv): Settings {
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
    const parsed = schema.safeParse(given);
    const problems = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
    problems.push(...conflicts(given));
    if (!parsed.success || problems.length > 0) {
      throw new SettingsError(
        `The settings cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
      );
    }
    return Object.freeze(new Settings(parsed.data));
  }

  /** The same settings with the secrets that the environment left out. */
  withSecrets(secrets: { webhookSecret: string; apiToken: string }): Settings {
    const filled = {
      webhookSecrets: this.webhookSecrets.length > 0 ? this.webhookSecrets : [secrets.webhookSecret],
      apiToken: this.apiToken || secrets.apiToken,
    };
    return Object.freeze(Object.assign(Object.create(Settings.prototype) as Settings, this, filled));
  }
}

/** A password never travels in the clear unasked. */
function usualSecurity(port: number, username?: string) {
  if (port === 465) return 'tls';
  return username ? 'starttls' : 'opportunistic';
}

function claudeOf(env: z.infer<typeof schema>, apiKey: string): ClaudeSettings {
  return {
    apiKey,
    baseUrl: env.ANTHROPIC_BASE_URL,
    model: env.CLAUDE_MODEL,
    effort: env.CLAUDE_EFFORT,
    prices: env.CLAUDE_PRICES,
    dailyCostLimit: env.CLAUDE_DAILY_COST_LIMIT,
    fallbackAfterMs: env.CLAUDE_FALLBACK_AFTER,
  };
}
