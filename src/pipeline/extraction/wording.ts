import type { AmountMention } from '../stages/extraction';

export type AmountRole = AmountMention['role'];

/** How firmly a label names its role: 3 "Gesamtforderung", 2 "Forderung", 1 "insgesamt". */
export type LabelStrength = 1 | 2 | 3;

/** A role, its strength, the wording for folded text in one line, and whether it is a verb or adjective. */
export type Wording = [AmountRole, LabelStrength, string, 'predicate'?];
