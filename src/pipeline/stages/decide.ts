import { Inject, Injectable } from '@nestjs/common';

import { Settings } from '../../settings';
import { DecisionCase } from '../decision-case';
import { doubtsOf } from '../decision-doubts';
import type { DecisionRule } from '../decision-rule';
import { DECISION_RULES } from '../decision-rules';
import type { Extraction } from './extraction';
import type { Match } from './match';
import type { ParsedMail } from './parse';

/** Where a mail goes. */
export const ROUTES = ['auto_update', 'update_and_notify', 'manual_review', 'no_action'] as const;
export type Route = (typeof ROUTES)[number];

/** The output of the decide stage. */
export interface Decision {
  route: Route;
  /** Sentences for a case worker, the decisive one first. */
  reasons: string[];
  /** The inquiry the mail is about; set for a review too where it can be told; null for no_action. */
  inquiryId: string | null;
  /** The claim to write; null unless the route writes. Cents, ISO currency. */
  claim: { cents: number; currency: string } | null;
}

/** Decides by the table of rules: the first that applies sets the route, the others of the same route add their reasons. */
@Injectable()
export class DecideStage {
  constructor(@Inject(Settings) private readonly settings: Pick<Settings, 'autoUpdateMaxError'>) {}

  run(mail: ParsedMail, extraction: Extraction, match: Match): Decision {
    const decided = new DecisionCase(mail, extraction, match, this.settings.autoUpdateMaxError);
    const applying = DECISION_RULES.filter((rule) => rule.when(decided));
    const [first] = applying;
    if (!first) throw new Error('The last rule applies to every mail.');
    return {
      route: first.route,
      reasons: reasonsOf(first, applying, decided),
      inquiryId: first.route === 'no_action' ? null : (decided.best?.inquiry_id ?? null),
      claim: writes(first.route) ? claimOf(decided) : null,
    };
  }
}

function writes(route: Route): boolean {
  return route === 'auto_update' || route === 'update_and_notify';
}

function claimOf({ totalCents, currency }: DecisionCase): Decision['claim'] {
  return totalCents === null || currency === null ? null : { cents: totalCents, currency };
}

function reasonsOf(first: DecisionRule, applying: DecisionRule[], decided: DecisionCase): string[] {
  if (first.route === 'no_action') return [first.reason(decided)];
  const more =
    first.route === 'manual_review'
      ? applying.filter((rule) => rule.route === 'manual_review' && rule.name !== 'not_certain_enough')
      : [];
  const doubts = writes(first.route) ? doubtsOf(decided).map((doubt) => doubt.reason) : [];
  return [...new Set([first, ...more].map((rule) => rule.reason(decided)).concat(doubts))];
}
