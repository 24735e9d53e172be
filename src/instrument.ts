import * as Sentry from '@sentry/nestjs';

/** Loaded before everything else (`node --import`), so that Sentry can see the libraries being loaded. */
if (process.env.SENTRY_DSN) {
  Sentry.init({
    dsn: process.env.SENTRY_DSN,
    environment: process.env.ENVIRONMENT ?? 'development',
    sendDefaultPii: false,
  });
}
