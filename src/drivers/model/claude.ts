import type Anthropic from '@anthropic-ai/sdk' with { 'resolution-mode': 'import' };

import { correlationHeader } from '../../correlation';
import { TransientFailure } from '../../failure';
import { Probe, type ProbeDetails } from '../../monitoring/probe';
import { Traced } from '../../monitoring/traced';
import { Breaker } from '../../resilience/breaker';
import type { ClaudeSettings } from '../../settings';
import { claudeFailure } from './claude-failure';
import type { TokenUsage } from './price-list';

/** Something to read: text, or a PDF or an image as it came. */
export type Material =
  | { type: 'text'; text: string }
  | { type: 'picture'; title: string; mediaType: PictureType; content: Uint8Array };

/** What can be shown to Claude as it is. */
export type PictureType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

/** What Claude is asked. */
export interface Question {
  /** Ours alone; what comes from outside is material. */
  instructions: string;
  material: Material[];
  /** JSON schema that the answer is held to. */
  schema: Record<string, unknown>;
}

/** What it answered. */
export interface Answer {
  /** JSON by the schema where it is complete. */
  text: string;
  ending: 'complete' | 'truncated' | 'refused';
  /** The model that answered. */
  model: string;
  usage: TokenUsage;
}

/** Room for the answer and for thinking before it, in tokens. */
export const MAX_OUTPUT_TOKENS = 8_000;
/** Below the limit of the policy, so that the connection is ended with the wait. */
const CALL_TIMEOUT_MS = 110_000;
/** So long an answer proves that it is up, where only health asks. */
const GREETING_HOLDS_MS = 30_000;

/** Asks Claude by the Messages API, without any tool: an answer is text and nothing else. */
export class Claude {
  private upUntil = 0;

  private constructor(
    private readonly client: Anthropic,
    private readonly settings: Pick<ClaudeSettings, 'model' | 'effort'>,
    private readonly timeoutMs: number,
  ) {}

  /** The SDK is loaded only where it is used. Retries are the policy's; logs and spans of the SDK stay off, for what they hold. */
  static async connect(settings: ClaudeSettings, timeoutMs = CALL_TIMEOUT_MS): Promise<Claude> {
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    const client = new Anthropic({
      apiKey: settings.apiKey,
      authToken: null,
      baseURL: settings.baseUrl,
      maxRetries: 0,
      timeout: 2 * timeoutMs, // ours comes first: this one ends with the headers, and a stream may hang after them
      logLevel: 'off',
      openTelemetry: false,
    });
    return new Claude(client, settings, timeoutMs);
  }

  /**
   * @throws DeferredFailure where Claude says when to come again; BreakerOpen while it is known to be down.
   * @throws PermanentFailure where it cannot take this question.
   * @throws TransientFailure for everything else, a stream that was cut included.
   */
  @Traced('claude')
  @Breaker('claude')
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const limit = AbortSignal.timeout(this.timeoutMs);
    try {
      const message = await this.send(question, AbortSignal.any([signal, limit]));
      if (message.stop_reason === null) throw new Error('the stream ended before the message did');
      this.upUntil = Date.now() + GREETING_HOLDS_MS;
      return answerOf(message);
    } catch (error) {
      signal.throwIfAborted();
      this.upUntil = 0;
      if (limit.aborted) throw new TransientFailure('claude_timeout', 'Claude did not answer in time.');
      throw claudeFailure(error);
    }
  }

  /** Asks for the model, which costs nothing and proves key and model. */
  @Probe('claude')
  async greet(): Promise<ProbeDetails> {
    const { model } = this.settings;
    if (Date.now() < this.upUntil) return { model };
    try {
      await this.client.models.retrieve(model, {}, { headers: correlationHeader() });
    } catch (error) {
      throw claudeFailure(error);
    }
    this.upUntil = Date.now() + GREETING_HOLDS_MS;
    return { model };
  }

  private async send(
    { instructions, material, schema }: Question,
    signal: AbortSignal,
  ): Promise<Anthropic.Message> {
    const { model, effort } = this.settings;
    const stream = this.client.messages.stream(
      {
        model,
        max_tokens: MAX_OUTPUT_TOKENS,
        system: [{ type: 'text', text: instructions, cache_control: { type: 'ephemeral' } }],
        messages: [{ role: 'user', content: material.map(blockOf) }],
        output_config: { format: { type: 'json_schema', schema }, effort },
      },
      { signal, headers: correlationHeader() },
    );
    return stream.finalMessage();
  }
}

function blockOf(material: Material): Anthropic.ContentBlockParam {
  if (material.type === 'text') return { type: 'text', text: material.text };
  const { title, mediaType, content } = material;
  const data = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64');
  return mediaType === 'application/pdf'
    ? { type: 'document', title, source: { type: 'base64', media_type: mediaType, data } }
    : { type: 'image', source: { type: 'base64', media_type: mediaType, data } };
}

function answerOf({ model, content, stop_reason, usage }: Anthropic.Message): Answer {
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    ending: endingOf(stop_reason),
    model,
    usage: {
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? 0,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    },
  };
}

function endingOf(reason: Anthropic.StopReason | null): Answer['ending'] {
  if (reason === 'end_turn' || reason === 'stop_sequence') return 'complete';
  return reason === 'refusal' ? 'refused' : 'truncated';
}
