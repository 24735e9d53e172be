import { Injectable, Logger } from '@nestjs/common';

import { Claude, MAX_OUTPUT_TOKENS, type Answer, type Question } from '../../drivers/model/claude';
import { ModelAnswers } from '../../drivers/model/model-answers';
import { ModelCalls, type ModelCall, type Reservation } from '../../drivers/model/model-calls';
import { PriceList } from '../../drivers/model/price-list';
import { PromptVersions, type Prompt } from '../../drivers/model/prompt-versions';
import { failureCode, PermanentFailure } from '../../failure';
import type { Findings } from '../../reports/report.entity';
import { BreakerOpen } from '../../resilience/breaker-open';
import { BreakerOutages } from '../../resilience/breaker-outages';
import { Settings } from '../../settings';
import type { Extraction } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import { quoteMail } from './mail-quotation';
import { ANSWER_SCHEMA, parseAnswer, type ModelAnswer } from './model-answer';
import { checkAnswer } from './quote-check';
import { withoutSecondReading, withSecondReading } from './second-reading';

type Extractor = Findings['extractor'];

const NO_USAGE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
/** German text has some three characters a token; a scanned page is billed as about 3,000 tokens. */
const CHARACTERS_PER_TOKEN = 2;
const TOKENS_PER_PICTURE_BYTE = 3_000 / 50_000;

/** What staff read where the rules had to read alone. */
const MISSING = {
  limit: 'The day’s limit of cost is reached: the mail was read by the rules alone.',
  down: 'Claude has not answered for too long: the mail was read by the rules alone.',
  rejected: 'Claude cannot take this mail: it was read by the rules alone.',
  refused: 'Claude declined to read this mail: it was read by the rules alone.',
  truncated: 'Claude’s answer was cut off: the mail was read by the rules alone.',
  malformed: 'Claude’s answer could not be used: the mail was read by the rules alone.',
} as const;

type Missing = keyof typeof MISSING;

/** Has Claude read a mail a second time, and compares. */
@Injectable()
export class ClaudeReader {
  private readonly logger = new Logger(ClaudeReader.name);

  constructor(
    private readonly claude: Claude,
    private readonly prompts: PromptVersions,
    private readonly calls: ModelCalls,
    private readonly answers: ModelAnswers,
    private readonly prices: PriceList,
    private readonly outages: BreakerOutages,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws DeferredFailure while Claude is busy or down, until `CLAUDE_FALLBACK_AFTER` is over; then the rules stand alone.
   * @throws TransientFailure where a call failed; the signal's reason when aborted.
   */
  async read(mail: ParsedMail, rules: Extraction, signal: AbortSignal): Promise<Extraction> {
    const prompt = await this.prompts.production();
    const material = quoteMail(mail);
    const question = { instructions: prompt.instructions, material, schema: ANSWER_SCHEMA };
    const answer = (await this.answers.find(question)) ?? (await this.ask(question, prompt, signal));
    if (typeof answer === 'string') return this.alone(rules, answer);
    const reading = readingOf(answer);
    const extractor = this.extractorOf(answer, prompt);
    if (typeof reading === 'string')
      return this.alone(rules, reading, { ...extractor, name: 'rules', degraded: true });
    return withSecondReading(rules, checkAnswer(reading, mail), extractor);
  }

  /** @returns why the rules must read alone, where there is no answer. */
  private async ask(question: Question, prompt: Prompt, signal: AbortSignal): Promise<Answer | Missing> {
    const reservation = await this.calls.reserve(this.highestPrice(question));
    if (!reservation) return 'limit';
    const started = performance.now();
    let answer: Answer;
    try {
      answer = await this.claude.ask(question, signal);
    } catch (error) {
      return this.giveUp(error, { prompt, reservation, latencyMs: performance.now() - started, signal });
    }
    const reading = readingOf(answer);
    await this.calls.enter(
      {
        ...{ promptVersion: prompt.version, model: answer.model, latencyMs: performance.now() - started },
        ...{ outcome: typeof reading === 'string' ? reading : 'ok', answered: true },
        ...{ usage: answer.usage, costUsd: this.prices.costOf(answer.usage) },
      },
      reservation,
    );
    if (typeof reading !== 'string') await this.answers.keep(question, answer);
    return answer;
  }

  /** Claude gave no answer: the rules stand alone where waiting would not help, or has been long enough. */
  private async giveUp(
    error: unknown,
    call: { prompt: Prompt; reservation: Reservation; latencyMs: number; signal: AbortSignal },
  ): Promise<Missing> {
    const answered = error instanceof PermanentFailure;
    const wasCalled = !call.signal.aborted && !(error instanceof BreakerOpen && !error.cause);
    if (wasCalled) await this.calls.enter(this.failed(error, answered, call), call.reservation);
    else await this.calls.release(call.reservation);
    call.signal.throwIfAborted();
    if (answered) return 'rejected';
    if (await this.isDownTooLong()) return 'down';
    throw error;
  }

  private failed(
    error: unknown,
    answered: boolean,
    { prompt, latencyMs }: { prompt: Prompt; latencyMs: number },
  ): ModelCall {
    const model = this.settings.claude?.model ?? '';
    const outcome = failureCode(error instanceof BreakerOpen ? error.cause : error);
    return {
      promptVersion: prompt.version,
      model,
      outcome,
      answered,
      usage: NO_USAGE,
      costUsd: 0,
      latencyMs,
    };
  }

  private async isDownTooLong(): Promise<boolean> {
    const outage = (await this.outages.goingOn()).find(({ name }) => name === 'claude');
    const since = [outage?.openedAt, await this.calls.unansweredSince()].flatMap((at) => at?.getTime() ?? []);
    return Date.now() - Math.min(...since) >= (this.settings.claude?.fallbackAfterMs ?? 0);
  }

  private alone(rules: Extraction, why: Missing, extractor = NOBODY): Extraction {
    this.logger.warn({ message: 'a mail is read by the rules alone', code: `claude_${why}` });
    return withoutSecondReading(rules, MISSING[why], extractor);
  }

  private extractorOf({ model, usage }: Answer, prompt: Prompt): Extractor {
    return {
      name: 'claude',
      model,
      prompt_version: prompt.version,
      input_tokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
      output_tokens: usage.outputTokens,
      cost_usd: this.prices.costOf(usage).toFixed(4),
      degraded: false,
    };
  }

  /** US dollars that the answer may come to at most, and a generous guess of what the question does. */
  private highestPrice({ instructions, material }: Question): number {
    const tokens = material.map((part) =>
      part.type === 'text'
        ? part.text.length / CHARACTERS_PER_TOKEN
        : 3_000 + part.content.length * TOKENS_PER_PICTURE_BYTE,
    );
    const cacheWriteTokens = instructions.length / CHARACTERS_PER_TOKEN;
    const inputTokens = tokens.reduce((sum, count) => sum + count, 0);
    return this.prices.costOf({
      ...NO_USAGE,
      inputTokens,
      cacheWriteTokens,
      outputTokens: MAX_OUTPUT_TOKENS,
    });
  }
}

/** What an answer says, or why there is no use in it. */
function readingOf({ ending, text }: Answer): ModelAnswer | Missing {
  return ending === 'complete' ? (parseAnswer(text) ?? 'malformed') : ending;
}

const NOBODY: Extractor = {
  name: 'rules',
  model: null,
  prompt_version: null,
  input_tokens: 0,
  output_tokens: 0,
  cost_usd: '0.0000',
  degraded: true,
};
