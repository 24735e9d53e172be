import type { Standing } from '../stages/parse';
import { isSignOff } from './sign-off';
import { head, type TextLine } from '../../documents/text-line';

/**
 * Standing of lines that are said now: after the greeting come name, firm, address (`signature`) and legal notices
 * (`boilerplate`); what says something after the greeting — a postscript, a list of enclosures, a claim, a sentence —
 * stays `current`.
 */
export function standingsOf(lines: readonly TextLine[]): Standing[] {
  const walk = new SignatureWalk();
  const standings = lines.map((line) => walk.next(line));
  markTrailingNotices(lines, standings);
  return standings;
}

class SignatureWalk {
  private signed = false;
  /** What the paragraph under way was found to be; null where each line is judged anew. */
  private paragraph: Standing | null = null;

  next(line: TextLine): Standing {
    const text = head(line);
    if (text === '') {
      this.paragraph = null;
      return this.signed ? 'signature' : 'current';
    }
    if (isSignOff(text) || isSeparator(line.text)) return this.sign();
    if (line.mark === 'signature' && !saysSomething(text))
      return isNotice(text) ? 'boilerplate' : 'signature';
    if (DEVICE_NOTE.test(text)) return 'signature';
    if (!this.signed) return 'current';
    return this.afterSignOff(text);
  }

  private sign(): Standing {
    this.signed = true;
    this.paragraph = null;
    return 'signature';
  }

  private afterSignOff(text: string): Standing {
    if (POSTSCRIPT.test(text) || (saysSomething(text) && this.paragraph !== 'boilerplate')) {
      this.paragraph = 'current';
    } else if (this.paragraph === null || this.paragraph === 'signature') {
      this.paragraph = isNotice(text) ? 'boilerplate' : isSentence(text) ? 'current' : 'signature';
    }
    return REFERENCE.test(text) && this.paragraph === 'signature' ? 'current' : this.paragraph;
  }
}

const POSTSCRIPT =
  /^(P\.?\s?P?\.?\s?S\b\.?|Nachtrag|Anlagen?\b|Anhang\b|Anhänge\b|Hinweis\b|Wichtig\b|Achtung\b|Nota bene|NB\b|Enclosures?\b|Attachments?\b|Encl\b)/i;
const DEVICE_NOTE =
  /^(von meinem|gesendet (von|mit|über)|sent from (my|outlook|mail)|get outlook for|envoyé de mon|diese nachricht wurde von meinem|outlook für (ios|android))\b.{0,80}$/i;
const CLAIM_WORD =
  /(haupt|gesamt|rest|teil)?forderung|saldo|rückstand|restschuld|zins|(?<!porto)kosten|gebühr|betrag|offen|summe|schuld|total|balance|principal|interest|outstanding|amount|debt|raten?\b|vergleich|zahl(en|ung|bar)|erledigt|storniert|ausgeglichen/i;
