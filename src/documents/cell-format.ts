import { format, isDateFormat } from 'numfmt';

/** Number formats that workbooks name by number alone, as a German Excel shows them (ECMA-376 part 1, 18.8.30). */
const BUILT_IN: Readonly<Record<number, string>> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '#,##0 "€"',
  6: '#,##0 "€"',
  7: '#,##0.00 "€"',
  8: '#,##0.00 "€"',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'dd.mm.yyyy',
  15: 'dd.mm.yyyy',
  16: 'dd.mm.yyyy',
  17: 'dd.mm.yyyy',
  18: 'hh:mm',
  19: 'hh:mm:ss',
  20: 'hh:mm',
  21: 'hh:mm:ss',
  22: 'dd.mm.yyyy hh:mm',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  41: '#,##0',
  42: '#,##0 "€"',
  43: '#,##0.00',
  44: '#,##0.00 "€"',
  49: '@',
};
const MS_PER_DAY = 86_400_000;
/** Day 0 of Excel's calendar, chosen so that days from 1 March 1900 come out right; 1462 days later with Macs of old. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
const DAYS_TO_1904 = 1_462;
const MAX_DAY = 2_958_465;

/** The pattern behind a number, with the workbook's own patterns. */
export function patternOf(id: number, own: ReadonlyMap<number, string>): string {
  return own.get(id) ?? BUILT_IN[id] ?? 'General';
}

/**
 * A number as a German reader sees it in the cell. Dates are always DD.MM.YYYY, and amounts always show their cents, even
 * where the format leaves them out: "1.250" could be read in two ways.
 */
export function formatNumber(value: number, pattern: string, countsFrom1904: boolean): string {
  if (isDateFormat(pattern)) return formatDate(value + (countsFrom1904 ? DAYS_TO_1904 : 0), pattern);
  if (/^(General|@)?$/i.test(pattern)) return plainNumber(value);
  const exact = pattern.replace(/#,##0(?![.,#0%?])/g, '#,##0.00');
  try {
    return format(exact, value, { locale: 'de', nbsp: false }).replace(/\s+/g, ' ').trim();
  } catch {
    return plainNumber(value);
  }
}

/** Without a format there are no groups of thousands; a part of a whole is shown as cents where it may be cents. */
function plainNumber(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  const isCents = Math.abs(rounded - value) < 1e-7;
  const digits = Number.isInteger(value) ? String(value) : isCents ? rounded.toFixed(2) : String(value);
  return digits.replace('.', ',');
}

function formatDate(day: number, pattern: string): string {
  if (day < 0 || day > MAX_DAY) return plainNumber(day);
  const moment = new Date(DAY_ZERO + Math.round(day * MS_PER_DAY)).toISOString();
  const [year, month, date] = moment.slice(0, 10).split('-');
  const time = moment.slice(11, 16);
  if (!/[dy]/i.test(pattern.replace(/\[[^\]]*\]|"[^"]*"|\\./g, ''))) return time;
  return `${date}.${month}.${year}${time === '00:00' ? '' : ` ${time}`}`;
}
