import { createRequire } from 'node:module';

/** Sentry's SDK. */
export type Sentry = typeof import('@sentry/nestjs');

/** What has not gone out by then is given up, so that a stop comes to its end also where Sentry does not answer. */
const FLUSH_MS = 2_000;

/** Loads the SDK; that takes half a second and is left to those who use it. */
export function loadSentry(): Sentry {
  return createRequire(__filename)('@sentry/nestjs') as Sentry;
}

/** The SDK where `instrument.ts` has started it in this process, else null. */
export function startedSentry({ sentryDsn }: { sentryDsn?: string }): Sentry | null {
  if (!sentryDsn) return null;
  const sentry = loadSentry();
  return sentry.isInitialized() ? sentry : null;
}

/** Sends what is still here. Never fails. */
export async function flushSentry(sentry: Sentry | null): Promise<void> {
  await sentry?.flush(FLUSH_MS).then(undefined, () => undefined);
}
