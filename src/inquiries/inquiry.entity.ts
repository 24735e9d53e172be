import { Column, Entity, PrimaryColumn } from 'typeorm';
import { centsColumn } from './cents-column';

/** An inquiry that the office sent to a creditor, and the claim that has been booked on it since. */
@Entity('inquiries')
export class Inquiry {
  @PrimaryColumn({ name: 'inquiry_id', type: 'text' })
  inquiryId!: string;

  @Column({ name: 'client_id', type: 'text' })
  clientId!: string;

  @Column({ name: 'client_first_name', type: 'text' })
  clientFirstName!: string;

  @Column({ name: 'client_last_name', type: 'text' })
  clientLastName!: string;

  /** `YYYY-MM-DD`. */
  @Column({ name: 'client_birth_date', type: 'date', nullable: true })
  clientBirthDate!: string | null;

  @Column({ name: 'client_street', type: 'text' })
  clientStreet!: string;

  @Column({ name: 'client_postal_code', type: 'text' })
  clientPostalCode!: string;

  @Column({ name: 'client_city', type: 'text' })
  clientCity!: string;

  /** The office's file number: the same for all inquiries of a client. */
  @Column({ name: 'office_reference', type: 'text' })
  officeReference!: string;

  @Column({ name: 'creditor_name', type: 'text' })
  creditorName!: string;

  /** Where the inquiry went; lower case; empty where it went by post. */
  @Column({ name: 'creditor_email', type: 'text' })
  creditorEmail!: string;

  /** Customer, contract, claim or account number at the creditor; may be empty. */
  @Column({ name: 'creditor_reference', type: 'text' })
  creditorReference!: string;

  /** What the client believes to owe. */
  @Column({ name: 'claimed_amount_cents', type: 'bigint', nullable: true, transformer: centsColumn })
  claimedAmountCents!: number | null;

  /** `YYYY-MM-DD`. */
  @Column({ name: 'sent_at', type: 'date', nullable: true })
  sentAt!: string | null;

  @Column({ name: 'office_reference_key', type: 'text', nullable: true })
  officeReferenceKey!: string | null;

  @Column({ name: 'creditor_reference_key', type: 'text', nullable: true })
  creditorReferenceKey!: string | null;

  @Column({ name: 'creditor_domain', type: 'text', nullable: true })
  creditorDomain!: string | null;

  /** The creditor's name as `fold` makes it. */
  @Column({ name: 'creditor_search', type: 'text' })
  creditorSearch!: string;

  /** The client's name as `nameKey` makes it. */
  @Column({ name: 'client_search', type: 'text' })
  clientSearch!: string;

  /** The claim as last booked; null until then. */
  @Column({ name: 'claim_cents', type: 'bigint', nullable: true, transformer: centsColumn })
  claimCents!: number | null;

  @Column({ name: 'claim_currency', type: 'text', nullable: true })
  claimCurrency!: string | null;

  @Column({ name: 'claim_updated_by_email_id', type: 'uuid', nullable: true })
  claimUpdatedByEmailId!: string | null;

  @Column({ name: 'claim_updated_at', type: 'timestamptz', nullable: true })
  claimUpdatedAt!: Date | null;

  /** When the creditor stated the claim: the time of the mail, not of the booking. */
  @Column({ name: 'claim_stated_at', type: 'timestamptz', nullable: true })
  claimStatedAt!: Date | null;
}
