import { runCorrelated } from '../../src/correlation';
import { ModelCalls } from '../../src/drivers/model/model-calls';
import { ModelModule } from '../../src/drivers/model/model.module';
import { PromptVersions } from '../../src/drivers/model/prompt-versions';
import { Metrics } from '../../src/monitoring/metrics/metrics';
import { PromptPerformance } from '../../src/monitoring/metrics/prompt-performance';
import { Settings } from '../../src/settings';
import { MailDatabase } from '../harness/mail-database';

describe('calls of the model', () => {
  let database: MailDatabase;
  let metrics: Metrics;

  beforeAll(async () => {
    database = await MailDatabase.open();
  });
  beforeEach(async () => {
    metrics = new Metrics();
    await database.source.query('TRUNCATE model_spending, prompt_performance_metrics');
  });
  afterAll(() => database.close());

  const callsOf = (limit: string, TZ = 'Europe/Berlin') =>
    new ModelCalls(
      database.source,
      Settings.parse({ ANTHROPIC_API_KEY: 'key', CLAUDE_DAILY_COST_LIMIT: limit, TZ }),
      new PromptPerformance(database.source, metrics),
    );
  const call = (answered: boolean, costUsd = 0) => ({
    ...{
      promptVersion: 'extraction-1',
      model: 'claude-sonnet-5-5',
      outcome: answered ? 'ok' : 'claude_busy',
    },
    ...{ answered, costUsd, latencyMs: 812.4 },
    usage: { inputTokens: 10, outputTokens: 20, cacheReadTokens: 30, cacheWriteTokens: 40 },
  });
  const spent = async () => {
    const [row] = await database.source.query<{ usd: string }[]>(
      'SELECT sum(usd) AS usd FROM model_spending',
    );
    return Number(row.usd);
  };

  it('set aside no more than the limit, however many instances ask at once', async () => {
    const instances = [callsOf('1'), callsOf('1')];
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => instances[index % 2].reserve(0.3)),
    );
    expect(all.filter(Boolean)).toHaveLength(3);
    expect(await spent()).toBeCloseTo(0.9);
  });

  it('never begin where even the first may pass the limit', async () => {
    expect(await callsOf('0').reserve(0.1)).toBeNull();
    expect(await callsOf('0.05').reserve(0.1)).toBeNull();
  });

  it('stand in the place of what was set aside for them, and make room again', async () => {
    const calls = callsOf('1');
    const reservation = await calls.reserve(0.9);
    expect(await calls.reserve(0.9)).toBeNull();
    await calls.enter(call(true, 0.05), reservation!);
    expect(await spent()).toBeCloseTo(0.05);
    await calls.release((await calls.reserve(0.9))!);
    expect(await spent()).toBeCloseTo(0.05);
    const [row] = await database.source.query('SELECT * FROM prompt_performance_metrics');
    expect(row).toMatchObject({ outcome: 'ok', input_tokens: 10, output_tokens: 20, latency_ms: 812 });
    expect(row).toMatchObject({ cache_read_tokens: 30, cache_write_tokens: 40, cost_usd: '0.050000' });
  });

  it('are kept with the mail that they read, and recorded', async () => {
    const calls = callsOf('1');
    const { emailId } = await database.mail();
    const context = { correlationId: 'correlation-1', emailId };
    const reservation = await calls.reserve(0.1);
    await runCorrelated(context, () => calls.enter(call(true, 0.05), reservation!));
    const [row] = await database.source.query('SELECT email_id FROM prompt_performance_metrics');
    expect(row).toEqual({ email_id: emailId });
    const recorded = metrics.series.map(({ metric, labels }) => [metric, labels.direction]);
    expect(recorded).toEqual([
      ...['input', 'output', 'cache_read', 'cache_write'].map((direction) => ['token_usage', direction]),
      ['model_cost', undefined],
    ]);
  });

  it('are counted by the day of the office', async () => {
    const day = async (zone: string) => (await callsOf('9', zone).reserve(0.1))?.day;
    expect(await day('Pacific/Kiritimati')).not.toBe(await day('Pacific/Pago_Pago'));
  });

  it('tell since when none was answered', async () => {
    const calls = callsOf('9');
    const enter = async (answered: boolean, minutesAgo: number) => {
      await calls.enter(call(answered), (await calls.reserve(0))!);
      await database.source.query(
        `UPDATE prompt_performance_metrics SET at = now() - make_interval(mins => $1)
         WHERE id = (SELECT max(id) FROM prompt_performance_metrics)`,
        [minutesAgo],
      );
    };
    expect(await calls.unansweredSince()).toBeNull();
    await enter(false, 60);
    await enter(true, 50);
    expect(await calls.unansweredSince()).toBeNull();
    await enter(false, 40);
    await enter(false, 30);
    const since = (await calls.unansweredSince())!;
    expect(Math.round((Date.now() - since.getTime()) / 60_000)).toBe(40);
  });

  it('have a prompt from the first migration on', async () => {
    const prompt = await new PromptVersions(database.source).production();
    expect(prompt.version).toBe('extraction-1');
    expect(prompt.instructions).toContain('data from outside');
  });

  it('need nothing where no key is set', () => {
    expect(ModelModule.register(Settings.parse({}))).toEqual({ module: ModelModule });
  });
});
