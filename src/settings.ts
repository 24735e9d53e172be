import { resolve } from 'node:path';

import { environment, type Environment } from './environment';
import { StartFailure } from './failure';
import { conflicts } from './setting-conflicts';

/** Thrown where the environment cannot be used; the message names each bad key and its remedy, a line each. */
export class SettingsError extends StartFailure {}

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

  private constructor(env: Environment) {
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
  static readonly keys: readonly string[] = Object.keys(environment.shape);

  /** @throws SettingsError with one line for each bad key. */
  static parse(env: NodeJS.ProcessEnv): Settings {
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
    const parsed = environment.safeParse(given);
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

function claudeOf(env: Environment, apiKey: string): ClaudeSettings {
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
