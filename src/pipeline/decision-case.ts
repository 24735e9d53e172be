import { centsOf } from '../money';
import { CONFIDENCE } from './extraction/confidence';
import { NAME_VALUES } from './matching/name-evidence';
import { NAME_COUNTS, NAME_IS_EXACT } from './matching/signal-weights';
import { type Legibility, legibilityOf } from './legibility';
import type { Extraction } from './stages/extraction';
import type { Candidate, Match, Signals } from './stages/match';
import type { AttachmentReading, ParsedMail } from './stages/parse';

const QUIET_KINDS = new Set<Extraction['kind']>(['receipt_confirmation', 'auto_reply', 'unrelated']);

const COUNTRIES_WITHOUT_EURO = /\.(ch|li|uk|us|pl|cz|dk|se|no|hu|ro|tr|com\.tr)$/i;

/** What the decision rules ask of a mail that has been read and matched. */
export class DecisionCase {
  constructor(
    readonly mail: ParsedMail,
    readonly extraction: Extraction,
    readonly match: Match,
    /** The share of booked claims that may be wrong. */
    readonly maxError: number,
  ) {}

  get best(): Candidate | null {
    return this.match.best;
  }

  get signals(): Signals {
    return this.match.best?.signals ?? {};
  }

  /** True for kinds of mail that state nothing about a claim. */
  get isQuiet(): boolean {
    return QUIET_KINDS.has(this.extraction.kind);
  }

  /** The total in cents, or null. */
  get totalCents(): number | null {
    return this.extraction.claimAmount === null ? null : centsOf(this.extraction.claimAmount.value);
  }

  /** How the total stands in an image; null where it stands in text, or there is none. */
  get legibility(): Legibility | null {
    return this.totalCents ? legibilityOf(this.totalCents, this.mail.blocks) : null;
  }

  /** True where the total stands in the sender's present words, spelled without ambiguity. What it is there, both readers agree on. */
  get totalIsBacked(): boolean {
    return this.extraction.amounts.some(
      ({ current, cents, unambiguous }) => current && unambiguous && cents === this.totalCents,
    );
  }

  get statesNoClaim(): boolean {
    return this.extraction.kind === 'no_claim' && this.totalCents === 0;
  }

  /** How many times the total exceeds what the client believes to owe, or falls short of it; 1 where that is not known. */
  get ratioToBelieved(): number {
    const believed = this.match.believedCents;
    const total = this.totalCents;
    if (!believed || !total) return 1;
    return Math.max(total / believed, believed / total);
  }

  /** ISO code of the claim: as stated, or euro where a German mail names none and comes from no country with another currency. */
  get currency(): string | null {
    const { currency } = this.extraction;
    if (currency === null) return null;
    const assumed = currency.confidence <= CONFIDENCE.currency.assumed;
    return assumed && COUNTRIES_WITHOUT_EURO.test(this.mail.from?.domain ?? '') ? null : currency.value;
  }

  get unreadAttachments(): AttachmentReading[] {
    return this.mail.attachments.filter(({ outcome }) => outcome !== 'read' && outcome !== 'irrelevant');
  }

  get hasContractNumber(): boolean {
    return this.signals.creditor_reference === 'exact';
  }

  get hasOfficeReference(): boolean {
    return this.signals.office_reference === 'exact';
  }

  get nameCounts(): boolean {
    return (this.signals.client_name ?? 0) >= NAME_COUNTS;
  }

  get nameIsExact(): boolean {
    return (this.signals.client_name ?? 0) >= NAME_IS_EXACT;
  }

  /** True where the inquiry's creditor, or a collector known to the office, wrote from an address or domain of its own. */
  get senderIsKnown(): boolean {
    return this.senderIsCreditor || this.match.senderKnown === true;
  }

  get senderIsCreditor(): boolean {
    return this.signals.creditor === 'sender_address' || this.signals.creditor === 'sender_domain';
  }

  /** True where some inquiry shares a number or the client's name with the mail. */
  get touchesAnInquiry(): boolean {
    return this.match.candidates.some(
      ({ signals }) =>
        signals.office_reference !== undefined ||
        signals.creditor_reference !== undefined ||
        (signals.client_name ?? 0) >= NAME_COUNTS,
    );
  }

  /** True where the client's exact name, the creditor's and a total near the expected one point to the same inquiry. */
  private get isToldByNames(): boolean {
    const { creditor, amount } = this.signals;
    return this.nameIsExact && (creditor === 'name' || creditor === 'sender_name') && amount !== undefined;
  }

  /** The family name beside the client's street and house number: a couple is two candidates. */
  private get livesThere(): boolean {
    return (this.signals.client_name ?? 0) >= NAME_VALUES.familyName && this.signals.address === 'exact';
  }

  /** How many of those agree that a stranger cannot have by chance: both numbers, the client's name, the creditor's. */
  private countAgreeing(): number {
    return [
      this.hasOfficeReference,
      this.hasContractNumber,
      this.nameCounts,
      this.signals.creditor === 'name',
    ].filter(Boolean).length;
  }

  /** True where the match is certain enough to write when staff are told: more than `best` asks, since a write is at stake. */
  get isCertain(): boolean {
    if (!this.best) return false;
    if (!this.senderIsKnown)
      return (
        (this.match.addressUnknown === true && this.isToldByNames) ||
        ((this.hasOfficeReference || this.hasContractNumber) && this.countAgreeing() >= 3)
      );
    if (this.hasContractNumber) return this.nameCounts || this.hasOfficeReference || this.senderIsCreditor;
    if (this.hasOfficeReference) return this.nameCounts || this.senderIsCreditor;
    return (this.nameIsExact || this.livesThere) && this.senderIsCreditor;
  }
}
