import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';

import { sign } from '../../src/webhook/signature';
import { renewed, sampleMails } from './mails';

const SECONDS = 5;

export interface Throughput {
  perSecond: number;
  p99: number;
  failures: number;
}

/** Posts fresh, signed text mails for some seconds. */
export async function load(url: string, connections: number, secret: string): Promise<Throughput> {
  const mails = sampleMails('text');
  let next = 0;
  const result = await autocannon({
    url,
    connections,
    duration: SECONDS,
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          const body = renewed(mails[next++ % mails.length]);
          const id = randomUUID();
          const timestamp = String(Math.floor(Date.now() / 1000));
          const headers = {
            'content-type': 'message/rfc822',
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': sign({ id, timestamp }, body, secret),
          };
          return { ...request, body, headers };
        },
      },
    ],
  });
  return {
    perSecond: result.requests.average,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors,
  };
}
