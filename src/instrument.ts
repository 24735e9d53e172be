import { createRequire } from 'node:module';

/**
 * Loaded before everything else (`node --import`), so that Sentry can see the libraries being loaded.
 * Loading Sentry itself takes half a second, which is spent only where it is used.
 */
if (process.env.SENTRY_DSN) {
  const { init } = createRequire(__filename)('@sentry/nestjs') as typeof import('@sentry/nestjs');
  init({
    dsn: process.env.SENTRY_DSN,
    environment: process.env.ENVIRONMENT ?? 'development',
    sendDefaultPii: false,
  });
}
