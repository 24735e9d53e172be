import { type Appraisal, Appraiser } from '../../src/pipeline/appraisal/appraiser';
import { candidatesOf } from '../../src/pipeline/appraisal/features';
import { readMail } from '../../src/pipeline/extraction/reading';
import type { RulesReading } from '../../src/pipeline/extraction/rules-reading';
import type { Extraction } from '../../src/pipeline/stages/extraction';
import type { ParsedMail } from '../../src/pipeline/stages/parse';

/** A second reader who is always of the rules' opinion, so that a spec can tell what the rules find. */
class Agreeing extends Appraiser {
  constructor() {
    super({ kind: {}, total: {}, booking: {}, risks: [] });
  }

  override appraise(reading: RulesReading): Appraisal {
    const { found, search } = reading;
    const total = candidatesOf(reading).find(({ cents }) => cents === search.chosen?.amount.cents);
    const claimChance = (total?.cents ?? 0) > 0 ? 0.95 : 0.05;
    return {
      ...{ kind: found.kind, kindChance: found.confidence },
      ...{ total: total ?? null, totalChance: 0.95, claimChance },
    };
  }
}

/** What the rules alone make of a mail. */
export function readByRulesAlone(mail: ParsedMail): Extraction {
  return readMail(mail, new Agreeing()).extraction;
}
