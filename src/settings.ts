import { resolve } from 'node:path';
import { z } from 'zod';

/** Thrown where the environment cannot be used; the message names each bad key and its remedy, a line each. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

/** Digits alone: Number() would take "0x10" and "1e3" as well. */
const whole = (key: string, min: number, max: number, what = '') =>
  z
    .string()
    .refine((digits) => /^\d{1,15}$/.test(digits) && Number(digits) >= min && Number(digits) <= max, {
      message: `${key} must be a whole number ${what}from ${min} to ${max}`,
    })
    .transform(Number);

const port = (key: string) => whole(key, 0, 65_535);

const url = (key: string, schemes: string[]) =>
  z
    .string()
    .refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`) && URL.canParse(value)), {
      message: `${key} must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    });

const mailbox = (key: string) =>
  z.string().regex(/^[^\s@<>]+@[^\s@<>]+$|^[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$/, {
    message: `${key} must be a mail address, such as staff@office.example`,
  });

/** Seconds, or a number with its unit; in milliseconds. */
const duration = (key: string) =>
  z
    .string()
    .regex(/^\d{1,6}[smh]?$/, {
      message: `${key} must be a time such as 30m, 90s, 1h, or a number of seconds`,
    })
    .transform((text) => parseInt(text, 10) * (UNIT_MS[text.at(-1) ?? ''] ?? 1_000));

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

const timeZone = z
  .string()
  .refine(isTimeZone, { message: 'TZ must be an IANA time zone, such as Europe/Berlin' });

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
  REDIS_URL: url('REDIS_URL', ['redis', 'rediss']).optional(),
  SMTP_HOST: z.string().optional(),
  SMTP_PORT: port('SMTP_PORT').default(587),
  SMTP_USERNAME: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  MAIL_FROM: mailbox('MAIL_FROM').default('creditor-answer-analysis@localhost'),
  STAFF_EMAIL: mailbox('STAFF_EMAIL').optional(),
  ADMIN_EMAIL: mailbox('ADMIN_EMAIL').optional(),
  CIRCUIT_BREAKER_ALERT_EMAIL: mailbox('CIRCUIT_BREAKER_ALERT_EMAIL').optional(),
  CIRCUIT_BREAKER_FAIL_MAX: whole('CIRCUIT_BREAKER_FAIL_MAX', 1, 100, 'of failures in a row ').default(5),
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
  SENTRY_DSN: url('SENTRY_DSN', ['https', 'http']).optional(),
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
  readonly redisUrl?: string;
  readonly smtp?: { host: string; port: number; username?: string; password?: string };
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
  /** Where people reach the service, without a slash at the end; for links in mails. */
  readonly publicUrl: string;
  readonly sentryDsn?: string;
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
    this.redisUrl = env.REDIS_URL;
    this.smtp = env.SMTP_HOST
      ? { host: env.SMTP_HOST, port: env.SMTP_PORT, username: env.SMTP_USERNAME, password: env.SMTP_PASSWORD }
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
    this.publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '');
    this.sentryDsn = env.SENTRY_DSN;
    this.timeZone = env.TZ;
    this.webhookMaxBytes = env.WEBHOOK_MAX_BYTES;
    this.webhookSecrets = env.WEBHOOK_SECRET?.trim().split(/\s+/) ?? [];
    this.webhookBasicAuth = env.WEBHOOK_BASIC_AUTH;
    this.apiToken = env.API_TOKEN ?? '';
  }

  /** @throws SettingsError with one line for each bad key. */
  static parse(env: NodeJS.ProcessEnv): Settings {
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
    const parsed = schema.safeParse(given);
    const problems = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
    problems.push(...missingInProduction(given), ...inconsistent(given));
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

function missingInProduction(env: NodeJS.ProcessEnv): string[] {
  if (env.ENVIRONMENT !== 'production') return [];
  const problems = [];
  if (!env.WEBHOOK_SECRET && !env.WEBHOOK_BASIC_AUTH) {
    problems.push('WEBHOOK_SECRET (or WEBHOOK_BASIC_AUTH) must be set where ENVIRONMENT=production');
  }
  if (!env.API_TOKEN)
    problems.push('API_TOKEN must be set where ENVIRONMENT=production (openssl rand -hex 32)');
  return problems;
}

function inconsistent(env: NodeJS.ProcessEnv): string[] {
  const problems = [];
  if (env.SMTP_USERNAME && !env.SMTP_PASSWORD)
    problems.push('SMTP_PASSWORD must be set together with SMTP_USERNAME');
  if ((env.ROLE === 'web' || env.ROLE === 'worker') && !env.DATABASE_URL) {
    problems.push(
      `DATABASE_URL must be set where ROLE=${env.ROLE}: the embedded database serves one process`,
    );
  }
  return problems;
}

function isTimeZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
  } catch {
    return false;
  }
}
