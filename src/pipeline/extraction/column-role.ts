import { type AmountRole, findLabels } from './amount-label';
import { type TableRow, columnAt } from './table';

/** A role and the strength of the label that gave it. */
export interface RoleReading {
  role: AmountRole;
  strength: number;
}

const BALANCE_ROW =
  /(?:^|\t)\s*(?:end|gesamt|schluss|neuer |aktueller |offener )?(?:saldo|kontostand|r(?:ü|ue)ckstand|balance|forderung|stand)(?!\p{L})/iu;
const PLAIN_HEAD = /^(?:betrag|beträge|amount|eur|€)/i;
const NO_ROLE: RoleReading = { role: 'other', strength: 0 };

/**
 * The role of an amount at `at` in a table row, given the role that the row's own text gives it. In a ledger only the
 * balance counts; under a head such as "Zinsen" the sum row or the only row gives the part, single rows of many do not.
 */
export function roleInTable(own: RoleReading, row: TableRow, at: number, rowText: string): RoleReading {
  const column = columnAt(row, at);
  if (!column || !row.table) return own;
  const isTotal = own.role === 'total';
  if (row.table.ledger) {
    if (isTotal && (own.strength === 3 || BALANCE_ROW.test(rowText))) return own;
    return column.ledger === 'credit' ? { role: 'payment', strength: 0 } : NO_ROLE;
  }
  const head = findLabels(column.text).find((label) => label.role !== 'superseded');
  if (!head || PLAIN_HEAD.test(column.text)) return own;
  if (isTotal || row.table.rows === 1)
    return { role: head.role, strength: Math.max(head.strength, own.strength) };
  return own.strength > 0 && head.role === 'total' ? own : NO_ROLE;
}
