import type { Statements } from '../drivers/database/statements';
import type { Inquiry } from './inquiry.entity';

/** A query for `inquiry_id`, the first ones first, with its values as $1, $2 … */
export interface LookUp {
  ids: string;
  values: readonly unknown[];
}

interface PendingLookUp extends LookUp {
  resolve: (found: Inquiry[]) => void;
  reject: (error: unknown) => void;
}

interface FoundRow extends Inquiry {
  lookUps: number[];
}

/** The entity's properties, in the types that the driver needs no conversion for. */
const COLUMNS: Record<keyof Inquiry, string> = {
  inquiryId: 'inquiry_id',
  clientId: 'client_id',
  clientFirstName: 'client_first_name',
  clientLastName: 'client_last_name',
  clientBirthDate: 'client_birth_date::text',
  clientStreet: 'client_street',
  clientPostalCode: 'client_postal_code',
  clientCity: 'client_city',
  officeReference: 'office_reference',
  creditorName: 'creditor_name',
  creditorEmail: 'creditor_email',
  creditorReference: 'creditor_reference',
  claimedAmountCents: 'claimed_amount_cents::float8',
  sentAt: 'sent_at::text',
  officeReferenceKey: 'office_reference_key',
  creditorReferenceKey: 'creditor_reference_key',
  creditorDomain: 'creditor_domain',
  creditorSearch: 'creditor_search',
  clientSearch: 'client_search',
  claimCents: 'claim_cents::float8',
  claimCurrency: 'claim_currency',
  claimUpdatedByEmailId: 'claim_updated_by_email_id',
  claimUpdatedAt: 'claim_updated_at',
  claimStatedAt: 'claim_stated_at',
};
const SELECTED = Object.entries(COLUMNS)
  .map(([property, column]) => `inquiries.${column} AS "${property}"`)
  .join(', ');

/**
 * Reads inquiries. Look-ups that are asked for in one turn of the event loop travel to the database as one statement:
 * a mail needs many small ones, and each journey costs more than what it fetches.
 */
export class InquiryReader {
  private pending: PendingLookUp[] = [];

  /** @param settings  PostgreSQL's, for the transaction that the statement then runs in, such as `statement_timeout` */
  constructor(
    private readonly statements: Statements,
    private readonly settings?: Readonly<Record<string, string>>,
  ) {}

  /** The inquiries that a look-up finds, in its order. One found by several look-ups of a turn is the same object for each. */
  read(ids: string, values: readonly unknown[]): Promise<Inquiry[]> {
    return new Promise((resolve, reject) => {
      if (this.pending.length === 0) queueMicrotask(() => void this.depart());
      this.pending.push({ ids, values, resolve, reject });
    });
  }

  private async depart(): Promise<void> {
    const lookUps = this.pending;
    this.pending = [];
    try {
      const rows = await this.fetch(lookUps);
      lookUps.forEach(({ resolve }, index) => resolve(rows.filter((row) => row.lookUps.includes(index))));
    } catch (error) {
      for (const { reject } of lookUps) reject(error);
    }
  }

  private fetch(lookUps: LookUp[]): Promise<FoundRow[]> {
    const { statement, values } = joined(lookUps);
    const { settings } = this;
    if (!settings) return this.statements.run(statement, values);
    return this.statements.transaction(async (transaction) => {
      const names = Object.keys(settings);
      const local = names.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`);
      await transaction.run(`SELECT ${local.join(', ')}`, Object.entries(settings).flat());
      return transaction.run<FoundRow>(statement, values);
    });
  }
}

/** One statement of several look-ups; a value that several of them use is sent once. */
function joined(lookUps: LookUp[]): { statement: string; values: unknown[] } {
  const places = new Map<unknown, number>();
  const placeOf = (value: unknown): number => {
    if (!places.has(value)) places.set(value, places.size + 1);
    return places.get(value) ?? 0;
  };
  const hits = lookUps.map(({ ids, values }, index) => {
    const placed = ids.replace(/\$(\d+)/g, (_, place: string) => `$${placeOf(values[Number(place) - 1])}`);
    // The detour over an array keeps the order, and keeps the planner from any plan but ids first, then rows by id.
    return `SELECT ${index} AS look_up, hit.* FROM unnest(ARRAY(${placed})) WITH ORDINALITY AS hit (inquiry_id, place)`;
  });
  const statement = `
    SELECT ${SELECTED}, found.look_ups AS "lookUps"
    FROM (
      SELECT inquiry_id, array_agg(look_up) AS look_ups, min(place) AS place
      FROM (${hits.join(' UNION ALL ')}) hits
      GROUP BY inquiry_id
    ) found JOIN inquiries USING (inquiry_id)
    ORDER BY found.place, inquiry_id`;
  return { statement, values: [...places.keys()] };
}
