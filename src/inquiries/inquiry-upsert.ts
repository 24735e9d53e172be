import type { EntityManager } from 'typeorm';
import type { ImportedInquiry } from './inquiry-row';

/** The table's columns that an import writes, their PostgreSQL types, and whence they come. */
const COLUMNS: readonly (readonly [column: string, type: string, property: keyof ImportedInquiry])[] = [
  ['inquiry_id', 'text', 'inquiryId'],
  ['client_id', 'text', 'clientId'],
  ['client_first_name', 'text', 'clientFirstName'],
  ['client_last_name', 'text', 'clientLastName'],
  ['client_birth_date', 'date', 'clientBirthDate'],
  ['client_street', 'text', 'clientStreet'],
  ['client_postal_code', 'text', 'clientPostalCode'],
  ['client_city', 'text', 'clientCity'],
  ['office_reference', 'text', 'officeReference'],
  ['creditor_name', 'text', 'creditorName'],
  ['creditor_email', 'text', 'creditorEmail'],
  ['creditor_reference', 'text', 'creditorReference'],
  ['claimed_amount_cents', 'bigint', 'claimedAmountCents'],
  ['sent_at', 'date', 'sentAt'],
  ['office_reference_key', 'text', 'officeReferenceKey'],
  ['creditor_reference_key', 'text', 'creditorReferenceKey'],
  ['creditor_domain', 'text', 'creditorDomain'],
  ['creditor_search', 'text', 'creditorSearch'],
  ['client_search', 'text', 'clientSearch'],
];

const UPSERT = upsertStatement();

/** Inserts or updates inquiries, and the names by which their clients are looked up, in one statement; rows that change nothing are left alone. Ids must be distinct. */
export async function upsertInquiries(
  manager: EntityManager,
  inquiries: ImportedInquiry[],
): Promise<{ inserted: number; changed: number }> {
  const values = COLUMNS.map(([, , property]) => inquiries.map((inquiry) => inquiry[property]));
  const rows: { inserted: boolean }[] = await manager.query(UPSERT, values);
  const inserted = rows.filter((row) => row.inserted).length;
  return { inserted, changed: rows.length - inserted };
}

function upsertStatement(): string {
  const names = COLUMNS.map(([column]) => column);
  const arrays = COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
  const updated = names.slice(1);
  // xmax is 0 in a row that this statement inserted, and its own transaction in one that it updated.
  return `
    WITH imported (${names.join(', ')}) AS (SELECT * FROM unnest(${arrays})),
    named AS (
      INSERT INTO client_names (client_search) SELECT DISTINCT client_search FROM imported ON CONFLICT DO NOTHING
    )
    INSERT INTO inquiries (${names.join(', ')})
    SELECT * FROM imported
    ON CONFLICT (inquiry_id) DO UPDATE SET ${updated.map((name) => `${name} = excluded.${name}`).join(', ')}
    WHERE (${updated.map((name) => `inquiries.${name}`).join(', ')})
      IS DISTINCT FROM (${updated.map((name) => `excluded.${name}`).join(', ')})
    RETURNING (xmax = 0) AS inserted`;
}
