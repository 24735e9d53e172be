import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Statuses that a report row has; `received` is a mail without a row, `duplicate` a delivery without a mail. */
export type ReportStatus = 'processing' | 'deferred' | 'done' | 'quarantined' | 'failed';

/** The fields that every answer is expected to have; the report names those that were not found. */
export const EXPECTED_FIELDS = [
  'client_name',
  'creditor_name',
  'office_reference',
  'creditor_reference',
  'claim_amount',
] as const;

/** A stage that a mail went through. */
export interface StageRecord {
  name: string;
  started_at: string;
  duration_ms: number;
  attempt: number;
  /** `ok`, else the code of the failure. */
  outcome: string;
}

/** A field as the report shows it. */
export interface ReportedField {
  value: string;
  confidence: number;
  source: string;
  quote: string;
}

/** What the report shows beyond the columns that it is filtered by. */
export interface Findings {
  extracted_fields: Record<string, ReportedField>;
  missing_fields: string[];
  reasons: string[];
  flags: string[];
  candidates: { inquiry_id: string; score: number; signals: Record<string, unknown> }[];
  attachments: {
    filename: string;
    media_type: string;
    size: number;
    outcome: string;
    detail?: string;
    ocr_pages?: number;
  }[];
  extractor: {
    name: 'rules' | 'claude';
    model: string | null;
    prompt_version: string | null;
    input_tokens: number;
    output_tokens: number;
    cost_usd: string;
    degraded: boolean;
  };
  stages: StageRecord[];
}

/** What happened to one mail. */
@Entity('reports')
export class Report {
  @PrimaryColumn('uuid', { name: 'email_id' })
  emailId!: string;

  @Column('text', { name: 'correlation_id' })
  correlationId!: string;

  @Column('text', { name: 'job_id', nullable: true })
  jobId!: string | null;

  @Column('text')
  status!: ReportStatus;

  @Column('text', { nullable: true })
  kind!: string | null;

  @Column('text', { nullable: true })
  route!: string | null;

  @Column('boolean')
  written!: boolean;

  @Column('bigint', { name: 'written_cents', nullable: true })
  writtenCents!: string | null;

  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('text', { name: 'inquiry_id', nullable: true })
  inquiryId!: string | null;

  @Column('integer')
  attempts!: number;

  @Column('jsonb')
  findings!: Partial<Findings>;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
