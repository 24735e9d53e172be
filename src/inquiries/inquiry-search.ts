import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { Inquiry } from './inquiry.entity';

/** More inquiries than this at one sender, and the sender alone says nothing. */
const SENDER_LIMIT = 60;
const REFERENCE_LIMIT = 200;
const NAME_LIMIT = 300;
const SIMILAR_LIMIT = 40;
/** Trigram likeness from which a client's name counts: a full name with a slip or two stays above it. */
const NAME_LIKENESS = 0.45;
/** The same for a creditor's name within the full name of the firm. */
const CREDITOR_LIKENESS = 0.8;

type Select = SelectQueryBuilder<Inquiry>;

/** Looks up the inquiries that a mail may answer. Every look-up goes through an index and has a limit. */
@Injectable()
export class InquirySearch {
  constructor(private readonly database: DataSource) {}

  /** By the office's or the creditor's reference; `keys` as `referenceKey` makes them. */
  async byReference(keys: string[]): Promise<Inquiry[]> {
    if (keys.length === 0) return [];
    const [office, creditor] = await Promise.all([
      this.select().where('i.office_reference_key = ANY(:keys)', { keys }).limit(REFERENCE_LIMIT).getMany(),
      this.select().where('i.creditor_reference_key = ANY(:keys)', { keys }).limit(REFERENCE_LIMIT).getMany(),
    ]);
    return [...office, ...creditor];
  }

  /** Inquiries that went to this address, or failing that to this domain: a sample where there are many. */
  async bySender(address: string, domain: string | null): Promise<Inquiry[]> {
    const byAddress = await this.select()
      .where('i.creditor_email = :address', { address })
      .limit(SENDER_LIMIT)
      .getMany();
    if (domain === null || byAddress.length >= SENDER_LIMIT) return byAddress;
    const byDomain = await this.select()
      .where('i.creditor_domain = :domain', { domain })
      .limit(SENDER_LIMIT)
      .getMany();
    return [...byAddress, ...byDomain];
  }

  /** Inquiries of clients of these names (keys as `nameKey` makes them), those at the sender's domain first. */
  async byName(nameKeys: string[], domain: string | null): Promise<Inquiry[]> {
    if (nameKeys.length === 0) return [];
    const atSender = domain
      ? this.select()
          .where('i.creditor_domain = :domain AND i.client_search = ANY(:nameKeys)', { domain, nameKeys })
          .limit(NAME_LIMIT)
          .getMany()
      : [];
    const anywhere = this.select()
      .where('i.client_search = ANY(:nameKeys)', { nameKeys })
      .limit(NAME_LIMIT)
      .getMany();
    return [...(await atSender), ...(await anywhere)];
  }

  /** By birth dates, for clients whose name resembles `nameKey`. */
  async byBirthDate(dates: string[], nameKey: string): Promise<Inquiry[]> {
    if (dates.length === 0) return [];
    return this.select()
      .where('i.client_birth_date = ANY(:dates::date[]) AND similarity(i.client_search, :nameKey) > 0.2', {
        dates,
        nameKey,
      })
      .limit(SIMILAR_LIMIT)
      .getMany();
  }

  /** Inquiries whose creditor and client both resemble the given names (`fold`, `nameKey`), the most alike first. */
  async bySimilarNames(creditor: string, nameKey: string): Promise<Inquiry[]> {
    return this.alike((select) =>
      select
        .where('i.creditor_search %> :creditor AND i.client_search % :nameKey', { creditor, nameKey })
        .orderBy('similarity(i.client_search, :nameKey)', 'DESC'),
    );
  }

  /** The last resort, slower: inquiries of clients whose name alone resembles `nameKey`. */
  async bySimilarClient(nameKey: string): Promise<Inquiry[]> {
    return this.alike((select) =>
      select
        .where('i.client_search % :nameKey', { nameKey })
        .orderBy('similarity(i.client_search, :nameKey)', 'DESC'),
    );
  }

  /** All inquiries of these clients. */
  async ofClients(clientIds: string[]): Promise<Inquiry[]> {
    if (clientIds.length === 0) return [];
    return this.select().where('i.client_id = ANY(:clientIds)', { clientIds }).limit(NAME_LIMIT).getMany();
  }

  /** A look-up by likeness. Stricter than PostgreSQL's defaults, which read several times as much of the index for names nobody would confuse. */
  private alike(narrow: (select: Select) => Select): Promise<Inquiry[]> {
    return this.database.transaction(async (manager) => {
      await manager.query(
        `SET LOCAL pg_trgm.similarity_threshold = ${NAME_LIKENESS}; SET LOCAL pg_trgm.word_similarity_threshold = ${CREDITOR_LIKENESS}`,
      );
      return narrow(this.select(manager)).limit(SIMILAR_LIMIT).getMany();
    });
  }

  private select(manager: EntityManager = this.database.manager): Select {
    return manager.getRepository(Inquiry).createQueryBuilder('i');
  }
}
