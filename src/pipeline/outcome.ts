import { EXPECTED_FIELDS } from '../reports/report.entity';
import type { Outcome } from './run-journal';
import type { Extraction } from './stages/extraction';
import type { ExtractedFields, Match } from './stages/match';
import type { ParsedMail } from './stages/parse';
import type { Written } from './stages/write';

const MAX_CANDIDATES = 10;
/** The rules by themselves, as they are meant to. */
const RULES = {
  name: 'rules',
  model: null,
  prompt_version: null,
  input_tokens: 0,
  output_tokens: 0,
  cost_usd: '0.0000',
  degraded: false,
} as const;

/** Gathers what the stages found into what the report keeps. */
export function outcomeOf(
  parsed: ParsedMail,
  extraction: Extraction,
  match: Match,
  written: Written,
): Outcome {
  const fields = match.fields;
  return {
    kind: extraction.kind,
    route: written.route,
    written: written.written,
    currency: fields.currency?.value ?? null,
    inquiryId: written.inquiryId,
    findings: {
      extracted_fields: { ...fields },
      missing_fields: EXPECTED_FIELDS.filter((name) => !fields[name]),
      reasons: written.reasons,
      flags: [...new Set([...parsed.flags, ...extraction.concerns])],
      candidates: match.candidates.slice(0, MAX_CANDIDATES).map(({ inquiry_id, score, signals }) => ({
        inquiry_id,
        score: Math.round(score * 1000) / 1000,
        signals: { ...signals },
      })),
      attachments: parsed.attachments.map(({ mediaType, ocrPages, ...attachment }) => ({
        ...attachment,
        media_type: mediaType,
        ...(ocrPages === undefined ? {} : { ocr_pages: ocrPages }),
      })),
      extractor: extraction.secondReading?.extractor ?? RULES,
    },
    search: searchText(parsed, fields, written),
  };
}

function searchText(parsed: ParsedMail, fields: ExtractedFields, written: Written): string {
  const { client_name, creditor_name, office_reference, creditor_reference } = fields;
  const values = [client_name, creditor_name, office_reference, creditor_reference].map(
    (field) => field?.value,
  );
  return [parsed.subject, parsed.from?.address, written.inquiryId, ...values]
    .filter(Boolean)
    .join(' ')
    .slice(0, 1_000)
    .toLowerCase();
}
