import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { centsColumn } from './cents-column';

/** Who changed a claim: the pipeline by itself, a person in review, or a person who took a write back. */
export type BookingReason = 'pipeline' | 'review' | 'undo';

/** One change of the claim on an inquiry. Rows are only ever added. */
@Entity('claim_history')
export class ClaimHistory {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ name: 'inquiry_id', type: 'text' })
  inquiryId!: string;

  @Column({ name: 'email_id', type: 'uuid', nullable: true })
  emailId!: string | null;

  @Column({ name: 'previous_cents', type: 'bigint', nullable: true, transformer: centsColumn })
  previousCents!: number | null;

  @Column({ name: 'previous_currency', type: 'text', nullable: true })
  previousCurrency!: string | null;

  @Column({ name: 'previous_email_id', type: 'uuid', nullable: true })
  previousEmailId!: string | null;

  @Column({ name: 'previous_stated_at', type: 'timestamptz', nullable: true })
  previousStatedAt!: Date | null;

  @Column({ name: 'new_cents', type: 'bigint', nullable: true, transformer: centsColumn })
  newCents!: number | null;

  @Column({ name: 'new_currency', type: 'text', nullable: true })
  newCurrency!: string | null;

  @Column({ type: 'text' })
  reason!: BookingReason;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
