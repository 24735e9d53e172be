import { loadSentry } from './monitoring/sentry/sentry';
import { sentryOptions } from './monitoring/sentry/sentry-options';
import { Settings, SettingsError } from './settings';

/** Loaded before everything else (`node --import`), so that Sentry sees the first request as it sees the last. */
function instrument(): void {
  if (!process.env.SENTRY_DSN?.trim()) return;
  const sentry = loadSentry();
  sentry.init(sentryOptions(Settings.parse(process.env), sentry));
}

try {
  instrument();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error; // main tells of it
}
