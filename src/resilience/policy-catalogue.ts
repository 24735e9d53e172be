/** How one dependency is called. */
export interface PolicyLimits {
  /** In a sentence for people. */
  label: string;
  /** A single attempt is given up after this; above the client's own time limits, which end the attempt itself. */
  attemptTimeoutMs: number;
  /** Further attempts within one call: only where doing it twice is doing it once. */
  retries: 0 | 1 | 2;
  /** Calls of one process at a time; further ones wait their turn. */
  concurrency: number;
}

/** Everything outside of this service that it can wait for. */
export type Dependency = 'claude' | 'mongodb' | 'gcs' | 'smtp';

/** The one table of how each dependency is called; thresholds of the breakers are settings. */
export const POLICY_CATALOGUE: Readonly<Record<Dependency, PolicyLimits>> = {
  claude: { label: 'Claude', attemptTimeoutMs: 120_000, retries: 1, concurrency: 4 },
  // The driver's own second try included: selecting a server, then waiting for its answer, both twice.
  mongodb: { label: 'MongoDB', attemptTimeoutMs: 30_000, retries: 2, concurrency: 50 },
  gcs: { label: 'Google Cloud Storage', attemptTimeoutMs: 60_000, retries: 2, concurrency: 16 },
  // A mail whose acknowledgement was lost is a second mail; five is the connection pool's size.
  smtp: { label: 'The mail server', attemptTimeoutMs: 60_000, retries: 0, concurrency: 5 },
};

export const DEPENDENCIES = Object.keys(POLICY_CATALOGUE) as Dependency[];

export function isDependency(name: string): name is Dependency {
  return Object.hasOwn(POLICY_CATALOGUE, name);
}
