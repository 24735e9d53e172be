import { Injectable } from '@nestjs/common';
import { Statements } from '../drivers/database/statements';
import { failureCode } from '../failure';
import type { Inquiry } from './inquiry.entity';
import { InquiryReader } from './inquiry-reader';

/** More inquiries than this at one sender, and the sender alone says nothing. */
const SENDER_LIMIT = 60;
const REFERENCE_LIMIT = 200;
const NAME_LIMIT = 300;
const SIMILAR_LIMIT = 40;
const MAX_CLIENTS = 30;
/** Names of clients, the most alike, whose inquiries are looked at: all of these, lest one be booked on that has a namesake. */
const SIMILAR_NAMES = 200;
/** Trigram likeness from which a client's name counts: a full name with a slip or two stays above it. */
const NAME_LIKENESS = 0.45;
/** The same for a creditor's name within the full name of the firm. */
const CREDITOR_LIKENESS = 0.8;
/** Stricter than PostgreSQL's defaults, which read several times as much of the index for names nobody would confuse. */
const LIKENESS = {
  'pg_trgm.similarity_threshold': String(NAME_LIKENESS),
  'pg_trgm.word_similarity_threshold': String(CREDITOR_LIKENESS),
  plan_cache_mode: 'force_custom_plan', // how much of the index a name reads differs from name to name
};
/** Milliseconds after which the last resort is given up: an odd name must not hold the other mails back. */
const LAST_RESORT_TIMEOUT = 500;
const QUERY_CANCELED = '57014';

/** Inquiries of clients whose name resembles $1. Names are told apart from inquiries, since they are ten times fewer. */
const OF_SIMILAR_CLIENTS = `
  SELECT inquiry_id, creditor_search, likeness
  FROM (
    SELECT client_search, similarity(client_search, $1) AS likeness
    FROM client_names WHERE client_search % $1
    ORDER BY likeness DESC LIMIT ${SIMILAR_NAMES}
  ) names JOIN inquiries USING (client_search)`;

/** Inquiries of clients whose names are among $1. Of some hundred keys few are anybody's name: those are found out first. */
const OF_NAMES = `
  WITH known AS MATERIALIZED (SELECT client_search FROM client_names WHERE ${among('client_search', '$1')})
  (SELECT inquiry_id FROM inquiries
    WHERE creditor_domain = $2::text AND client_search = ANY(ARRAY(TABLE known)) LIMIT ${NAME_LIMIT})
  UNION ALL
  (SELECT inquiry_id FROM inquiries WHERE client_search = ANY(ARRAY(TABLE known)) LIMIT ${NAME_LIMIT})`;

/** Looks up the inquiries that a mail may answer. Every look-up goes through an index and has a limit. */
@Injectable()
export class InquirySearch {
  private readonly exact: InquiryReader;
  private readonly alike: InquiryReader;
  private readonly lastResort: InquiryReader;

  constructor(statements: Statements) {
    this.exact = new InquiryReader(statements);
    this.alike = new InquiryReader(statements, LIKENESS);
    this.lastResort = new InquiryReader(statements, {
      ...LIKENESS,
      statement_timeout: String(LAST_RESORT_TIMEOUT),
    });
  }

  /** By the office's or the creditor's reference; `keys` as `referenceKey` makes them. */
  async byReference(keys: string[]): Promise<Inquiry[]> {
    if (keys.length === 0) return [];
    const [office, creditor] = await Promise.all([
      this.where(among('office_reference_key', '$1'), [keys], REFERENCE_LIMIT),
      this.where(among('creditor_reference_key', '$1'), [keys], REFERENCE_LIMIT),
    ]);
    return [...office, ...creditor];
  }

  /** All inquiries of the clients of whom the creditor's reference tells; the office's is the same for all of a client's anyway. */
  async ofClientsByReference(keys: string[]): Promise<Inquiry[]> {
    if (keys.length === 0) return [];
    const clients = `SELECT client_id FROM inquiries WHERE ${among('creditor_reference_key', '$1')} LIMIT ${MAX_CLIENTS}`;
    return this.where(`client_id = ANY(ARRAY(${clients}))`, [keys], NAME_LIMIT);
  }

  /** Inquiries that went to this address, or failing that to this domain: a sample where there are many. */
  async bySender(address: string, domain: string | null): Promise<Inquiry[]> {
    const [byAddress, byDomain] = await Promise.all([
      this.where('creditor_email = $1', [address], SENDER_LIMIT),
      domain === null ? [] : this.where('creditor_domain = $1', [domain], SENDER_LIMIT),
    ]);
    return byAddress.length < SENDER_LIMIT ? [...byAddress, ...byDomain] : byAddress;
  }

  /** Inquiries of clients of these names (keys as `nameKey` makes them), those at the sender's domain first. */
  async byName(nameKeys: string[], domain: string | null): Promise<Inquiry[]> {
    if (nameKeys.length === 0) return [];
    return this.exact.read(OF_NAMES, [nameKeys, domain]);
  }

  /** By birth dates, for clients whose name resembles `nameKey`. */
  async byBirthDate(dates: string[], nameKey: string): Promise<Inquiry[]> {
    if (dates.length === 0) return [];
    const condition = 'client_birth_date = ANY($1::date[]) AND similarity(client_search, $2) > 0.2';
    return this.where(condition, [dates, nameKey], SIMILAR_LIMIT);
  }

  /** Inquiries whose creditor and client both resemble the given names (`fold`, `nameKey`), the most alike first. */
  async bySimilarNames(creditor: string, nameKey: string): Promise<Inquiry[]> {
    return this.alike.read(
      `SELECT inquiry_id FROM (${OF_SIMILAR_CLIENTS}) alike
       WHERE creditor_search %> $2 ORDER BY likeness DESC LIMIT ${SIMILAR_LIMIT}`,
      [nameKey, creditor],
    );
  }

  /** The last resort: inquiries of clients whose name alone resembles `nameKey`; none where that takes too long. */
  async bySimilarClient(nameKey: string): Promise<Inquiry[]> {
    const ids = `SELECT inquiry_id FROM (${OF_SIMILAR_CLIENTS}) alike ORDER BY likeness DESC LIMIT ${SIMILAR_LIMIT}`;
    try {
      return await this.lastResort.read(ids, [nameKey]);
    } catch (error) {
      if (failureCode(error) === QUERY_CANCELED) return [];
      throw error;
    }
  }

  /** All inquiries of these clients, or of the first of them where there are many. */
  async ofClients(clientIds: string[]): Promise<Inquiry[]> {
    if (clientIds.length === 0) return [];
    return this.where(among('client_id', '$1'), [clientIds.slice(0, MAX_CLIENTS)], NAME_LIMIT);
  }

  private where(condition: string, values: unknown[], limit: number): Promise<Inquiry[]> {
    return this.exact.read(`SELECT inquiry_id FROM inquiries WHERE ${condition} LIMIT ${limit}`, values);
  }
}

/** True for a column whose value is among those of a list. Hidden in a query, since the planner would weigh each of some hundred by itself. */
function among(column: string, list: string): string {
  return `${column} = ANY(ARRAY(SELECT unnest(${list}::text[])))`;
}
