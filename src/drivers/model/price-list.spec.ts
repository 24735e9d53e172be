import { Settings, type ClaudeSettings } from '../../settings';
import { PriceList } from './price-list';

const settings = (env: NodeJS.ProcessEnv): ClaudeSettings =>
  Settings.parse({ ANTHROPIC_API_KEY: 'key', ...env }).claude!;

describe('the price list', () => {
  const MILLION = {
    ...{ inputTokens: 1_000_000, outputTokens: 1_000_000 },
    ...{ cacheReadTokens: 1_000_000, cacheWriteTokens: 1_000_000 },
  };

  it('prices what is read, written and cached apart', () => {
    const prices = new PriceList(settings({}));
    expect(prices.costOf(MILLION)).toBe(2 + 10 + 0.2 + 2.5);
    expect(prices.costOf({ ...MILLION, inputTokens: 0, outputTokens: 0, cacheWriteTokens: 0 })).toBe(0.2);
  });

  it.each([
    ['claude-opus-5', 5 + 25 + 6.25 + 0.5],
    ['claude-opus-5-5', 4 + 20 + 5 + 0.4],
    ['claude-haiku-4-5-20251001', 1 + 5 + 1.25 + 0.1],
  ])('knows %s', (model, cost) => {
    expect(new PriceList(settings({ CLAUDE_MODEL: model })).costOf(MILLION)).toBeCloseTo(cost);
  });

  it('lets the environment go before it', () => {
    const CLAUDE_PRICES = 'other=9/9/9/9 claude-sonnet-5-5=1/2/3/4';
    expect(new PriceList(settings({ CLAUDE_PRICES })).costOf(MILLION)).toBe(10);
  });

  it.each(['claude-sonnet-9', 'claude-opus-5-7'])('refuses a model without a price: %s', (model) => {
    expect(() => new PriceList(settings({ CLAUDE_MODEL: model }))).toThrow(
      new RegExp(`CLAUDE_PRICES must name the price of CLAUDE_MODEL ${model}: ${model}=input/output`),
    );
  });
});
