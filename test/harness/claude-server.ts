import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

const API_KEY = 'key-of-the-tests';
const MODEL = 'claude-sonnet-5-5';

/** How a request is met. */
export type Behaviour =
  /** An answer in full; an object is sent as JSON. */
  | { answer: unknown; stopReason?: string; usage?: Partial<typeof USAGE> }
  /** An error, as the API words it. */
  | { status: number; type: string; retryAfter?: string; message?: string }
  /** The connection ends, or nothing comes any more, before the answer or amid it. */
  | { breaksOff: 'before' | 'amid' | 'politely amid' }
  | { hangs: 'before' | 'amid' }
  /** An error event amid the stream. */
  | { failsAmid: string };

/** One request for a message. */
export interface AskedMessage {
  headers: IncomingHttpHeaders;
  body: {
    model: string;
    system: { text: string; cache_control?: unknown }[];
    messages: {
      role: string;
      content: { type: string; text?: string; source?: unknown; title?: string }[];
    }[];
    output_config: { effort?: string; format: { type: string; schema: Record<string, unknown> } };
    tools?: unknown;
  } & Record<string, unknown>;
}

const USAGE = {
  input_tokens: 1_000,
  output_tokens: 200,
  cache_read_input_tokens: 300,
  cache_creation_input_tokens: 50,
};

/** Speaks the Messages API over HTTP, with every fault that it has; keeps what it was asked. */
export class ClaudeServer {
  readonly asked: AskedMessage[] = [];
  /** What the next requests meet, in this order; after them `otherwise`. */
  next: Behaviour[] = [];
  otherwise: (asked: AskedMessage) => Behaviour = () => ({ answer: { kind: 'unrelated', fields: [] } });
  /** Nobody is answered before so many have asked. */
  together = 1;
  private held: (() => void)[] = [];
  private server?: Server;
  private port = 0;

  static async start(): Promise<ClaudeServer> {
    const server = new ClaudeServer();
    await server.listen();
    return server;
  }

  get env(): NodeJS.ProcessEnv {
    return { ANTHROPIC_API_KEY: API_KEY, ANTHROPIC_BASE_URL: `http://127.0.0.1:${this.port}` };
  }

  /** At the same port as before, where it was stopped. */
  async listen(): Promise<void> {
    this.server = createServer((request, response) => {
      const { authorization, 'anthropic-version': version } = request.headers;
      const isKnown = authorization === `Bearer ${API_KEY}` && version !== undefined;
      if (!isKnown) fail(response, 401, 'authentication_error');
      else if (request.method === 'GET' && request.url === `/v1/models/${MODEL}`)
        reply(response, 200, { type: 'model', id: MODEL, display_name: MODEL });
      else if (request.method === 'POST' && request.url === '/v1/messages')
        void json(request).then((body) =>
          this.meet({ headers: request.headers, body } as AskedMessage, response),
        );
      else fail(response, 404, 'not_found_error');
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

  private meet(asked: AskedMessage, response: ServerResponse): void {
    this.asked.push(asked);
    this.held.push(() => this.answer(asked, response));
    if (this.asked.length >= this.together) for (const answer of this.held.splice(0)) answer();
  }

  private answer(asked: AskedMessage, response: ServerResponse): void {
    const behaviour = this.next.shift() ?? this.otherwise(asked);
    if (asked.body.model !== MODEL) return fail(response, 404, 'not_found_error');
    if ('status' in behaviour) return fail(response, behaviour.status, behaviour.type, behaviour);
    if ('hangs' in behaviour && behaviour.hangs === 'before') return;
    if ('breaksOff' in behaviour && behaviour.breaksOff === 'before') return void response.destroy();
    stream(behaviour, response);
  }
}

function stream(behaviour: Exclude<Behaviour, { status: number }>, response: ServerResponse): void {
  const text =
    'answer' in behaviour && typeof behaviour.answer === 'string'
      ? behaviour.answer
      : JSON.stringify('answer' in behaviour ? behaviour.answer : { kind: 'unrelated', fields: [] });
  const usage = { ...USAGE, ...('answer' in behaviour ? behaviour.usage : {}) };
  const half = Math.ceil(text.length / 2);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_of_the_tests' });
  const send = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const delta = (part: string) =>
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: part } });
  send('message_start', {
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: MODEL, content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage: { ...usage, output_tokens: 1 } },
    },
  });
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  delta(text.slice(0, half));
  if ('hangs' in behaviour) return;
  if ('breaksOff' in behaviour)
    return void (behaviour.breaksOff === 'amid' ? setImmediate(() => response.destroy()) : response.end());
  if ('failsAmid' in behaviour) {
    send('error', { error: { type: behaviour.failsAmid, message: 'As the test wants it.' } });
    return void response.end();
  }
  delta(text.slice(half));
  send('content_block_stop', { index: 0 });
  send('message_delta', {
    delta: {
      stop_reason: 'stopReason' in behaviour ? behaviour.stopReason : 'end_turn',
      stop_sequence: null,
    },
    usage: { output_tokens: usage.output_tokens },
  });
  send('message_stop', {});
  response.end();
}

function fail(
  response: ServerResponse,
  status: number,
  type: string,
  { retryAfter, message = 'MARK of what was sent' }: { retryAfter?: string; message?: string } = {},
): void {
  if (retryAfter) response.setHeader('retry-after', retryAfter);
  // The real one may quote the request in its message.
  reply(response, status, {
    type: 'error',
    error: { type, message },
    request_id: 'req_1',
  });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_of_the_tests' });
  response.end(JSON.stringify(body));
}
