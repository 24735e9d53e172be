import type { Kind, Quote } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import { isNoDenial } from './denial';
import { KIND_PHRASES } from './kind-phrases';
import type { Passage } from './passage';
import { foldCase } from './phrase-pattern';
import type { ChosenTotal, Inference } from './total';

/** The kind of a mail, how sure, and the words that gave it away. */
export interface KindFinding {
  kind: Kind;
  confidence: number;
  evidence: Quote[];
}

/** A wording found in the mail. */
export interface KindEvidence extends Quote {
  kind: Kind;
  weight: number;
}

/** Current text in which wordings are looked for, in characters. */
const READ_LIMIT = 12_000;
const SENTENCE_LIMIT = 600;
const QUOTE_LIMIT = 160;
const EVIDENCE_KEPT = 5;

/** Titles of the claim in the creditor's hand: background where a total is stated as well. */
const BACKGROUND =
  /\ban uns\b|uns abgetreten|abgetretene[mnrs]?\s+(?:Recht|Forderung)|Abtretung an|(?:an|beim?)\s+(?:das|den|die|dem|der)?\s*(?:zuständige[nr]?\s+)?(?:Amtsgericht|Gericht|Vollstreckungs|Hauptzollamt)/i;
/** "Ein Antrag auf Stundung wurde am 08.12.2025 abgelehnt": not what is answered now. */
const DECIDED_BEFORE =
  /(?:wurde|worden|war|haben wir)\s+(?:\p{L}+\s+){0,3}(?:am|im|mit)\s.{0,60}(?:abgelehnt|zugestimmt|zurückgewiesen|angenommen)|antrag\s+auf/iu;
const ENTRUSTED = /beauftragt|betraut|bevollmächtigt|mandatiert/iu;
const ONLY_US = /(?:nur|ausschließlich|allein|direkt|unmittelbar)\s(?:noch\s)?an\suns(?!\p{L})/iu;
/** Weight of signs of fraud that together outweigh any claim. */
const FRAUD = 7;
const ON_CONDITION = /(?<!\p{L})(?:falls|sofern|sollten?|etwaige\p{L}*|gegebenenfalls|ggf|if)(?!\p{L})/iu;
/** "Bei Zahlung von 300 EUR ist die Sache erledigt", "andernfalls geben wir sie an ein Inkassobüro ab". */
const NOT_YET =
  /(?<!\p{L})(?:wenn|sobald|falls|sofern|sollten?|ob|wären?|würden?|andernfalls|ansonsten|sonst|if|unless|once|(?:bei|nach|mit|durch|gegen|vor)\s+(?:\p{L}+\s+){0,3}(?:zahlung|einmalzahlung|eingang|zahlungseingang|überweisung|ausgleich|erfüllung))(?!\p{L})/iu;
const DENIAL = /(?<!\p{L})(?:keine?[nr]?|keinerlei|nichts|nix|unbekannt|nicht bekannt|no|not)(?!\p{L})/iu;
const SETTLED_ALREADY: readonly Kind[] = ['no_claim', 'assignment'];
const OUR_OWN_SUBJECT = /^\s*(?:AW|RE|Antw|Antwort|WG|FW|FWD)\s*:/i;

/** From this weight on, a wording of another kind forbids to infer a total. */
const DECISIVE: Readonly<Record<Kind, number>> = {
  claim_statement: 0,
  no_claim: 4,
  assignment: 3,
  info_request: 5,
  settlement_accepted: 4,
  settlement_rejected: 4,
  receipt_confirmation: 4,
  auto_reply: 4,
  unrelated: 3,
};

/** Every wording in the current text, one per phrase, the strongest first. */
export function findKindEvidence(passages: Passage[]): KindEvidence[] {
  const evidence: KindEvidence[] = [];
  for (const { source, sentence } of sentencesOf(passages)) {
    const folded = foldCase(sentence);
    for (const { kind, weight, pattern } of KIND_PHRASES) {
      const match = pattern.exec(folded);
      if (!match) continue;
      if (SETTLED_ALREADY.includes(kind) && NOT_YET.test(sentence)) continue;
      if (kind === 'no_claim' && isNoDenial(match[0], sentence)) continue;
      if (kind.startsWith('settlement') && DECIDED_BEFORE.test(sentence)) continue;
      if (source.endsWith('subject') && isOurOwn(kind) && OUR_OWN_SUBJECT.test(sentence)) continue;
      evidence.push({ kind, weight, source, quote: excerpt(sentence, match.index) });
    }
  }
  return evidence.sort((a, b) => b.weight - a.weight);
}

