import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

import { sign } from '../../src/webhook/signature';
import { Child } from './child';
import { ServerCpu } from './cpu-time';
import { renewed, sampleMails } from './mails';
import { print, SECRET, type Environment } from './run';

const SECONDS = 5;
const WARM_UP_CONNECTIONS = 8;

interface Throughput {
  perSecond: number;
  p99: number;
  /** Milliseconds of CPU a request, of the process that answers and of PostgreSQL. */
  cpu: { node: number; postgres: number };
  failures: number;
}

/** The webhook beside a bare POST that does one INSERT, on one database. */
export async function measureAcceptance(database: Client, env: Environment): Promise<void> {
  const bare = await Child.bare(env);
  const service = await Child.service({ ...env, ROLE: 'web' });
  const server = await ServerCpu.of(database);
  // Both are measured once their code is compiled.
  await load(bare, '/bare', WARM_UP_CONNECTIONS, server);
  await load(service, '/webhook/email', WARM_UP_CONNECTIONS, server);
  print('accepting mails, CPU in ms a request of node + PostgreSQL');
  print(
    '                 webhook/s    p99 ms          CPU      bare/s    p99 ms          CPU    ratio (aim: 0.7)',
  );
  for (const connections of [1, 8, 64]) {
    const plain = await load(bare, '/bare', connections, server);
    const ours = await load(service, '/webhook/email', connections, server);
    const failed = ours.failures + plain.failures > 0 ? `  ${ours.failures + plain.failures} FAILED` : '';
    print(
      `${String(connections).padStart(4)} connections ${row(ours)}   ${row(plain)}    ${(ours.perSecond / plain.perSecond).toFixed(2)}${failed}`,
    );
  }
  print('');
  await service.stop();
  await bare.stop();
}

/** Posts fresh, signed text mails for some seconds. */
async function load(
  target: Child,
  path: string,
  connections: number,
  server: ServerCpu,
): Promise<Throughput> {
  const before = { node: target.cpuMs, postgres: server.ms };
  const result = await autocannon({
    url: `${target.url}${path}`,
    connections,
    duration: SECONDS,
    requests: [{ method: 'POST', setupRequest: delivery() }],
  });
  const answered = result['2xx'];
  return {
    perSecond: answered / result.duration,
    p99: result.latency.p99,
    cpu: {
      node: (target.cpuMs - before.node) / answered,
      postgres: (server.ms - before.postgres) / answered,
    },
    failures: result.non2xx + result.errors,
  };
}

function delivery(): (request: autocannon.Request) => autocannon.Request {
  const mails = sampleMails('text');
  let next = 0;
  return (request) => {
    const body = renewed(mails[next++ % mails.length]);
    const id = randomUUID();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const headers = {
      'content-type': 'message/rfc822',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign({ id, timestamp }, body, SECRET),
    };
    return { ...request, body, headers };
  };
}

function row({ perSecond, p99, cpu }: Throughput): string {
  const time = `${cpu.node.toFixed(2)} + ${cpu.postgres.toFixed(2)}`;
  return `${perSecond.toFixed(0).padStart(9)} ${p99.toFixed(1).padStart(9)} ${time.padStart(12)}`;
}
