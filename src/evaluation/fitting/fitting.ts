import {
  Appraiser,
  bookingOption,
  type FittedWeights,
  totalOptions,
} from '../../pipeline/appraisal/appraiser';
import { candidatesOf, kindFeatures } from '../../pipeline/appraisal/features';
import { centsOf } from '../../money';
import { readMail, type Reading } from '../../pipeline/extraction/reading';
import { readByRules, type RulesReading } from '../../pipeline/extraction/rules-reading';
import { KINDS } from '../../pipeline/stages/extraction';
import { DecideStage } from '../../pipeline/stages/decide';
import type { Match } from '../../pipeline/stages/match';
import type { Lesson } from './material';
import { risksOf } from './reliability';
import { type Choice, fitChoices, fitClasses, type Labelled } from './trainer';

/** Found by leaving one hand out at a time; the result changes little from half to twice of each. */
const KIND_FIT = { epochs: 25, rate: 0.3, decay: 0.0005, least: 3, dropout: 0.3 };
const TOTAL_FIT = { epochs: 20, rate: 0.2, decay: 0.001, least: 3, dropout: 0.2 };
const BOOKING_FIT = { epochs: 25, rate: 0.2, decay: 0.0005, least: 3, dropout: 0 };
/** A mail as it comes counts so many times as much as a letter that was written to learn from, in which every second figure is a trap. */
const POST_WEIGHT = 3;

/** A lesson as it was read by an appraiser that had not seen the hand it is from. */
export interface Trial {
  lesson: Lesson;
  reading: Reading;
  /** True where the claim that was read is the right one and may be booked; null where nobody can tell from the words. */
  bookable: boolean | null;
}

/** A lesson with what is to be learned from it; the total is null where nothing is. */
interface Prepared {
  lesson: Lesson;
  kind: Labelled;
  total: Choice | null;
}

/** Fits all weights to the lessons, and reads each lesson once with weights that were fitted to the other hands alone. */
export function fit(lessons: Lesson[]): { weights: FittedWeights; trials: Trial[] } {
  const prepared = lessons.map((lesson) => {
    const rules = readByRules(lesson.mail);
    return { lesson, kind: kindLesson(lesson, rules), total: totalLesson(lesson, rules) };
  });
  const firstTrials = eachHandOut(prepared, (others) => ({ ...fitReading(others), booking: {}, risks: [] }));
  const trials = eachHandOut(prepared, (others, hand) => ({
    ...fitReading(others),
    booking: fitBooking(firstTrials.filter(({ lesson }) => lesson.group !== hand)),
    risks: [],
  }));
  const bookings = (natural: boolean) =>
    trials
      .filter((trial) => trial.lesson.natural === natural && wouldBeBooked(trial))
      .map(({ reading, bookable }) => ({ sureness: reading.extraction.sureness, right: bookable === true }));
  const risks = risksOf(bookings(false), bookings(true));
  return { weights: { ...fitReading(prepared), booking: fitBooking(firstTrials), risks }, trials };
}

function eachHandOut(
  prepared: Prepared[],
  weightsOf: (others: Prepared[], hand: string) => FittedWeights,
): Trial[] {
  const hands = [...new Set(prepared.map(({ lesson }) => lesson.group))];
  return hands.flatMap((hand) => {
    const appraiser = new Appraiser(
      weightsOf(
        prepared.filter(({ lesson }) => lesson.group !== hand),
        hand,
      ),
    );
    return prepared
      .filter(({ lesson }) => lesson.group === hand)
      .map(({ lesson }) => trialOf(lesson, readMail(lesson.mail, appraiser)));
  });
}

/** A match that leaves the decision to what the mail says. */
const CERTAIN: Match = {
  ...{ candidates: [], margin: 1, conflicts: [], fields: {}, senderKnown: true },
  best: {
    ...{ inquiry_id: '', client_id: '', score: 1 },
    signals: {
      office_reference: 'exact',
      creditor_reference: 'exact',
      client_name: 1,
      creditor: 'sender_address',
    },
  },
};

/** True for a mail with a claim that nothing but its sureness would keep from being booked. */
export function wouldBeBooked({ lesson, reading, bookable }: Trial): boolean {
  if (bookable === null) return false;
  return (
    new DecideStage({ autoUpdateMaxError: 1 }).run(lesson.mail, reading.extraction, CERTAIN).claim !== null
  );
}

function trialOf(lesson: Lesson, reading: Reading): Trial {
  const { claimAmount } = reading.extraction;
  const right = claimAmount !== null && centsOf(claimAmount.value) === lesson.cents;
  return { lesson, reading, bookable: lesson.book === null ? null : lesson.book && right };
}

function fitReading(prepared: Prepared[]): Pick<FittedWeights, 'kind' | 'total'> {
  return {
    kind: fitClasses(
      prepared.map(({ kind }) => kind),
      KINDS.length,
      KIND_FIT,
    ),
    total: fitChoices(
      prepared.map(({ total }) => total).filter((choice) => choice !== null),
      TOTAL_FIT,
    ),
  };
}

function kindLesson(lesson: Lesson, rules: RulesReading): Labelled {
  return { features: kindFeatures(rules), label: KINDS.indexOf(lesson.kind), ...standingOf(lesson) };
}

/** Null where the total is stated and was not found among the figures: nothing is to be learned from that. */
function totalLesson(lesson: Lesson, rules: RulesReading): Choice | null {
  const candidates = candidatesOf(rules);
  const found = candidates.findIndex(({ cents }) => cents === lesson.cents);
  if (found < 0 && lesson.cents !== null && lesson.cents !== 0) return null;
  const right = found < 0 ? candidates.length : found;
  return { options: totalOptions(candidates, rules), right, ...standingOf(lesson) };
}

function fitBooking(trials: Trial[]): FittedWeights['booking'] {
  const choices = trials.flatMap(({ lesson, reading, bookable }): Choice[] => {
    if (bookable === null || reading.extraction.claimAmount === null) return [];
    if (lesson.book && !bookable) return []; // read wrongly: of that the chance of the total tells
    const { rules, appraisal, extraction } = reading;
    const options = [bookingOption(rules, appraisal, extraction), new Map<string, number>()];
    return [{ options, right: bookable ? 0 : 1, ...standingOf(lesson) }];
  });
  return fitChoices(choices, BOOKING_FIT);
}

function standingOf({ group, natural }: Lesson): { group: string; weight: number } {
  return { group, weight: natural ? POST_WEIGHT : 1 };
}
