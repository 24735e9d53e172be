import type { AmountLabel } from './amount-label';

const ALSO = /^\s*(?:-\s*)?(?:,|und|sowie|and|&|\/|u\.)\s*(?:(?:der|die|den|weitere[rn]?|the)\s+){0,2}$/iu;
const OPENS_INCLUSION =
  /(?:einschlie(?:ß|ss)lich|einschl\.|inkl\.?|incl\.?|inklusive|samt|nebst|including|inclusive of|ohne|zzgl\. (?:weitere|laufende)r?|zuzüglich (?:weitere|laufende)r?)\s+(?:[\p{L}-]+\s+){0,6}$/iu;
/** "Es wurden keine Zahlungen geleistet", "nach einer Gutschrift" label nothing. */
const NONE_OF_IT =
  /(?<!\p{L})(?:kein(?:e[rn]?)?|no|without|ohne|nach (?:einer|der|dieser|allen|Abzug der))\s(?:\p{L}+\s)?$/iu;
const GOVERNS =
  /^\s*(?:auf|aus|der|des|von|zur|zum|für|über|gemäß|gem\.|lt\.?|laut|on|of|for|nach|an|in der|in dem)\s+(?:(?:die|der|den|dem|des|diese[rnms]?|the|our|unsere[rnms]?|dieser?|tituliert\p{L}*|offene[rn]?|restliche[rn]?)\s+){0,2}$/iu;
const FIGURE_OF_PAYMENT = /(?:von|in Höhe von|i\. ?H\. ?v\.|über|of|:|\t|EUR|€)\s*(?:EUR|€)?\s*$/iu;
const TOTAL_VERB = /betr(?:ä|ae)gt|bel(?:ä|ae)uft|lautet|amounts|(?<!\p{L})is(?!\p{L})|:\s*$/iu;

const OUTCOME =
  /[,;–-]\s+(?:das |wir |sind |kommen )*(?:also|mithin|somit|damit|demnach|macht|zusammen|insgesamt|gesamt|together|in total|so)(?!\p{L})/iu;

/** "Eingegangen sind elf Raten, mithin 550,00 €": so many instalments that were paid are a payment. */
const COUNTED =
  /^\s(?:(?:sind|wurden|worden|haben|hat|er|sie|bisher|bislang|insgesamt|lediglich|nur)\s)*(?:\d{1,3}|zwei|drei|vier|fünf|sechs|sieben|acht|neun|elf|zwölf|\p{L}*zehn|\p{L}*zwanzig|mehrere|einige|diverse)\s(?:\p{L}+\s)?$/iu;
const SUMMED_UP = /^[,:]?\s*(?:also|mithin|somit|insgesamt|zusammen|das sind|gesamt|in summe|=)(?!\p{L})/iu;

const PARTS = new Set(['principal', 'interest', 'costs', 'surcharge']);

/** The label that an amount at `at` belongs to, out of those between `from` and it; null for none. */
export function chooseLabel(
  text: string,
  labels: AmountLabel[],
  from: number,
  at: number,
  row: boolean,
): AmountLabel | null {
  const outside = withoutParentheses(text, labels, from, at).filter((label) => !isPast(text, label, at));
  const free = outside.filter((_label, index) => !isIncluded(text, outside, index));
  const candidates = free.length > 0 ? free : outside;
  if (candidates.length === 0) return null;
  const enumerated = totalOfParts(text, candidates, at);
  if (enumerated) return enumerated;
  return row ? headOfRow(candidates) : nearestHead(text, candidates, at);
}

/** A part named before "also 48,70 €", or an earlier state named before a comma, says nothing of the figure. */
function isPast(text: string, label: AmountLabel, at: number): boolean {
  const between = text.slice(label.end, at);
  if (label.role === 'superseded') return /[,;]\s/.test(between);
  const isAddition = PARTS.has(label.role) || isConjunction(label);
  return isAddition && OUTCOME.test(between);
}

/** The label right behind an amount: "67,40 EUR Mahnkosten", "sind 500,00 € noch offen". */
export function labelAfter(
  text: string,
  labels: AmountLabel[],
  end: number,
  next: number,
): AmountLabel | null {
  for (const label of labels) {
    if (label.start < end || label.end > next) continue;
    const between = text.slice(end, label.start);
    const behind = text.slice(label.end, label.end + 12);
    if (/^\s*:/.test(behind) || (/^\s*(?:EUR|€|CHF)? ?\d/u.test(behind) && label.role !== 'total'))
      return null;
    if (/[.;:!?()\t]/.test(between)) return null;
    const close =
      between.length <= 10 &&
      !between.includes(',') &&
      !/(?<!\p{L})(?:und|sowie|and|plus|zzgl|zuzüglich|nebst|inkl|incl|einschließlich|einschl|inklusive|samt|including|ohne|excluding)(?!\p{L})/iu.test(
        between,
      );
    const verbal =
      (label.predicate || label.role === 'payment') && between.length <= 60 && !between.includes(',');
    if (close || verbal || /^\s*(?:\p{L}{1,8} ){0,2}(?:an|für|of|in) $/u.test(between)) return label;
    if (label.role === 'total' && label.strength === 3 && between.length <= 30 && !between.includes(','))
      return label;
    return null;
  }
  return null;
}

