import 'reflect-metadata';
import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import OpossumBreaker from 'opossum';

import { Breaker } from '../../src/resilience/breaker';
import { Policies } from '../../src/resilience/policies';
import { POLICY_CATALOGUE } from '../../src/resilience/policy-catalogue';
import { Settings } from '../../src/settings';

const CALLS = 50_000;
const ROUNDS = 9;

class Work {
  async bare(): Promise<void> {}

  @Breaker('smtp')
  async guarded(): Promise<void> {}
}

const settings = Settings.parse({});
const work = new Work();
new Policies(settings).bind(work);
const { attemptTimeoutMs, concurrency } = POLICY_CATALOGUE.smtp;
const { failMax, resetTimeoutMs } = settings.circuitBreaker;
const breaker = new ConsecutiveBreaker(failMax);
const cockatiel = wrap(
  bulkhead(concurrency, Infinity),
  circuitBreaker(handleAll, { halfOpenAfter: resetTimeoutMs, breaker }),
  timeout(attemptTimeoutMs, TimeoutStrategy.Aggressive),
);
const opossum = new OpossumBreaker(() => work.bare(), {
  timeout: attemptTimeoutMs,
  resetTimeout: resetTimeoutMs,
  capacity: concurrency,
});

const breakerAlone = circuitBreaker(handleAll, {
  halfOpenAfter: resetTimeoutMs,
  breaker: new ConsecutiveBreaker(failMax),
});

const untimed = wrap(
  bulkhead(concurrency, Infinity),
  circuitBreaker(handleAll, { halfOpenAfter: resetTimeoutMs, breaker: new ConsecutiveBreaker(failMax) }),
);

/** The same limits everywhere but where it is said: time, concurrency, breaker. */
const CONTENDERS: Record<string, () => Promise<unknown>> = {
  'async no-op': () => work.bare(),
  'cockatiel, the same policies': () => cockatiel.execute(() => work.bare()),
  'cockatiel, without time limit': () => untimed.execute(() => work.bare()),
  'cockatiel, breaker alone': () => breakerAlone.execute(() => work.bare()),
  '@Breaker': () => work.guarded(),
  opossum: () => opossum.fire(),
};

/** Rounds take turns, so that what disturbs the machine disturbs all; the median of each is told. */
async function main(): Promise<void> {
  const names = Object.keys(CONTENDERS);
  const figures = new Map(names.map((name) => [name, { ns: [] as number[], bytes: [] as number[] }]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of names) {
      const { ns, bytes } = await measure(CONTENDERS[name]);
      if (round === 0) continue; // warms up
      figures.get(name)?.ns.push(ns);
      figures.get(name)?.bytes.push(bytes);
    }
  const median = (name: string, what: 'ns' | 'bytes') =>
    figures.get(name)![what].sort((a, b) => a - b)[Math.floor((ROUNDS - 1) / 2)];
  process.stdout.write(`Node ${process.version}, ${CALLS} calls a round, median of ${ROUNDS - 1}\n`);
  for (const name of names)
    process.stdout.write(
      `${name.padEnd(30)} ${median(name, 'ns').toFixed(0).padStart(7)} ns  ${median(name, 'bytes').toFixed(0).padStart(6)} bytes a call\n`,
    );
  const ratio = (other: string) => (median('@Breaker', 'ns') / median(other, 'ns')).toFixed(2);
  process.stdout.write(
    `@Breaker / cockatiel: ${ratio('cockatiel, the same policies')} (aim: 1.5), without its time limit ${ratio('cockatiel, without time limit')}, its breaker alone ${ratio('cockatiel, breaker alone')}; @Breaker / opossum: ${ratio('opossum')} (aim: under 1)\n`,
  );
  opossum.shutdown();
}

async function measure(call: () => Promise<unknown>): Promise<{ ns: number; bytes: number }> {
  global.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const started = process.hrtime.bigint();
  for (let count = 0; count < CALLS; count += 1) await call();
  const ns = Number(process.hrtime.bigint() - started) / CALLS;
  return { ns, bytes: (process.memoryUsage().heapUsed - heap) / CALLS };
}

void main();
