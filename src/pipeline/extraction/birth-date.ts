import type { NameMention } from '../stages/extraction';
import { CONFIDENCE } from './confidence';
import { type Passage, quoteAround } from './passage';

const LABELLED =
  /(?<!\p{L})(?:geb(?:oren|\.)?(?: am)?|\*|Geburtsdatum|Geb\.?-?Datum|Geburtstag|Geb\.|born(?: on)?|date of birth|d\.?o\.?b\.?|birth ?date)[\s:]{0,4}(?:am |on )?(?:(\d{1,2})[./ ]{1,2}(\d{1,2}|\p{L}{3,9})[./ ]{1,2}(\d{4}|\d{2})|(\d{4})-(\d{2})-(\d{2}))(?!\d)/giu;

/** Two-digit years up to this one are read as 20xx; debtors are of age. */
const YOUNGEST_SHORT_YEAR = 12;

const MONTHS = ['jan', 'feb', 'mär', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dez'];
const ENGLISH_MONTHS: Record<string, number> = { mar: 3, maer: 3, may: 5, oct: 10, dec: 12 };

/** Dates labelled as a birth date, as ISO dates. Impossible ones are left out. */
export function findBirthDates(passages: Passage[]): NameMention[] {
  return passages.flatMap((passage) =>
    [...passage.text.matchAll(LABELLED)].flatMap((match) => {
      const value = match[4] ? isoDate(match[4], match[5], match[6]) : isoDate(match[3], match[2], match[1]);
      if (!value) return [];
      const confidence = passage.current
        ? CONFIDENCE.birthDate
        : CONFIDENCE.birthDate * CONFIDENCE.quotedFactor;
      const quote = quoteAround(passage.text, match.index, match.index + match[0].length);
      return [{ value, confidence, source: passage.source, quote, current: passage.current }];
    }),
  );
}

function isoDate(yearText: string, monthText: string, dayText: string): string | null {
  const short = Number(yearText);
  const year = yearText.length === 4 ? short : short > YOUNGEST_SHORT_YEAR ? 1900 + short : 2000 + short;
  const month = monthNumber(monthText);
  const day = Number(dayText);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1900 ? date.toISOString().slice(0, 10) : null;
}

function monthNumber(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const key = text.toLowerCase().slice(0, 3);
  return ENGLISH_MONTHS[key] ?? MONTHS.indexOf(key) + 1;
}
