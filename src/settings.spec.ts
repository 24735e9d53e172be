import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Settings, SettingsError } from './settings';

const WEBHOOK_SECRET = `whsec_${Buffer.from('the secret of this spec, 32 bytes').toString('base64')}`;
const API_TOKEN = 'token-of-this-spec-0123456789';

/** The lines of the refusal. */
function problems(env: NodeJS.ProcessEnv): string[] {
  try {
    Settings.parse(env);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    const [intro, ...lines] = (error as Error).message.split('\n');
    expect(intro).toBe('The settings cannot be used:');
    return lines.map((line) => line.replace(/^ {2}- /, ''));
  }
  throw new Error('was not refused');
}

const DEFAULTS = {
  port: 3000,
  host: '127.0.0.1',
  environment: 'development',
  logLevel: 'info',
  dataDir: expect.stringMatching(/^\/.*\/data$/),
  role: 'all',
  workerConcurrency: 4,
  databaseUrl: undefined,
  redis: undefined,
  mongodbUrl: undefined,
  gcsBucket: undefined,
  gcsApiEndpoint: undefined,
  attachmentBuckets: [],
  smtp: undefined,
  claude: undefined,
  mailFrom: 'creditor-answer-analysis@localhost',
  staffEmail: 'creditor-answer-analysis@localhost',
  adminEmail: undefined,
  circuitBreaker: { failMax: 5, resetTimeoutMs: 60_000, alertEmail: undefined },
  metrics: { retentionDays: 30, rollupCron: '30 1 * * *' },
  digestCron: undefined,
  limits: { queueAgeS: 1_800, errorRate: 0.2 },
  publicUrl: 'http://localhost:3000',
  sentryDsn: undefined,
  sentryRelease: expect.stringMatching(/^creditor-answer-analysis@\d+\.\d+\.\d+$/),
  tracesSampleRate: 0.1,
  autoUpdateMaxError: 0.002,
  timeZone: 'Europe/Berlin',
  webhookMaxBytes: 35 * 1024 * 1024,
  webhookSecrets: [],
  webhookBasicAuth: undefined,
  apiToken: '',
};

