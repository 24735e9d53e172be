import { SettingsError, type ClaudeSettings } from '../../settings';

/** What a call is billed by. */
export interface TokenUsage {
  /** Read anew: neither from the cache nor into it. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

/** US dollars for a million tokens of each kind. */
interface Price {
  input: number;
  output: number;
  cacheWrite: number;
  cacheRead: number;
}

/** List prices of November 2026, of a cache that is kept for five minutes; `CLAUDE_PRICES` goes before them. */
const SHIPPED =
  'claude-fable-5-1=10/50/12.5/1 claude-opus-5-5=4/20/5/0.4 claude-opus-5=5/25/6.25/0.5 ' +
  'claude-sonnet-5-5=2/10/2.5/0.2 claude-sonnet-5=2/10/2.5/0.2 claude-haiku-4-5=1/5/1.25/0.1';

/** What calls of the model that is set cost. */
export class PriceList {
  private readonly price: Price;

  /** @throws SettingsError where the model has no price: its cost could not be limited. */
  constructor({ model, prices }: ClaudeSettings) {
    const price = priceOf(model, prices ?? '') ?? priceOf(model, SHIPPED);
    if (!price)
      throw new SettingsError(
        `The settings cannot be used:\n  - CLAUDE_PRICES must name the price of CLAUDE_MODEL ${model}: ${model}=input/output/cache_write/cache_read in US dollars a million tokens`,
      );
    this.price = price;
  }

  /** US dollars. */
  costOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: TokenUsage): number {
    const { input, output, cacheRead, cacheWrite } = this.price;
    const millionths =
      inputTokens * input +
      outputTokens * output +
      cacheReadTokens * cacheRead +
      cacheWriteTokens * cacheWrite;
    return millionths / 1_000_000;
  }
}

/** The price under the model's own name, else under the longest that it begins with (`claude-haiku-4-5-20251001`). */
function priceOf(model: string, list: string): Price | null {
  const entries = list
    .split(/\s+/)
    .map((entry) => entry.split('='))
    .filter(([name]) => name !== '' && (model === name || model.startsWith(`${name}-20`)))
    .sort(([a], [b]) => b.length - a.length);
  const [input, output, cacheWrite, cacheRead] = entries[0]?.[1].split('/').map(Number) ?? [];
  return input === undefined ? null : { input, output, cacheWrite, cacheRead };
}
