import { type Calibration, calibrationOf, mean } from './calibration';
import { FIELD_NAMES, type FieldName } from '../pipeline/stages/extraction';
import { type FieldVerdict, type StageName, STAGES, type Statement, type Verdict } from './verdict';

/** How well one field is read. */
export interface FieldScore {
  /** Mails whose truth tells of the field. */
  judged: number;
  accuracy: number | null;
  /** Of those: stated though another value, or none, is true. */
  wrong: number;
  /** Of those: not stated though the mail names it. */
  absent: number;
  calibration: Calibration;
}

/** How the mails of one tag went. */
export interface TagScore {
  mails: number;
  wrong_writes: number;
  unsafe_routes: number;
  automation_rate: number | null;
  kinds: number | null;
  amounts: number | null;
}

/** A mail that went another way than it should. */
export interface Miss {
  file: string;
  verdict: 'wrong_write' | 'unsafe_route' | 'not_automated';
  expected: string;
  got: string;
  reasons: string[];
}

/** The figures that an office looks at before it lets the service book anything. */
export interface Scorecard {
  mails: number;
  wrong_writes: number;
  unsafe_routes: number;
  quarantined: number;
  /** Of the mails that need no person, the share that took none. */
  automation_rate: number | null;
  /** Of the mails whose claim a case worker would book, the share that was. */
  booking_rate: number | null;
  kinds: {
    accuracy: number | null;
    calibration: Calibration;
    confusion: Record<string, Record<string, number>>;
  };
  fields: Partial<Record<FieldName, FieldScore>>;
  /** Over all fields that were stated. */
  calibration: Calibration;
  tags: Record<string, TagScore>;
  /** Milliseconds a mail. */
  durations: Record<StageName | 'total', { mean: number | null; p95: number | null }>;
  misses: Miss[];
  field_misses: (Omit<FieldVerdict, 'right' | 'name'> & { file: string; field: FieldName | 'kind' })[];
}

export function scorecard(verdicts: readonly Verdict[]): Scorecard {
  return {
    ...routing(verdicts),
    quarantined: verdicts.filter(({ reading }) => reading.kind === null).length,
    booking_rate: bookingRate(verdicts),
    kinds: {
      accuracy: share(verdicts, ({ kindRight }) => kindRight),
      calibration: calibrationOf(verdicts.flatMap(kindStatement)),
      confusion: confusion(verdicts),
    },
    fields: Object.fromEntries(
      FIELD_NAMES.map((name) => [
        name,
        fieldScore(verdicts.flatMap(({ fields }) => fields).filter((field) => field.name === name)),
      ]),
    ),
    calibration: calibrationOf(verdicts.flatMap(({ fields }) => fields.flatMap(fieldStatement))),
    tags: tagScores(verdicts),
    durations: durations(verdicts),
    misses: verdicts.flatMap(missOf),
    field_misses: verdicts.flatMap(fieldMisses),
  };
}

/** The nearest-rank percentile of durations; null for none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function routing(verdicts: readonly Verdict[]) {
  return {
    mails: verdicts.length,
    wrong_writes: verdicts.filter(({ wrongWrite }) => wrongWrite).length,
    unsafe_routes: verdicts.filter(({ unsafe }) => unsafe).length,
    automation_rate: share(
      verdicts.filter(({ truth }) => truth.ideal_route !== 'manual_review'),
      ({ missed }) => !missed,
    ),
  };
}

function bookingRate(verdicts: readonly Verdict[]): number | null {
  const bookable = verdicts.filter(
    ({ truth }) => truth.ideal_route !== 'manual_review' && truth.ideal_route !== 'no_action',
  );
  return share(bookable, ({ reading }) => reading.decision.claim !== null);
}

function fieldScore(fields: readonly FieldVerdict[]): FieldScore {
  const wrong = fields.filter(({ right }) => !right);
  return {
    judged: fields.length,
    accuracy: share(fields, ({ right }) => right),
    wrong: wrong.filter(({ got }) => got !== null).length,
    absent: wrong.filter(({ got }) => got === null).length,
    calibration: calibrationOf(fields.flatMap(fieldStatement)),
  };
}

function fieldStatement({ confidence, right }: FieldVerdict): Statement[] {
  return confidence === null ? [] : [{ confidence, right }];
}

function kindStatement({ reading, kindRight }: Verdict): Statement[] {
  return reading.kind ? [{ confidence: reading.kind.confidence, right: kindRight }] : [];
}

function confusion(verdicts: readonly Verdict[]): Record<string, Record<string, number>> {
  const table: Record<string, Record<string, number>> = {};
  for (const { truth, reading } of verdicts) {
    const row = (table[truth.kind] ??= {});
    const read = reading.kind?.value ?? 'quarantined';
    row[read] = (row[read] ?? 0) + 1;
  }
  return table;
}

function tagScores(verdicts: readonly Verdict[]): Record<string, TagScore> {
  const tags = [...new Set(verdicts.flatMap(({ truth }) => truth.tags))].sort();
  return Object.fromEntries(
    tags.map((tag) => {
      const tagged = verdicts.filter(({ truth }) => truth.tags.includes(tag));
      const amounts = tagged.flatMap(({ fields }) => fields.filter(({ name }) => name === 'claim_amount'));
      const score: TagScore = {
        ...routing(tagged),
        kinds: share(tagged, ({ kindRight }) => kindRight),
        amounts: share(amounts, ({ right }) => right),
      };
      return [tag, score];
    }),
  );
}

function durations(verdicts: readonly Verdict[]): Scorecard['durations'] {
  const of = (values: number[]) => ({ mean: mean(values), p95: percentile(values, 0.95) });
  const taken = verdicts.map(({ reading }) => reading.durations);
  const stages = STAGES.map((stage) => [stage, of(taken.flatMap((each) => each[stage] ?? []))]);
  const totals = taken.map((each) => STAGES.reduce((sum, stage) => sum + (each[stage] ?? 0), 0));
  return { ...Object.fromEntries(stages), total: of(totals) } as Scorecard['durations'];
}

function missOf({ file, truth, reading, wrongWrite, unsafe, missed }: Verdict): Miss[] {
  if (!wrongWrite && !unsafe && !missed) return [];
  const { route, reasons } = reading.decision;
  const verdict = wrongWrite ? 'wrong_write' : unsafe ? 'unsafe_route' : 'not_automated';
  return [{ file, verdict, expected: truth.ideal_route, got: route, reasons }];
}

function fieldMisses({ file, truth, reading, kindRight, fields }: Verdict): Scorecard['field_misses'] {
  const kind = {
    ...{ file, field: 'kind' as const, expected: truth.kind, got: reading.kind?.value ?? null },
    ...{ confidence: reading.kind?.confidence ?? null, quote: null },
  };
  const wrong = fields.filter(({ right }) => !right);
  return [
    ...(kindRight ? [] : [kind]),
    ...wrong.map(({ name, expected, got, confidence, quote }) => ({
      file,
      field: name,
      expected,
      got,
      confidence,
      quote,
    })),
  ];
}

function share<T>(all: readonly T[], holds: (item: T) => boolean): number | null {
  return mean(all.map((item) => Number(holds(item))));
}