const AMOUNT =
  /\d{1,3}(?:[.' ]\d{3})*(?:,\d{2}|,-|\.\d{2})(?!\d)|\d\s?(?:€|EUR\b|Euro\b|CHF\b)|(?:€|EUR|CHF)\s?\d/i;
const FIRM = /(?<!\p{L})(?:g?GmbH|mbH|AG|SE|KG|OHG|UG|eG|e\. ?V\.|e\. ?K\.|AöR|GbR|mbB|Ltd|LLP)(?!\p{L})/u;
/** Figures of a firm, not of a claim. */
const FIRM_FIGURE =
  /stammkapital|grundkapital|kapital|registrier|HRB|IBAN|BIC|BLZ|Cent|Min\b|Festnetz|Mobilfunk/i;
const REFERENCE =
  /^(unser|ihr|mein)\s+(zeichen|az|aktenzeichen)|^(aktenzeichen|az\.?|kundennummer|kunden-?nr|vorgang|vertrag\w*|forderungs\w*|schadennummer|vers\w*nummer|kassenzeichen|our ref|your ref|reference)\b.{0,12}[:\s].*\d/i;
const NOTICES = [
  /\b(vertraulich\w*|confidential\w*|geschützt\w*|privileged)\b.{0,120}\b(e-?mail|mail|nachricht|mitteilung|message|adressat\w*|empfänger\w*|recipient)/i,
  /\b(e-?mail|mail|nachricht|mitteilung|message)\b.{0,120}\b(vertraulich\w*|confidential\w*|geschützt\w*|privileged)/i,
  /\b(irrtümlich|versehentlich|nicht der (richtige|beabsichtigte|vorgesehene)|not the intended|unbefugt\w*)\b.{0,60}\b(erhalten|zugegangen|adressat\w*|empfänger\w*|recipient|weitergabe|kopieren)/i,
  /(Geschäftsführ\w*|Geschäftsleitung|Vorstand\w*|Aufsichtsrat\w*|Verwaltungsrat|haftende\w* Gesellschafter\w*|Komplementär\w*|Prokurist\w*)\b.{0,40}:/i,
  /\b(HRB|HRA|GnR|PartR)\s*(Nr\.?\s*)?\d|\b(Amtsgericht|AG)\s+\p{Lu}[\p{L}-]+,?\s+(HRB|HRA|PR|VR|GnR|PartR)\b/u,
  /Sitz (und Registergericht|der (Gesellschaft|Kanzlei))|Registergericht|Handelsregister|Rechtsdienstleistungsregister|Inkassoerlaubnis|Registriert\w* (Rechtsdienst|nach §)/i,
  /\b(USt\.?-?\s?Id\w*\.?(-?\s?Nr)?|Umsatzsteuer-?ID\w*|MWST-?Nr|VAT (no|id|reg)\w*)\b[.:\s]/i,
  /(Informationen|Hinweise?) (zum|nach|gemäß|zur) (Datenschutz|Art|DSGVO|Verarbeitung)|Datenschutz(hinweise?|erklärung|information\w*|bestimmungen)\b|privacy (policy|notice|statement)/i,
  /(umwelt|environment|ausdruck\w*|printing)\b.{0,80}\b(e-?mail|mail|nachricht|drucken|ausdrucken|print\w*)/i,
  /(newsletter|unsubscribe|abbestellen)\b|auf Viren|virenfrei|frei von Viren|virus[- ]?free/i,
];

function isNotice(text: string): boolean {
  return NOTICES.some((notice) => notice.test(text));
}

function isSeparator(text: string): boolean {
  return /^--\s?$|^—\s?$|^__\s?$/.test(text);
}

/** The line bears on the claim: an amount with a word of claims, or a row of a table of figures. */
function saysSomething(text: string): boolean {
  if (FIRM_FIGURE.test(text)) return false;
  return AMOUNT.test(text) && (CLAIM_WORD.test(text) || /€|EUR|CHF|\t/.test(text));
}

function isSentence(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0;
  if (words >= 4 && CLAIM_WORD.test(text) && !FIRM_FIGURE.test(text)) return true;
  return words >= 7 && !/[|•·]/.test(text) && !/@|www\.|Tel|Fax/i.test(text);
}

/** "Wohnungsbau Haune eG | gegründet 1919 | 2.140 Wohnungen", with lines of advertising below. */
function isLetterFoot(paragraph: string[]): boolean {
  const [first] = paragraph;
  const isFirm = FIRM.test(first) && /\s[|·•]\s.+\s[|·•]\s/u.test(first) && !AMOUNT.test(first);
  return isFirm && !paragraph.some((line) => CLAIM_WORD.test(line));
}

/** Notices at the end of a mail without a greeting, from the last paragraph upwards. */
function markTrailingNotices(lines: readonly TextLine[], standings: Standing[]): void {
  let end = lines.length;
  while (end > 0) {
    let start = end;
    while (start > 0 && head(lines[start - 1]) !== '') start--;
    const paragraph = lines.slice(start, end).map(head);
    const isLegal = isNotice(paragraph.join(' ')) && !paragraph.some(saysSomething);
    if (paragraph.length > 0 && !(start > 0 && (isLegal || isLetterFoot(paragraph)))) return;
    for (let at = start; at < end; at++) if (standings[at] === 'current') standings[at] = 'boilerplate';
    end = start > 0 ? start - 1 : 0;
  }
}