/** True where the mail denies any claim, not only that of one invoice. */
export function deniesAnyClaim(evidence: KindEvidence[]): boolean {
  return evidence.some(({ kind, weight, quote }) => kind === 'no_claim' && weight >= 5 && DENIAL.test(quote));
}

/**
 * How far a total without a label may be inferred: nothing in the mail's wording may point to another kind of answer.
 * Whoever asks for papers may state the claim all the same, though in a sentence about owing.
 */
export function inferenceFor(mail: ParsedMail, evidence: KindEvidence[]): Inference {
  const other = evidence.filter(({ kind, weight }) => kind !== 'claim_statement' && weight >= DECISIVE[kind]);
  if (
    other.some(({ kind }) => kind !== 'info_request') ||
    mail.flags.includes('bounce') ||
    mail.flags.includes('read_receipt')
  )
    return 'none';
  const automatic = mail.flags.includes('automatic_header') || mail.flags.includes('mailing_list');
  return automatic || other.length > 0 ? 'sentence' : 'only_figure';
}

/** Tells the kind from the mail's flags, the wordings and whether a total is stated. */
export function tellKind(
  mail: ParsedMail,
  evidence: KindEvidence[],
  total: ChosenTotal | null,
  hasFigures: boolean,
): KindFinding {
  const of = (kind: Kind): KindEvidence[] => evidence.filter((each) => each.kind === kind);
  const found = (kind: Kind, confidence: number): KindFinding => ({
    kind,
    confidence,
    evidence: of(kind)
      .slice(0, EVIDENCE_KEPT)
      .map(({ source, quote }) => ({ source, quote })),
  });
  const flagged = (flag: ParsedMail['flags'][number]): boolean => mail.flags.includes(flag);
  if (flagged('bounce')) return found('auto_reply', 0.98);
  if (flagged('read_receipt')) return found('receipt_confirmation', 0.97);
  if (isFraud(mail, of('unrelated'))) return found('unrelated', 0.8);
  const announced = announcedKind(of, total);
  const states = total !== null && (total.amount.strength >= 2 || total.proof !== null);
  const automatic = flagged('automatic_header') || flagged('mailing_list');
  if (announced && !(automatic && !states && best(of('auto_reply')) >= 4)) {
    return found(announced.kind, sureness(announced.weight, of(announced.kind)));
  }
  const denial = best(of('no_claim'));
  if (total && (total.amount.cents === 0 || (total.amount.cents < 0 && denial >= 4)))
    return found('no_claim', Math.max(0.8, sureness(denial, of('no_claim'))));
  if (total && !(automatic && !states)) {
    return found('claim_statement', states ? 0.93 : 0.75);
  }
  const answers = Math.max(denial, best(of('receipt_confirmation')), best(of('auto_reply')));
  const answering = best(of('info_request')) >= 3 || best(of('claim_statement')) >= 2;
  if (flagged('mailing_list') && answers < 4 && !answering) return found('unrelated', 0.9);
  if (denial >= 4 && !(best(of('auto_reply')) >= 4 && automatic))
    return found('no_claim', sureness(denial, of('no_claim')));
  return withoutFigure(mail, of, found, automatic, hasFigures);
}

/** The kinds that stay even where a total is stated as well. */
function announcedKind(
  of: (kind: Kind) => KindEvidence[],
  total: ChosenTotal | null,
): { kind: Kind; weight: number } | null {
  const assignment = total
    ? of('assignment').filter((each) => !BACKGROUND.test(each.quote) || each.source.endsWith('subject'))
    : of('assignment');
  const needed = total ? 5 : 4;
  if (best(assignment) < needed && isTakenOver(of('assignment'))) return { kind: 'assignment', weight: 5 };
  if (best(assignment) >= needed) return { kind: 'assignment', weight: best(assignment) };
  const rejected = best(of('settlement_rejected'));
  const accepted = best(of('settlement_accepted'));
  if (Math.max(rejected, accepted) >= 4) {
    return rejected >= accepted
      ? { kind: 'settlement_rejected', weight: rejected }
      : { kind: 'settlement_accepted', weight: accepted };
  }
  const wanted = of('info_request').filter((each) => !ON_CONDITION.test(each.quote.slice(0, 60)));
  if (best(wanted) >= needed) return { kind: 'info_request', weight: best(wanted) };
  return null;
}

