import { fold, nameKey } from '../../inquiries/folding';
import type { Inquiry } from '../../inquiries/inquiry.entity';
import type { InquirySearch } from '../../inquiries/inquiry-search';
import type { Extraction } from '../stages/extraction';
import type { Mailbox, ParsedMail } from '../stages/parse';
import { creditorCore } from './creditor-evidence';
import { isFreemail } from './freemail';
import { nameKeys, referenceKeys } from './lookup-keys';

/** The inquiries that a mail may answer, before any of them is checked against its text. */
export interface Retrieved {
  pool: Inquiry[];
  /** Those that went to the sender's address or domain: who it is that writes. */
  ofSender: Inquiry[];
}

const NO_SENDER: Mailbox = { name: '', address: '', domain: '' };
const MAX_SIMILAR_LOOKUPS = 4;

/** Fetches candidates wide: by number, by name, by sender, by birth date, and by likeness where those find nobody. */
export class CandidateRetrieval {
  constructor(private readonly search: InquirySearch) {}

  async retrieve(mail: ParsedMail, extraction: Extraction, signal: AbortSignal): Promise<Retrieved> {
    const sender = mail.from ?? NO_SENDER;
    const domain = sender.domain === '' || isFreemail(sender.domain) ? null : sender.domain.toLowerCase();
    const references = referenceKeys(mail, extraction);
    const names = nameKeys(mail, extraction);
    const [byReference, besideReference, ofSender, byName, byBirthDate] = await Promise.all([
      this.search.byReference(references),
      this.search.ofClientsByReference(references),
      this.ofSender(mail, domain),
      this.search.byName(names, domain),
      this.byBirthDate(extraction),
    ]);
    signal.throwIfAborted();
    const found = [...byReference, ...byName, ...byBirthDate];
    const atSender = (inquiry: Inquiry): boolean =>
      (domain !== null && inquiry.creditorDomain === domain) ||
      inquiry.creditorEmail === sender.address.toLowerCase();
    const isFound = byReference.length > 0 || byName.some(atSender);
    const similar = isFound ? [] : await this.similar(extraction, sender, ofSender);
    signal.throwIfAborted();
    const linked = new Set([...similar, ...byBirthDate].map((inquiry) => inquiry.clientId));
    const beside = await this.search.ofClients([...linked]);
    return { pool: distinct([...found, ...similar, ...besideReference, ...beside, ...ofSender]), ofSender };
  }

  private async ofSender(mail: ParsedMail, domain: string | null): Promise<Inquiry[]> {
    if (mail.from === null || mail.from.address === '') return [];
    const address = mail.from.address.toLowerCase();
    const parent = domain?.split('.').slice(-2).join('.');
    const [found, ofParent] = await Promise.all([
      this.search.bySender(address, domain),
      parent === undefined || parent === domain ? [] : this.search.bySender(address, parent),
    ]);
    return found.length > 0 ? found : ofParent;
  }

  private async byBirthDate(extraction: Extraction): Promise<Inquiry[]> {
    const dates = extraction.birthDates.map((mention) => mention.value);
    const found = await Promise.all(
      extraction.clientNames
        .slice(0, 2)
        .map((mention) => this.search.byBirthDate(dates, nameKey(mention.value))),
    );
    return found.flat();
  }

  /** Names with a slip: beside each creditor that may be meant, and only then by themselves. */
  private async similar(extraction: Extraction, sender: Mailbox, ofSender: Inquiry[]): Promise<Inquiry[]> {
    const clients = distinctTexts(extraction.clientNames.map((mention) => nameKey(mention.value))).slice(
      0,
      2,
    );
    const creditors = distinctTexts([
      ...ofSender.map((inquiry) => creditorCore(inquiry.creditorName)),
      ...extraction.creditorNames.map((mention) => creditorCore(mention.value)),
      fold(sender.name),
    ]);
    const lookups = clients
      .flatMap((client) => creditors.map((creditor) => ({ client, creditor })))
      .slice(0, MAX_SIMILAR_LOOKUPS);
    const found = await Promise.all(
      lookups.map(({ creditor, client }) => this.search.bySimilarNames(creditor, client)),
    );
    const inquiries = found.flat();
    const [first] = clients;
    return inquiries.length > 0 || first === undefined ? inquiries : this.search.bySimilarClient(first);
  }
}

function distinct(inquiries: Inquiry[]): Inquiry[] {
  return [...new Map(inquiries.map((inquiry) => [inquiry.inquiryId, inquiry])).values()];
}

function distinctTexts(texts: string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}