/** Drops labels in parentheses that are closed before the amount; inside an open one its own labels come first. */
function withoutParentheses(text: string, labels: AmountLabel[], from: number, at: number): AmountLabel[] {
  if (labels.length === 0) return labels;
  const before = text.slice(from, at);
  const open = before.lastIndexOf('(');
  if (open <= before.lastIndexOf(')')) return labels.filter((label) => !isClosed(before, label.start - from));
  const inside = labels.filter((label) => label.start > from + open);
  if (inside.length > 0) return inside.filter((label) => label.role !== 'total' || label.strength > 1);
  return labels.filter((label) => !label.predicate && from + open - label.end <= 25).slice(-1);
}

function isClosed(before: string, offset: number): boolean {
  const close = before.indexOf(')', offset);
  if (close === -1) return false;
  const open = before.indexOf('(', offset);
  return open === -1 || open > close;
}

function isIncluded(text: string, labels: AmountLabel[], index: number): boolean {
  const label = labels[index];
  if (label.role === 'total' && label.strength === 3) return false;
  const before = text.slice(Math.max(0, label.start - 64, labels[index - 1]?.end ?? 0), label.start);

  if (OPENS_INCLUSION.test(before)) return true;
  if (label.role === 'payment' && NONE_OF_IT.test(before)) return true;
  if (index === 0 || !ALSO.test(before)) return false;
  return isIncluded(text, labels, index - 1) && label.start - labels[index - 1].end < 40;
}

/** "Die Gesamtforderung aus Hauptforderung, Zinsen und Kosten beträgt …" names one figure: the total. */
function totalOfParts(text: string, labels: AmountLabel[], at: number): AmountLabel | null {
  const total = labels.find((label) => label.role === 'total' && label.strength >= 2 && !label.predicate);
  if (!total) return null;
  const parts = new Set(
    labels.filter((label) => label.start > total.end && PARTS.has(label.role)).map((label) => label.role),
  );
  const last = labels.findLast((label) => PARTS.has(label.role));
  return parts.size >= 2 && last && TOTAL_VERB.test(text.slice(last.end, at)) ? total : null;
}

/** "zuzüglich" says of what follows it only that it comes on top. */
function isConjunction({ role, strength }: AmountLabel): boolean {
  return role === 'other' && strength === 1;
}

function headOfRow(labels: AmountLabel[]): AmountLabel {
  const named = labels.filter((label) => label.role !== 'superseded');
  const first = named.find((label) => !isConjunction(label)) ?? named[0] ?? labels[0];
  if (first.role !== 'total' || first.strength === 3) return first;
  const part = labels.find((label) => PARTS.has(label.role));
  const kinds = new Set(labels.filter((label) => PARTS.has(label.role)).map((label) => label.role));
  if (part && kinds.size === 1) return part;
  return strongest(labels.filter((label) => label.role === 'total'));
}

function nearestHead(text: string, labels: AmountLabel[], at: number): AmountLabel {
  const paid = paidInstalments(text, labels, at);
  if (paid) return paid;
  let index = labels.length - 1;
  while (index > 0 && givesWay(text, labels[index - 1], labels[index], at)) index--;
  const chosen = labels[index];
  const behind = labels[index - 1];
  if (chosen.role === 'total' && behind?.role === 'total' && behind.strength > chosen.strength) return behind;
  return chosen;
}

function paidInstalments(text: string, labels: AmountLabel[], at: number): AmountLabel | null {
  const index = labels.findLastIndex((label) => label.role === 'instalment');
  const [paid, instalments] = [labels[index - 1], labels[index]];
  if (paid?.role !== 'payment' || labels.slice(index + 1).some((label) => label.strength > 1)) return null;
  const counted = COUNTED.test(text.slice(paid.end, instalments.start));
  return counted && SUMMED_UP.test(text.slice(instalments.end, at)) ? paid : null;
}

/** Whether a label is only an attribute of the one before it. */
function givesWay(text: string, earlier: AmountLabel, label: AmountLabel, at: number): boolean {
  const between = text.slice(earlier.end, label.start);
  const isTotal = label.role === 'total';
  if (label.role === 'settlement') return false;
  if (isTotal && label.predicate) return earlier.role !== 'superseded' && !/[;]/.test(between);
  if (isTotal && label.strength === 1)
    return PARTS.has(earlier.role) && between.length < 25 && !/[,:]/.test(between);
  if (label.role === 'payment' && earlier.role === 'total')
    return !FIGURE_OF_PAYMENT.test(text.slice(label.end, at)) && !/^[^,]*,/.test(between);
  if (!GOVERNS.test(between) || (isTotal && earlier.role === 'total')) return false;
  if (earlier.role === 'payment') return !isTotal;
  if (earlier.role === 'total') return !PARTS.has(label.role) && label.role !== 'payment';
  return PARTS.has(earlier.role) && (PARTS.has(label.role) || isTotal);
}

function strongest(labels: AmountLabel[]): AmountLabel {
  return labels.reduce((best, label) => (label.strength > best.strength ? label : best));
}
