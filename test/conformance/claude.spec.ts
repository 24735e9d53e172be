import { inspect } from 'node:util';
import { Test, type TestingModule } from '@nestjs/testing';

import { Claude } from '../../src/drivers/model/claude';
import { DeferredFailure, PermanentFailure, TransientFailure, type Failure } from '../../src/failure';
import { BreakerOpen } from '../../src/resilience/breaker-open';
import { PoliciesModule } from '../../src/resilience/policies.module';
import { Settings } from '../../src/settings';
import { SettingsModule } from '../../src/settings.module';
import { ClaudeServer, type Behaviour } from '../harness/claude-server';

const QUESTION = {
  instructions: 'Read.',
  material: [
    { type: 'text' as const, text: '{"mail":{}}' },
    {
      type: 'picture' as const,
      ...{
        title: 'attachment:a.pdf',
        mediaType: 'application/pdf' as const,
        content: Buffer.from('%PDF-1.7'),
      },
    },
    {
      type: 'picture' as const,
      ...{ title: 'attachment:b.png', mediaType: 'image/png' as const, content: Buffer.from('png') },
    },
  ],
  schema: { type: 'object', properties: {}, additionalProperties: false },
};

describe('Claude over HTTP', () => {
  let server: ClaudeServer;
  let application: TestingModule;
  let claude: Claude;

  beforeEach(async () => {
    server = await ClaudeServer.start();
    await connect({});
  });
  afterEach(async () => {
    await application.close();
    await server.stop();
  });

  async function connect(env: NodeJS.ProcessEnv, timeoutMs?: number): Promise<void> {
    await application?.close();
    const settings = Settings.parse({ ...server.env, ...env });
    application = await Test.createTestingModule({
      imports: [SettingsModule.register(settings), PoliciesModule],
      providers: [{ provide: Claude, useFactory: () => Claude.connect(settings.claude!, timeoutMs) }],
    }).compile();
    await application.init();
    claude = application.get(Claude);
  }

  const ask = (signal = new AbortController().signal) => claude.ask(QUESTION, signal);

  async function failureOf(behaviour: Behaviour): Promise<Failure> {
    server.otherwise = () => behaviour;
    return ask().then(
      () => Promise.reject(new Error('It answered.')),
      (error: Failure) => error,
    );
  }

  it('sends instructions, quoted text, files and the schema, and no tool', async () => {
    await ask();
    const [{ headers, body }] = server.asked;
    expect(headers).toMatchObject({ 'x-correlation-id': 'none' });
    expect(body).toMatchObject({
      model: 'claude-sonnet-5-5',
      stream: true,
      system: [{ type: 'text', text: 'Read.', cache_control: { type: 'ephemeral' } }],
      output_config: { format: { type: 'json_schema', schema: QUESTION.schema } },
    });
    expect(body.output_config).not.toHaveProperty('effort');
    expect(body).not.toHaveProperty('tools');
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: '{"mail":{}}' },
          {
            ...{ type: 'document', title: 'attachment:a.pdf' },
            source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjc=' },
          },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'cG5n' } },
        ],
      },
    ]);
  });

  it('sends the effort that is set', async () => {
    await connect({ CLAUDE_EFFORT: 'low' });
    await ask();
    expect(server.asked[0].body.output_config.effort).toBe('low');
  });

  it('gives the whole answer with its usage, the cache apart', async () => {
    server.otherwise = () => ({ answer: { kind: 'no_claim', fields: [] } });
    expect(await ask()).toEqual({
      text: '{"kind":"no_claim","fields":[]}',
      ending: 'complete',
      model: 'claude-sonnet-5-5',
      usage: { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 300, cacheWriteTokens: 50 },
    });
  });

  it.each([
    ['max_tokens', 'truncated'],
    ['model_context_window_exceeded', 'truncated'],
    ['refusal', 'refused'],
  ])('tells an answer that ends with %s: %s', async (stopReason, ending) => {
    server.otherwise = () => ({ answer: '{"kind":', stopReason });
    expect(await ask()).toMatchObject({ ending, usage: { outputTokens: 200 } });
  });

  it('leaves judging an answer that is no JSON to the caller', async () => {
    server.otherwise = () => ({ answer: 'Gladly!' });
    expect(await ask()).toMatchObject({ text: 'Gladly!', ending: 'complete' });
  });

  it.each<[Behaviour, string]>([
    [{ status: 401, type: 'authentication_error' }, 'claude_unauthorized'],
    [{ status: 402, type: 'billing_error' }, 'claude_unpaid'],
    [{ status: 403, type: 'permission_error' }, 'claude_unauthorized'],
    [{ status: 404, type: 'not_found_error' }, 'claude_model_unknown'],
    [{ status: 500, type: 'api_error' }, 'claude_failed'],
    [{ status: 529, type: 'overloaded_error' }, 'claude_overloaded'],
    [{ breaksOff: 'before' }, 'claude_unreachable'],
    [{ breaksOff: 'amid' }, 'claude_unreachable'],
    [{ breaksOff: 'politely amid' }, 'claude_unreachable'],
    [{ failsAmid: 'overloaded_error' }, 'claude_overloaded'],
    [{ failsAmid: 'api_error' }, 'claude_failed'],
  ])('takes %j for transient, and tries once more: %s', async (behaviour, code) => {
    const failure = await failureOf(behaviour);
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(failure.code).toBe(code);
    expect(server.asked).toHaveLength(2);
  });

  it.each(['before', 'amid'] as const)('gives up where it hangs %s the answer', async (hangs) => {
    await connect({}, 150);
    const failure = await failureOf({ hangs });
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(failure.code).toBe('claude_timeout');
  });

  it('answers at the second try as if at the first', async () => {
    server.next = [{ breaksOff: 'amid' }];
    expect(await ask()).toMatchObject({ ending: 'complete' });
  });

  it.each<[Behaviour, number]>([
    [{ status: 429, type: 'rate_limit_error', retryAfter: '20' }, 20_000],
    [{ status: 529, type: 'overloaded_error', retryAfter: '7' }, 7_000],
    [{ status: 429, type: 'rate_limit_error' }, 60_000],
    [{ status: 429, type: 'rate_limit_error', retryAfter: '999999' }, 3_600_000],
    [{ status: 429, type: 'rate_limit_error', retryAfter: 'soon' }, 60_000],
  ])('waits as long as it is told, without another try: %j', async (behaviour, waitMs) => {
    const failure = await failureOf(behaviour);
    expect(failure).toBeInstanceOf(DeferredFailure);
    const wait = (failure as DeferredFailure).until.getTime() - Date.now();
    expect(wait).toBeLessThanOrEqual(waitMs);
    expect(wait).toBeGreaterThan(waitMs - 5_000);
    expect(server.asked).toHaveLength(1);
  });

  it.each<Behaviour>([
    { status: 400, type: 'invalid_request_error' },
    { status: 413, type: 'request_too_large' },
  ])('asks for a person where this request is refused: %j', async (behaviour) => {
    const failure = await failureOf(behaviour);
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(server.asked).toHaveLength(1);
  });

  it('carries nothing on of what an error quotes', async () => {
    for (const status of [400, 401, 429, 500])
      expect(inspect(await failureOf({ status, type: 'api_error' }), { depth: 9 })).not.toContain('MARK');
  });

  it('opens its breaker after five failures, and lets no more calls through', async () => {
    server.otherwise = () => ({ status: 529, type: 'overloaded_error' });
    await expect(ask()).rejects.toBeInstanceOf(TransientFailure);
    await expect(ask()).rejects.toBeInstanceOf(TransientFailure);
    await expect(ask()).rejects.toBeInstanceOf(BreakerOpen);
    await expect(ask()).rejects.toBeInstanceOf(BreakerOpen);
    expect(server.asked).toHaveLength(5);
  });

  it('breaks off with the reason of the one who stops it', async () => {
    const stop = new AbortController();
    const reason = new DeferredFailure('service_stopped', 'Stopped.', new Date());
    server.otherwise = () => {
      setImmediate(() => stop.abort(reason));
      return { hangs: 'amid' };
    };
    await expect(ask(stop.signal)).rejects.toBe(reason);
    expect(server.asked).toHaveLength(1);
  });

  it('is up where the key is right and the model is known', async () => {
    expect(await claude.greet()).toEqual({ model: 'claude-sonnet-5-5' });
    await connect({ CLAUDE_MODEL: 'claude-sonnet-9' });
    await expect(claude.greet()).rejects.toMatchObject({ code: 'claude_model_unknown' });
    await connect({ ANTHROPIC_API_KEY: 'another-key' });
    await expect(claude.greet()).rejects.toMatchObject({ code: 'claude_unauthorized' });
  });

  it('proves nothing by an old greeting once a call has failed', async () => {
    await claude.greet();
    await failureOf({ status: 500, type: 'api_error' });
    await server.stop();
    const failure = await claude.greet().catch((error: Failure) => error);
    expect(failure).toMatchObject({ code: 'claude_unreachable' });
    expect((failure as Failure).cause).toHaveProperty(
      'code',
      expect.stringMatching(/ECONNREFUSED|UND_ERR_SOCKET/),
    );
  });
});
