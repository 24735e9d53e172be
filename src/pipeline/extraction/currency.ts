/** A currency beside a number. */
export interface CurrencySign {
  code: string;
  /** 1, or 1000 for "TEUR" and "Tsd. €". */
  scale: number;
  /** Length of the matched text, blanks included. */
  length: number;
}

const SPELLINGS: readonly [RegExp, string, number][] = [
  [/^(?:TEUR|T€|T-?Euro|Tsd\.? ?(?:€|EUR|Euro))$/i, 'EUR', 1000],
  [/^(?:€|EURO?S?|€uro)$/i, 'EUR', 1],
  [/^(?:CHF|SFr\.?|Fr\.|Franken)$/i, 'CHF', 1],
  [/^(?:USD|US\$|\$|US-Dollar|Dollar)$/i, 'USD', 1],
  [/^(?:GBP|£|Pfund)$/i, 'GBP', 1],
  [/^(?:PLN|zł|Złoty|Zloty)$/i, 'PLN', 1],
  [/^(?:CZK|Kč)$/i, 'CZK', 1],
  [/^(?:TRY|₺)$/i, 'TRY', 1],
  [/^(?:DM|DEM)$/, 'DEM', 1],
  // Not "km": cars are leased by it.
  [/^KM$/, 'BAM', 1],
  [
    /^(?:DKK|SEK|NOK|HUF|RON|BGN|JPY|CAD|AUD|ISK|RUB|UAH|AED|BAM|RSD|MKD|HRK|MDL|GEL|ZAR|INR|CNY|MXN|BRL|EGP|MAD|TND|ILS|SAR|THB|SGD|HKD|NZD|KZT|BYN|AZN|AMD)$/,
    '',
    1,
  ],
];

const WORD =
  '(?:TEUR|T€|T-?Euro|Tsd\\.? ?(?:€|EUR|Euro)|€uro|€|EUR[O]?S?|CHF|SFr\\.?|Franken|USD|US\\$|US-Dollar|Dollar|\\$|GBP|£|Pfund|PLN|zł|Złoty|Zloty|CZK|Kč|TRY|₺|DEM|DM|KM|DKK|SEK|NOK|HUF|RON|BGN|JPY|CAD|AUD|ISK|RUB|UAH|AED|BAM|RSD|MKD|HRK|MDL|GEL|ZAR|INR|CNY|MXN|BRL|EGP|MAD|TND|ILS|SAR|THB|SGD|HKD|NZD|KZT|BYN|AZN|AMD)';

const BEFORE = new RegExp(`(?<![\\p{L}])(${WORD}|Fr\\.)[ \\t]{0,12}$`, 'iu');
const AFTER = new RegExp(`^(?:[ \\t]{0,2}|[ ]?\\n[ ]?)(${WORD})(?![\\p{L}])`, 'iu');
const DECLARED = new RegExp(
  `(?:Betr[aä]ge?|Währung|Angaben|Werte|Summen?|Saldo|Soll|Haben|Amounts?|Currency|All figures|Total|Forderung)[^\\p{L}\\n]{0,3}(?:sind |alle |are )?(?:in )?[(\\[]?(${WORD})(?![\\p{L}])`,
  'iu',
);
const ANYWHERE = new RegExp(`(?<![\\p{L}])(${WORD})(?![\\p{L}])`, 'giu');

/** The currency that ends right before `at`, or null. */
export function currencyBefore(text: string, at: number): CurrencySign | null {
  return signOf(BEFORE.exec(text.slice(Math.max(0, at - 24), at)));
}

/** The currency that begins right after `at` (a line break may lie between), or null. */
export function currencyAfter(text: string, at: number): CurrencySign | null {
  return signOf(AFTER.exec(text.slice(at, at + 18)));
}

/** The currency that a table or note declares for its figures ("Beträge in EUR"), or null. */
export function declaredCurrency(text: string): { code: string; start: number; end: number } | null {
  const match = DECLARED.exec(text);
  const sign = signOf(match);
  return match && sign ? { code: sign.code, start: match.index, end: match.index + match[0].length } : null;
}

/** The first place of each currency that a text names. */
export function currenciesIn(text: string): { code: string; start: number; end: number }[] {
  const found = new Map<string, { code: string; start: number; end: number }>();
  for (const match of text.matchAll(ANYWHERE)) {
    const code = codeOf(match[1])?.code;
    if (code === undefined || found.has(code)) continue;
    found.set(code, { code, start: match.index, end: match.index + match[0].length });
  }
  return [...found.values()];
}

function signOf(match: RegExpExecArray | null): CurrencySign | null {
  const known = match && codeOf(match[1]);
  return known ? { ...known, length: match[0].length } : null;
}

function codeOf(spelling: string): { code: string; scale: number } | null {
  for (const [pattern, code, scale] of SPELLINGS) {
    if (pattern.test(spelling)) return { code: code || spelling.toUpperCase(), scale };
  }
  return null;
}
