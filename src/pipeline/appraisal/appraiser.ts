import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { RulesReading } from '../extraction/rules-reading';
import { KINDS, type Extraction, type Kind } from '../stages/extraction';
import {
  bookingFeatures,
  type Candidate,
  candidatesOf,
  kindFeatures,
  noTotalFeatures,
  totalFeatures,
} from './features';
import { type Features, LinearModel, softmax, type Weights } from './linear-model';

/** What was fitted to letters by many hands; `npm run fit` makes it anew. */
export interface FittedWeights {
  kind: Weights;
  total: Weights;
  booking: Weights;
  /** How often claims that are at least so sure were read wrongly or booked rashly, the surest first. */
  risks: Risk[];
}

/** Of the claims that are at least so `sure`, the share that must not have been booked. */
export interface Risk {
  sure: number;
  errorRate: number;
}

/** What experience says of a mail, beside what the rules read. */
export interface Appraisal {
  kind: Kind;
  kindChance: number;
  /** The figure that most likely is the total now claimed; null where most likely none is stated. */
  total: Candidate | null;
  totalChance: number;
  /** How likely it is that any figure but nothing is the total. */
  claimChance: number;
}

const HIGHEST_ODDS = 6;

/**
 * The second reader: logistic models over the wordings of a mail and over what the rules made of it. Their chances are
 * those of mails by hands that were held back when they were fitted.
 */
export class Appraiser {
  private readonly kinds: LinearModel;
  private readonly totals: LinearModel;
  private readonly bookings: LinearModel;

  constructor(private readonly weights: FittedWeights) {
    this.kinds = new LinearModel(weights.kind, KINDS.length);
    this.totals = new LinearModel(weights.total, 1);
    this.bookings = new LinearModel(weights.booking, 1);
  }

  static shipped(): Appraiser {
    return Appraiser.of(join(__dirname, 'weights.json'));
  }

  /** @param file  weights as `npm run fit` makes them. */
  static of(file: string): Appraiser {
    return new Appraiser(JSON.parse(readFileSync(file, 'utf8')) as FittedWeights);
  }

  appraise(reading: RulesReading): Appraisal {
    const kinds = softmax(this.kinds.scores(kindFeatures(reading)));
    const kindChance = Math.max(...kinds);
    const candidates = candidatesOf(reading);
    const totals = softmax(
      totalOptions(candidates, reading).map((features) => this.totals.scores(features)[0]),
    );
    const totalChance = Math.max(...totals);
    return {
      kind: KINDS[kinds.indexOf(kindChance)],
      kindChance,
      total: candidates[totals.indexOf(totalChance)] ?? null,
      totalChance,
      claimChance: candidates.reduce((sum, { cents }, at) => sum + (cents > 0 ? totals[at] : 0), 0),
    };
  }

  /**
   * How sure it is that the claim is read right and may be booked without asking anybody: the chance of its kind or its
   * total, times the chance that a claim so read may be booked. For comparison; what it means `errorRate` tells.
   */
  sureness(reading: RulesReading, appraisal: Appraisal, extraction: Extraction): number {
    const [score] = this.bookings.scores(bookingOption(reading, appraisal, extraction));
    const booking = 1 / (1 + Math.exp(-score));
    const { totalChance, claimChance } = appraisal;
    const read =
      extraction.kind === 'no_claim' ? Math.min(extraction.kindConfidence, 1 - claimChance) : totalChance;
    return read * booking;
  }

  /** The share of wrong ones among claims that are at least so sure, as they were counted in the post of hands held back. */
  errorRate(sureness: number): number {
    const { risks } = this.weights;
    const above = risks.findLast(({ sure }) => sure >= sureness);
    const below = risks.find(({ sure }) => sure < sureness);
    if (!above) return risks[0]?.errorRate ?? 1;
    if (!below) return 1;
    const share = (above.sure - sureness) / (above.sure - below.sure);
    return above.errorRate + share * (below.errorRate - above.errorRate);
  }
}

/** One option for each figure, the last one for there being no total. */
export function totalOptions(candidates: Candidate[], reading: RulesReading): Features[] {
  return [
    ...candidates.map((candidate) => totalFeatures(candidate, candidates, reading)),
    noTotalFeatures(candidates, reading),
  ];
}

/** What speaks for booking, out of the words and out of what both readers made of them. */
export function bookingOption(reading: RulesReading, appraisal: Appraisal, extraction: Extraction): Features {
  const { found, search } = reading;
  const signs: Features = new Map([
    ['kind', odds(appraisal.kindChance)],
    ['total', odds(appraisal.totalChance)],
    [`kind=${extraction.kind}`, 1],
    [found.kind === appraisal.kind ? 'kinds agree' : 'kinds differ', 1],
    [
      (search.chosen?.amount.cents ?? null) === (appraisal.total?.cents ?? null)
        ? 'totals agree'
        : 'totals differ',
      1,
    ],
  ]);
  for (const objection of extraction.objections) signs.set(`objection=${objection}`, 1);
  for (const concern of extraction.concerns) signs.set(`concern=${concern}`, 1);
  if (extraction.correction) signs.set('correction', 1);
  if (extraction.addsUp) signs.set('adds up', 1);
  return bookingFeatures(appraisal.total, reading, signs);
}

function odds(chance: number): number {
  return Math.max(-HIGHEST_ODDS, Math.min(HIGHEST_ODDS, Math.log(chance / (1 - chance + 1e-9)))) / 2;
}
