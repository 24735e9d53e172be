import type { DecisionCase } from './decision-case';
import type { Route } from './stages/decide';

/** One line of the table: a mail for which `when` holds takes this route, unless a rule above took it. */
export interface DecisionRule {
  name: string;
  route: Route;
  when: (decided: DecisionCase) => boolean;
  /** A sentence for a case worker. */
  reason: (decided: DecisionCase) => string;
}