describe('an environment', () => {
  it('that sets nothing gives the defaults', () => {
    expect({ ...Settings.parse({}) }).toEqual(DEFAULTS);
  });

  it('that sets everything to nothing, or to blanks, sets nothing', () => {
    const keys = [
      'PORT',
      'DATA_DIR',
      'ROLE',
      'TZ',
      'WEBHOOK_SECRET',
      'API_TOKEN',
      'SMTP_HOST',
      'WEBHOOK_MAX_BYTES',
    ];
    expect({ ...Settings.parse(Object.fromEntries(keys.map((key) => [key, '']))) }).toEqual(DEFAULTS);
    expect({ ...Settings.parse(Object.fromEntries(keys.map((key) => [key, ' \t']))) }).toEqual(DEFAULTS);
  });

  it.each<[string, string, object]>([
    ['PORT', '0', { port: 0, publicUrl: 'http://localhost:0' }],
    ['PORT', '65535', { port: 65_535, publicUrl: 'http://localhost:65535' }],
    ['HOST', '::', { host: '::' }],
    ['ENVIRONMENT', 'staging-2', { environment: 'staging-2' }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['DATA_DIR', '/var/lib/answers/../mails', { dataDir: '/var/lib/mails' }],
    ['WORKER_CONCURRENCY', '256', { workerConcurrency: 256 }],
    [
      'DATABASE_URL',
      'postgres://u:p@db:5432/x?sslmode=require',
      { databaseUrl: 'postgres://u:p@db:5432/x?sslmode=require' },
    ],
    ['DATABASE_URL', 'postgresql://db/x', { databaseUrl: 'postgresql://db/x' }],
    [
      'REDIS_URL',
      'rediss://:p@cache:6380/1',
      { redis: { urls: ['rediss://:p@cache:6380/1'], cluster: false } },
    ],
    [
      'REDIS_URL',
      'redis://a:7000, redis://b:7001',
      { redis: { urls: ['redis://a:7000', 'redis://b:7001'], cluster: true } },
    ],
    ['SMTP_HOST', 'smtp.example', { smtp: { host: 'smtp.example', port: 587, security: 'opportunistic' } }],
    [
      'MONGODB_URL',
      'mongodb://u:p@a:27017,b:27017/office?replicaSet=rs0',
      { mongodbUrl: 'mongodb://u:p@a:27017,b:27017/office?replicaSet=rs0' },
    ],
    ['GCS_BUCKET', 'office-archive', { gcsBucket: 'office-archive', attachmentBuckets: ['office-archive'] }],
    ['GCS_ATTACHMENT_BUCKETS', 'inbound, further', { attachmentBuckets: ['inbound', 'further'] }],
    ['GCS_API_ENDPOINT', 'http://gcs:4443', { gcsApiEndpoint: 'http://gcs:4443' }],
    [
      'MAIL_FROM',
      'Office <post@office.example>',
      { mailFrom: 'Office <post@office.example>', staffEmail: 'Office <post@office.example>' },
    ],
    ['STAFF_EMAIL', 'staff@office.example', { staffEmail: 'staff@office.example' }],
    [
      'ADMIN_EMAIL',
      'admin@office.example',
      {
        adminEmail: 'admin@office.example',
        staffEmail: 'admin@office.example',
        circuitBreaker: { ...DEFAULTS.circuitBreaker, alertEmail: 'admin@office.example' },
      },
    ],
    [
      'CIRCUIT_BREAKER_ALERT_EMAIL',
      'night@office.example',
      { circuitBreaker: { ...DEFAULTS.circuitBreaker, alertEmail: 'night@office.example' } },
    ],
    ['CIRCUIT_BREAKER_FAIL_MAX', '3', { circuitBreaker: { ...DEFAULTS.circuitBreaker, failMax: 3 } }],
    [
      'CIRCUIT_BREAKER_RESET_TIMEOUT',
      '1',
      { circuitBreaker: { ...DEFAULTS.circuitBreaker, resetTimeoutMs: 1_000 } },
    ],
    ['METRICS_RETENTION_DAYS', '7', { metrics: { ...DEFAULTS.metrics, retentionDays: 7 } }],
    ['ROLLUP_CRON', '15 3 * * 1-5', { metrics: { ...DEFAULTS.metrics, rollupCron: '15 3 * * 1-5' } }],
    ['DIGEST_CRON', '0 7 * * *', { digestCron: '0 7 * * *' }],
    ['MAX_QUEUE_AGE', '600', { limits: { ...DEFAULTS.limits, queueAgeS: 600 } }],
    ['MAX_ERROR_RATE', '0.05', { limits: { ...DEFAULTS.limits, errorRate: 0.05 } }],
    ['PUBLIC_URL', 'https://answers.office.example/', { publicUrl: 'https://answers.office.example' }],
    ['SENTRY_DSN', 'https://key@sentry.example/1', { sentryDsn: 'https://key@sentry.example/1' }],
    ['SENTRY_RELEASE', '1.4.2', { sentryRelease: '1.4.2' }],
    ['SENTRY_TRACES_SAMPLE_RATE', '0.5', { tracesSampleRate: 0.5 }],
    ['TZ', 'UTC', { timeZone: 'UTC' }],
    ['WEBHOOK_MAX_BYTES', '1', { webhookMaxBytes: 1 }],
    [
      'WEBHOOK_SECRET',
      ` ${WEBHOOK_SECRET}\t${WEBHOOK_SECRET} `,
      { webhookSecrets: [WEBHOOK_SECRET, WEBHOOK_SECRET] },
    ],
    [
      'WEBHOOK_BASIC_AUTH',
      'user:a password:with colons',
      { webhookBasicAuth: 'user:a password:with colons' },
    ],
    ['API_TOKEN', API_TOKEN, { apiToken: API_TOKEN }],
  ])('may set %s to %s', (key, value, expected) => {
    expect({ ...Settings.parse({ [key]: value }) }).toEqual({ ...DEFAULTS, ...expected });
  });

  it.each<[string, string[], RegExp]>([
    ['PORT', ['-1', '65536', '3000.5', 'http', '0x10', '1e3', '3 000'], /whole number from 0 to 65535/],
    ['ENVIRONMENT', ['Production', 'PRODUCTION', '-x', 'a b'], /short lower-case word/],
    ['METRICS_RETENTION_DAYS', ['0', '3651', '30 days'], /METRICS_RETENTION_DAYS must be .* of days/],
    ['ROLLUP_CRON', ['daily', '61 1 * * *', '1:30'], /ROLLUP_CRON must be a cron expression/],
    ['DIGEST_CRON', ['every day'], /DIGEST_CRON must be a cron expression/],
    ['MAX_QUEUE_AGE', ['9', '30 min'], /MAX_QUEUE_AGE must be .* of seconds/],
    ['MAX_ERROR_RATE', ['0', '0.0', '1.1', '20 %', '-0.1'], /MAX_ERROR_RATE must be a share/],
    ['LOG_LEVEL', ['verbose', 'INFO'], /one of trace, debug, info/],
    ['ROLE', ['both', 'Web'], /all, web or worker/],
    ['CLAUDE_EFFORT', ['none', 'HIGH'], /low, medium, high/],
    ['CLAUDE_PRICES', ['claude=1/2', 'claude 1/2/3/4', 'claude=1/2/3/4, other=1/2/3/4'], /model=input/],
    ['CLAUDE_DAILY_COST_LIMIT', ['$5', '-1', '1.005', 'none'], /US dollars/],
    ['CLAUDE_FALLBACK_AFTER', ['30 min', '1d', '-1', '1.5h'], /such as 30m, 90s, 1h/],
    ['WORKER_CONCURRENCY', ['0', '-4', '1.5', '257', 'many'], /mails at a time from 1 to 256/],
    [
      'DATABASE_URL',
      ['mysql://db/x', 'db:5432', 'postgres://u:p@db:port/x'],
      /postgres:\/\/ or postgresql:\/\//,
    ],
    ['REDIS_URL', ['http://cache', 'cache:6379', 'redis://a,cache:6379'], /redis:\/\/ or rediss:\/\//],
    ['REDIS_URL', ['redis://a,rediss://b', 'redis://u:p@a,redis://u:q@b'], /same scheme, user and password/],
    ['REDIS_URL', ['redis://a/1,redis://b/1'], /name no database/],
    ['REDIS_CLUSTER', ['yes', '1'], /true or false/],
    ['REDIS_CLUSTER', ['true'], /needs REDIS_URL/],
    ['MONGODB_URL', ['mongo:27017', 'mongodb://', 'http://mongo/x', 'mongodb://host/a b'], /mongodb:\/\//],
    ['GCS_BUCKET', ['gs://office', 'Office', 'a'], /bucket/],
    ['GCS_ATTACHMENT_BUCKETS', ['inbound,gs://x'], /bucket/],
    ['SMTP_SECURITY', ['true', 'TLS'], /tls, starttls, opportunistic, none/],
    ['SMTP_PORT', ['65536', 'smtp'], /whole number from 0 to 65535/],
    ['MAIL_FROM', ['office', 'a@b@c', 'Office <post>', 'a@b.example\nBcc: c@d.example'], /mail address/],
    ['STAFF_EMAIL', ['staff', '<>'], /mail address/],
    ['ADMIN_EMAIL', ['@office.example'], /mail address/],
    ['CIRCUIT_BREAKER_ALERT_EMAIL', ['night'], /mail address/],
    [
      'CIRCUIT_BREAKER_FAIL_MAX',
      ['0', '6', 'five'],
      /failures in a row, below the 6 attempts of a mail, from 1 to 5/,
    ],
    ['CIRCUIT_BREAKER_RESET_TIMEOUT', ['0', '60s', '3601'], /seconds from 1 to 3600/],
    ['PUBLIC_URL', ['answers.office.example', 'ftp://x'], /https:\/\/ or http:\/\//],
    [
      'SENTRY_DSN',
      [
        'sentry.example',
        'ftp://x',
        'https://sentry.example/1',
        'https://key@sentry.example',
        'https://key@sentry.example/x',
      ],
      /https:\/\/KEY@HOST\/PROJECT/,
    ],
    ['SENTRY_RELEASE', ['a b', 'a/b'], /without blanks and slashes/],
    ['SENTRY_TRACES_SAMPLE_RATE', ['2', '-1', 'all'], /a share from 0 to 1/],
    ['TZ', ['Berlin', 'Mars/Base'], /IANA time zone/],
    [
      'WEBHOOK_MAX_BYTES',
      ['0', '35MB', '-1', '1e6', '536870913'],
      /whole number of bytes from 1 to 536870912/,
    ],
    [
      'WEBHOOK_SECRET',
      ['secret', 'whsec_short', `${WEBHOOK_SECRET} other`, `${WEBHOOK_SECRET},${WEBHOOK_SECRET}`],
      /whsec_ and at least 24 bytes/,
    ],
    [
      'WEBHOOK_BASIC_AUTH',
      ['user', 'user:short', ':password-alone', 'us er:password-long-enough'],
      /user:password/,
    ],
    ['API_TOKEN', ['short'], /16 characters or more/],
  ])('that sets %s badly is refused with the remedy', (key, values, remedy) => {
    for (const value of values) {
      const said = problems({ [key]: value });
      expect(said).toEqual([expect.stringMatching(remedy)]);
      expect(said[0]).toMatch(new RegExp(`^${key} `));
    }
  });

  it('is refused once, with every bad key', () => {
    const said = problems({
      PORT: 'x',
      ROLE: 'x',
      TZ: 'x',
      API_TOKEN: 'x',
      SMTP_USERNAME: 'user',
      WEBHOOK_MAX_BYTES: 'x',
    });
    expect(said.map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['PORT', 'ROLE', 'TZ', 'API_TOKEN', 'SMTP_PASSWORD', 'WEBHOOK_MAX_BYTES']),
    );
    expect(said).toHaveLength(6);
  });

  it('is never quoted in the refusal', () => {
    const bad = {
      WEBHOOK_SECRET: 'whsec_geheim!',
      WEBHOOK_BASIC_AUTH: 'geheim',
      API_TOKEN: 'geheim',
      DATABASE_URL: 'mysql://u:geheim@db/x',
      REDIS_URL: 'http://:geheim@cache',
      SENTRY_DSN: 'ftp://geheim@sentry.example',
      SMTP_USERNAME: 'geheim',
    };
    expect(problems(bad)).toHaveLength(7);
    expect(problems(bad).join()).not.toContain('geheim');
  });
});

describe('settings of Claude', () => {
  const claude = (env: NodeJS.ProcessEnv) => Settings.parse({ ANTHROPIC_API_KEY: 'key', ...env }).claude;

  it('begin with a key', () => {
    expect(Settings.parse({ CLAUDE_MODEL: 'claude-opus-5-5' }).claude).toBeUndefined();
    expect(claude({})).toEqual({
      ...{ apiKey: 'key', baseUrl: 'https://api.anthropic.com', model: 'claude-sonnet-5-5' },
      ...{ effort: undefined, prices: undefined, dailyCostLimit: 10, fallbackAfterMs: 1_800_000 },
    });
  });

  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['0', 0],
  ])('take %s for a time', (CLAUDE_FALLBACK_AFTER, fallbackAfterMs) => {
    expect(claude({ CLAUDE_FALLBACK_AFTER })).toMatchObject({ fallbackAfterMs });
  });

  it('take a limit with cents', () => {
    expect(claude({ CLAUDE_DAILY_COST_LIMIT: '2.50' })).toMatchObject({ dailyCostLimit: 2.5 });
  });
});

describe('settings that need each other', () => {
  it.each(['web', 'worker'])('ROLE=%s needs DATABASE_URL', (ROLE) => {
    expect(problems({ ROLE })).toEqual([expect.stringMatching(/^DATABASE_URL must be set where ROLE=/)]);
    expect(Settings.parse({ ROLE, DATABASE_URL: 'postgres://db/x' }).role).toBe(ROLE);
  });

  it('REDIS_CLUSTER tells of a Cluster that has one address', () => {
    const REDIS_URL = 'rediss://u:p@cluster:6379';
    expect(Settings.parse({ REDIS_URL, REDIS_CLUSTER: 'true' }).redis).toEqual({
      urls: [REDIS_URL],
      cluster: true,
    });
    expect(problems({ REDIS_URL: 'redis://a,redis://b', REDIS_CLUSTER: 'false' })).toEqual([
      expect.stringMatching(/^REDIS_URL must be a single address/),
    ]);
    expect(problems({ REDIS_URL: 'redis://cluster:6379/2', REDIS_CLUSTER: 'true' })).toEqual([
      expect.stringMatching(/^REDIS_URL must name no database/),
    ]);
  });

  it('SMTP_USERNAME needs SMTP_PASSWORD', () => {
    expect(problems({ SMTP_HOST: 'smtp.example', SMTP_USERNAME: 'u' })).toEqual([
      expect.stringMatching(/^SMTP_PASSWORD/),
    ]);
    const env = { SMTP_HOST: 'smtp.example', SMTP_PORT: '465', SMTP_USERNAME: 'u', SMTP_PASSWORD: 'p' };
    expect(Settings.parse(env).smtp).toEqual({
      host: 'smtp.example',
      port: 465,
      security: 'tls',
      username: 'u',
      password: 'p',
    });
  });
});

describe('.env.example', () => {
  const example = readFileSync(join(__dirname, '..', '.env.example'), 'utf8');
  const lines = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)];

  it('has every setting once, and none besides', () => {
    const named = lines.map(([, key]) => key);
    expect(named.toSorted()).toEqual([...Settings.keys].toSorted());
  });

  it('has the defaults', () => {
    expect(Settings.parse(Object.fromEntries(lines.map(([, key, value]) => [key, value])))).toEqual(
      Settings.parse({}),
    );
  });
});

