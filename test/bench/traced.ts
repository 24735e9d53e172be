import 'reflect-metadata';

import { ErrorTracking } from '../../src/monitoring/sentry/error-tracking';
import { loadSentry } from '../../src/monitoring/sentry/sentry';
import { sentryOptions } from '../../src/monitoring/sentry/sentry-options';
import { Traced } from '../../src/monitoring/traced';
import { TracedCalls } from '../../src/monitoring/traced-calls';
import { Settings } from '../../src/settings';
import { median, print } from './run';

/** About as many as a busy mail makes. */
const CALLS_A_WALK = 20;
const ROUNDS = 9;

class Work {
  async bare(): Promise<void> {}

  @Traced()
  async traced(): Promise<void> {}
}

/** An instance whose calls one application hears of. */
function work(tracking: ErrorTracking, isListening = false): Work {
  const instance = new Work();
  const calls = new TracedCalls(undefined as never, tracking);
  calls.bind(instance);
  if (isListening) calls.subscribe(() => undefined);
  return instance;
}

const off = Settings.parse({});
const on = Settings.parse({ SENTRY_DSN: 'https://key@sentry.invalid/1', SENTRY_TRACES_SAMPLE_RATE: '1' });
const sentry = loadSentry();
sentry.init({
  ...sentryOptions(on, sentry),
  transport: () => ({ send: async () => ({}), flush: async () => true }),
  sendClientReports: false,
});
const untold = work(new ErrorTracking(off));
const told = work(new ErrorTracking(off), true);
const tracking = new ErrorTracking(on);
const tracked = work(tracking, true);

/** `<trace>-<span>-<sampled>`, as a job brings it. */
const trace = (sampled: 0 | 1) => `${'a'.repeat(32)}-${'b'.repeat(16)}-${sampled}`;
const walk = (sampled: 0 | 1, calls: () => Promise<void>) =>
  tracking.continued(trace(sampled), 'walk', calls);

/** As many walks as can be told apart from the clock's grain. */
const CONTENDERS: Record<string, Contender> = {
  'Sentry off, nobody listens': { walks: 20_000, run: (calls) => calls(untold) },
  'Sentry off, metrics listen': { walks: 20_000, run: (calls) => calls(told) },
  'Sentry on, the walk is not sampled': { walks: 5_000, run: (calls) => walk(0, () => calls(tracked)) },
  'Sentry on, the walk is sampled': { walks: 1_000, run: (calls) => walk(1, () => calls(tracked)) },
};

interface Contender {
  walks: number;
  run: (calls: (instance: Work) => Promise<void>) => Promise<void>;
}

interface Figures {
  ns: number;
  bytes: number;
}

/** CPU time and memory of a call, less those of the same walks over a method that nothing decorates. */
async function main(): Promise<void> {
  const figures = new Map(Object.keys(CONTENDERS).map((name) => [name, [] as Figures[]]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, { walks, run }] of Object.entries(CONTENDERS)) {
      const bare = await measure(walks, () => run((instance) => call(() => instance.bare())));
      const traced = await measure(walks, () => run((instance) => call(() => instance.traced())));
      if (round > 0) figures.get(name)?.push({ ns: traced.ns - bare.ns, bytes: traced.bytes - bare.bytes });
    }
  print(`Node ${process.version}, walks of ${CALLS_A_WALK} calls, median of ${ROUNDS - 1}`);
  for (const [name, own] of figures)
    print(
      `@Traced, ${name.padEnd(36)} ${median(own.map(({ ns }) => ns))
        .toFixed(0)
        .padStart(7)} ns  ${median(own.map(({ bytes }) => bytes))
        .toFixed(0)
        .padStart(6)} bytes a call`,
    );
}

async function call(method: () => Promise<void>): Promise<void> {
  for (let count = 0; count < CALLS_A_WALK; count += 1) await method();
}

async function measure(walks: number, once: () => Promise<void>): Promise<Figures> {
  global.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const started = process.cpuUsage(); // others use this machine too
  for (let count = 0; count < walks; count += 1) await once();
  const { user, system } = process.cpuUsage(started);
  const calls = walks * CALLS_A_WALK;
  return { ns: (1_000 * (user + system)) / calls, bytes: (process.memoryUsage().heapUsed - heap) / calls };
}

void main();
