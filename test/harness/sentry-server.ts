import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

const KEY = '0123456789abcdef0123456789abcdef';
const PROJECT = '1';

/** One item of an envelope, as Sentry's protocol has it. */
export interface EnvelopeItem {
  /** `event`, `transaction`, `check_in`, `session`, `client_report` … */
  type: string;
  /** JSON where it is, else the bytes. */
  payload: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- read by tests, each its own part
}

/** Receives what the real SDK sends, over HTTP; keeps every item, and the text of every request for those who look for marks. */
export class SentryServer {
  readonly items: EnvelopeItem[] = [];
  /** Envelopes and headers as they came, unpacked. */
  readonly texts: string[] = [];
  /** What it answers; 200 to take it. With `hang` it takes the request and says nothing. */
  verdict: number | 'hang' = 200;
  private readonly arrived = new EventEmitter();
  private server?: Server;
  private port = 0;

  static async start(): Promise<SentryServer> {
    const server = new SentryServer();
    await server.listen();
    return server;
  }

  get env(): NodeJS.ProcessEnv {
    return { SENTRY_DSN: `http://${KEY}@127.0.0.1:${this.port}/${PROJECT}` };
  }

  /** At the same port as before, where it was stopped. */
  async listen(): Promise<void> {
    this.server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const isKnown = request.url?.startsWith(`/api/${PROJECT}/envelope/?`) && request.url.includes(KEY);
        if (isKnown) this.take(request.headers, body);
        if (this.verdict !== 'hang') response.writeHead(isKnown ? this.verdict : 401).end('{}');
      });
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.server;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server?.listening ? server.close(() => resolve()) : resolve()));
  }

  /** What came of a type, such as `event`. */
  of(type: string): EnvelopeItem['payload'][] {
    return this.items.filter((item) => item.type === type).map(({ payload }) => payload);
  }

  /**
   * Waits until something of a type that meets `condition` has come, and gives it.
   *
   * @throws after `patienceMs`, with what came instead.
   */
  async receives(
    type: string,
    condition: (payload: EnvelopeItem['payload']) => boolean = () => true,
    patienceMs = 20_000,
  ): Promise<EnvelopeItem['payload']> {
    const signal = AbortSignal.timeout(patienceMs);
    for (;;) {
      const found = this.of(type).find(condition);
      if (found) return found;
      await once(this.arrived, 'item', { signal }).catch(() => {
        const told = this.items.map((item) => `${item.type} ${JSON.stringify(item.payload).slice(0, 400)}`);
        throw new Error(`Sentry received no such ${type}, but:\n${told.join('\n')}`);
      });
    }
  }

  private take(headers: IncomingHttpHeaders, body: Buffer): void {
    const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    this.texts.push(`${JSON.stringify(headers)}\n${bytes.toString('utf8')}`);
    this.items.push(...itemsOf(bytes));
    this.arrived.emit('item');
  }
}

/** https://develop.sentry.dev/sdk/foundations/transport/envelopes/ : a header, then a header and a payload for each item. */
function itemsOf(envelope: Buffer): EnvelopeItem[] {
  const items: EnvelopeItem[] = [];
  let place = endOfLine(envelope, 0) + 1;
  while (place < envelope.length) {
    const headerEnd = endOfLine(envelope, place);
    const header = JSON.parse(envelope.toString('utf8', place, headerEnd)) as {
      type: string;
      length?: number;
    };
    const end =
      header.length === undefined ? endOfLine(envelope, headerEnd + 1) : headerEnd + 1 + header.length;
    items.push({ type: header.type, payload: payloadOf(envelope.subarray(headerEnd + 1, end)) });
    place = end + 1;
  }
  return items;
}

function endOfLine(envelope: Buffer, from: number): number {
  const end = envelope.indexOf('\n', from);
  return end < 0 ? envelope.length : end;
}

function payloadOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return bytes;
  }
}
