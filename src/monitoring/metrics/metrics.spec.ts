import { Metrics } from './metrics';
import { openMetrics } from './open-metrics';

describe('metrics', () => {
  let metrics: Metrics;
  beforeEach(() => (metrics = new Metrics()));

  it('keep a series for each set of labels, and every sample', () => {
    metrics.record('processing_time', 5, { stage: 'parse' });
    metrics.record('processing_time', 7, { stage: 'parse' });
    metrics.record('processing_time', 9, { stage: 'match' });
    expect(metrics.series.map(({ labels, count, sum }) => ({ ...labels, count, sum }))).toEqual([
      { stage: 'parse', count: 2, sum: 12 },
      { stage: 'match', count: 1, sum: 9 },
    ]);
    expect(metrics.buffer.take(9).values).toEqual([5, 7, 9]);
  });

  it('take no value that is no number', () => {
    for (const value of [NaN, Infinity, -Infinity]) metrics.record('ocr_pages', value, {});
    expect(metrics.buffer.size).toBe(0);
  });

  it.each([
    'Petra Lindner',
    'anna@office.example',
    '1.234,56 EUR',
    'KN 7782104',
    '445566778899',
    '',
    'a'.repeat(81),
  ])('keep %p out of their labels', (text) => {
    metrics.record('error_rate', 1, { kind: 'transient', type: text, stage: 'parse' });
    metrics.record('error_rate', 1, { kind: 'transient', type: text, stage: 'parse' });
    expect(metrics.series.map(({ labels, count }) => [labels.type, count])).toEqual([['other', 2]]);
  });

  it.each([
    'claude-sonnet-4-5-20250929',
    'ECONNREFUSED',
    '23505',
    'mail_unsent',
    '/reports/:email_id',
    'Mail.send',
  ])('take %p for a label', (word) => {
    metrics.record('error_rate', 1, { kind: 'transient', type: word, stage: 'parse' });
    expect(metrics.series[0].labels.type).toBe(word);
  });

  it('do not grow without bounds where a label takes ever new values', () => {
    for (let index = 0; index < 5_000; index += 1)
      metrics.record('error_rate', 1, { kind: 'transient', type: `e${index}`, stage: 'parse' });
    expect(metrics.series.length).toBeLessThanOrEqual(2_001);
    expect(metrics.series.find(({ labels }) => labels.type === 'other')?.count).toBe(3_000);
  });
});

describe('OpenMetrics', () => {
  it('has counters, gauges and histograms in base units, and ends with EOF', () => {
    const metrics = new Metrics();
    metrics.record('processing_time', 4, { stage: 'parse' });
    metrics.record('processing_time', 400_000, { stage: 'parse' });
    metrics.record('ocr_pages', 3, {});
    metrics.record('ocr_pages', 2, {});
    metrics.record('queue_age', 9, {});
    metrics.record('queue_age', 7, {});
    const lines = openMetrics(metrics.series).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE creditor_answers_processing_time_seconds histogram',
        '# UNIT creditor_answers_processing_time_seconds seconds',
        'creditor_answers_processing_time_seconds_bucket{stage="parse",le="0.0025"} 0',
        'creditor_answers_processing_time_seconds_bucket{stage="parse",le="0.005"} 1',
        'creditor_answers_processing_time_seconds_bucket{stage="parse",le="300.0"} 1',
        'creditor_answers_processing_time_seconds_bucket{stage="parse",le="+Inf"} 2',
        'creditor_answers_processing_time_seconds_count{stage="parse"} 2',
        'creditor_answers_processing_time_seconds_sum{stage="parse"} 400.004',
        '# TYPE creditor_answers_ocr_pages counter',
        'creditor_answers_ocr_pages_total 5',
        'creditor_answers_queue_age_seconds 7',
      ]),
    );
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
  });

  it('of nothing is its end alone', () => {
    expect(openMetrics([])).toBe('# EOF\n');
  });
});
