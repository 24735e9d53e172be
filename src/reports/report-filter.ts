import { BadRequestException } from '@nestjs/common';
import { z } from 'zod';

/** In UTC, also a bare date, which is its midnight: left to PostgreSQL, both would follow the zone of its session. */
const instant = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^[1-9]\d{3}-/.test(text), 'must lie in the years 1000 to 9999');

const schema = z.object({
  // No mail is ever a duplicate: its repeats are counted at the first delivery. The contract lets one ask all the same.
  status: z
    .enum(['received', 'processing', 'deferred', 'done', 'quarantined', 'failed', 'duplicate'])
    .optional(),
  route: z.enum(['auto_update', 'update_and_notify', 'manual_review', 'no_action']).optional(),
  kind: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  q: z
    .string()
    .max(200)
    .regex(/^[^\0]*$/, 'must not hold NUL')
    .optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
});

/** Which mails a list shows; `from` is inclusive, `to` exclusive, both by time of receipt. */
export interface ReportFilter extends Omit<z.infer<typeof schema>, 'cursor'> {
  /** The last row of the page before. */
  after?: { receivedAt: string; emailId: string };
}

/** @throws BadRequestException that names each bad parameter and what it may be. */
export function parseReportFilter(query: unknown): ReportFilter {
  const parsed = schema.safeParse(query);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new BadRequestException(problems.join('; '));
  }
  const { cursor, ...filter } = parsed.data;
  return cursor === undefined ? filter : { ...filter, after: decodeCursor(cursor) };
}

export function encodeCursor(receivedAt: string, emailId: string): string {
  return Buffer.from(`${receivedAt} ${emailId}`).toString('base64url');
}

function decodeCursor(cursor: string) {
  const [receivedAt, emailId] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const valid = z.tuple([z.iso.datetime().regex(/^[1-9]/), z.uuid()]).safeParse([receivedAt, emailId]);
  if (!valid.success) throw new BadRequestException('cursor: must be the next_cursor of an earlier answer');
  return { receivedAt: valid.data[0], emailId: valid.data[1] };
}