/** "… hat uns mit der Einziehung betraut. Bitte wenden Sie sich künftig nur an uns": somebody else answers from now on. */
function isTakenOver(evidence: KindEvidence[]): boolean {
  const strong = evidence.filter(({ weight }) => weight >= 4);
  return strong.some(({ quote }) => ENTRUSTED.test(quote)) && strong.some(({ quote }) => ONLY_US.test(quote));
}

/** No total is stated: a receipt, an automatic reply, a claim in an attachment nobody could read, or something else. */
function withoutFigure(
  mail: ParsedMail,
  of: (kind: Kind) => KindEvidence[],
  found: (kind: Kind, confidence: number) => KindFinding,
  automatic: boolean,
  hasFigures: boolean,
): KindFinding {
  const [receipt, reply, other] = [
    best(of('receipt_confirmation')) + (of('receipt_confirmation').length > 1 ? 1 : 0),
    best(of('auto_reply')),
    best(of('unrelated')),
  ];
  const unread = mail.attachments.some(
    (attachment) => attachment.outcome !== 'irrelevant' && attachment.outcome !== 'read',
  );
  if (reply >= 4 && (automatic || !unread)) return found('auto_reply', automatic ? 0.95 : 0.85);
  if (unread && other < 4) return found('claim_statement', 0.45);
  if (receipt >= 4) return found('receipt_confirmation', sureness(receipt, of('receipt_confirmation')));
  if (automatic && best(of('info_request')) < 3 && !hasFigures) return found('auto_reply', 0.75);
  if (other >= 3 || mail.flags.includes('calendar')) return found('unrelated', other >= 4 ? 0.85 : 0.6);
  const info = best(of('info_request'));
  if (info >= 3) return found('info_request', 0.6);
  if (best(of('settlement_rejected')) >= 3) return found('settlement_rejected', 0.6);
  if (best(of('assignment')) >= 3) return found('assignment', 0.6);
  if (best(of('claim_statement')) >= 2 || hasFigures) return found('claim_statement', 0.45);
  if (receipt >= 3) return found('receipt_confirmation', 0.6);
  return found('unrelated', 0.35);
}

/** Several wordings of fraud, or one from a sender who hides who he is. */
function isFraud(mail: ParsedMail, signs: KindEvidence[]): boolean {
  const hides = mail.flags.includes('sender_unauthenticated') || mail.flags.includes('spoofed_display_name');
  const weight = signs.filter((sign) => sign.weight >= 3).reduce((sum, sign) => sum + sign.weight, 0);
  return weight >= FRAUD || (hides && weight >= 4);
}

function best(evidence: KindEvidence[]): number {
  return evidence.reduce((highest, each) => Math.max(highest, each.weight), 0);
}

/** One decisive wording gives 0.85; each further one takes away a third of the remaining doubt. */
function sureness(weight: number, evidence: KindEvidence[]): number {
  const doubt = (weight >= 5 ? 0.15 : 0.25) * (2 / 3) ** Math.max(0, evidence.length - 1);
  return Math.round((1 - doubt) * 100) / 100;
}

/** In "AW: Ihr Vergleichsangebot" the subject is the office's own wording. */
function isOurOwn(kind: Kind): boolean {
  return kind.startsWith('settlement') || kind === 'info_request' || kind === 'claim_statement';
}

function sentencesOf(passages: Passage[]): { source: string; sentence: string }[] {
  let left = READ_LIMIT;
  return passages
    .filter((passage) => passage.current)
    .flatMap(({ source, text }) => {
      const read = text.slice(0, Math.max(0, left));
      left -= read.length;
      return read
        .split(
          /(?<![:,]|\s(?:die|der|das|den|dem|an|von|mit|und|auf|bei|zu|in|für|noch))\n\s*\n(?!\s*(?:[-–•*·]\s|\p{Ll}))|(?<=[.!?])(?<!(?:^|[\s(.])(?:\p{L}|\d{1,2}|Nr|Abs|Art|bzw|vgl|gem|lt|Hr|Fr|Dr|St|Az)\.)\s+(?=\p{Lu})|\t/u,
        )
        .map((sentence) => ({ source, sentence: sentence.trim().slice(0, SENTENCE_LIMIT) }));
    })
    .filter(({ sentence }) => sentence.length > 3);
}

function excerpt(sentence: string, at: number): string {
  const start = Math.max(0, Math.min(at - 20, sentence.length - QUOTE_LIMIT));
  return sentence.slice(start, start + QUOTE_LIMIT).trim();
}