describe('production', () => {
  const ENVIRONMENT = 'production';

  it('refuses to start without its secrets', () => {
    expect(problems({ ENVIRONMENT })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRET \(or WEBHOOK_BASIC_AUTH\) must be set/),
      expect.stringMatching(/^API_TOKEN must be set/),
    ]);
    expect(problems({ ENVIRONMENT, API_TOKEN: '', WEBHOOK_SECRET: ' ' })).toHaveLength(2);
  });

  it.each([{ WEBHOOK_SECRET }, { WEBHOOK_BASIC_AUTH: 'user:password-long-enough' }])(
    'starts with %o',
    (webhook) => {
      expect(Settings.parse({ ENVIRONMENT, API_TOKEN, ...webhook }).environment).toBe('production');
    },
  );
});

describe('withSecrets', () => {
  const made = { webhookSecret: 'whsec_made', apiToken: 'made' };

  it('fills in what the environment leaves out', () => {
    expect(Settings.parse({}).withSecrets(made)).toMatchObject({
      webhookSecrets: ['whsec_made'],
      apiToken: 'made',
    });
  });

  it('leaves what the environment sets', () => {
    const settings = Settings.parse({ WEBHOOK_SECRET, API_TOKEN }).withSecrets(made);
    expect(settings).toBeInstanceOf(Settings);
    expect(settings).toMatchObject({ webhookSecrets: [WEBHOOK_SECRET], apiToken: API_TOKEN });
    expect(Object.isFrozen(settings)).toBe(true);
  });
});
