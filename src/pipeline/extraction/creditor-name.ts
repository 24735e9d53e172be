import type { NameMention } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import { CONFIDENCE } from './confidence';
import { type Passage, quoteAround } from './passage';

const NAME_LIMIT = 12;
const READ_LIMIT = 40_000;

const LEGAL_FORM =
  '(?:g?GmbH(?: & Co\\.? ?KG(?:aA)?)?|mbH|AG(?: & Co\\.? ?KG)?|SE(?: & Co\\.? ?KG)?|KGaA|KG|OHG|eG|eGbR|GbR|e\\. ?K\\.|e\\.K\\.|UG(?: \\(haftungsbeschränkt\\))?|Partnerschaft mbB|PartG ?mbB|PartG|mbB|e\\. ?V\\.|a\\. ?G\\.|VVaG|AöR|KdöR|S\\.A\\.(?: ?r\\.?l\\.)?|S\\.à r\\.l\\.|AB \\(publ\\)|AB|B\\.V\\.|N\\.V\\.|Ltd\\.?|Limited|PLC|plc|LLP|Inc\\.?|Sàrl|Genossenschaft|Stiftung)';
const NAME_WORD = "[\\p{Lu}\\d&][\\p{L}\\d&.+'’/-]{0,30}";
const WITH_FORM = new RegExp(
  `(?<![\\p{L}\\d])(${NAME_WORD}(?:[ ](?:und |u\\. |für |der |des |die |am |an |im |in |zu |zur |von )?${NAME_WORD}){0,6}?[ ]${LEGAL_FORM})(?![\\p{L}])`,
  'gu',
);
const INSTITUTION = new RegExp(
  `(?<![\\p{L}\\d-])((?:${NAME_WORD}[ ]){0,2}\\p{L}*(?:Sparkasse|Volksbank|Raiffeisenbank|VR[- ]Bank|Stadtwerke|Krankenkasse|Jobcenter|Finanzamt|Kreiskasse|Stadtkasse|Gemeindekasse|Hauptzollamt|Rundfunkbeitragsstelle|Beitragsservice|Wasserverband|Zweckverband|Hochschule|Universität|Klinikum|Krankenhaus|Agentur für Arbeit|Familienkasse|Landeskasse|Justizkasse|AOK|BKK|IKK|Verkehrsbetriebe|Hausverwaltung|Kanzlei|Autohaus|Landkreis|Stadt)(?:[ ](?:für |der |des |am |an |im |in |& )?[\\p{Lu}][\\p{L}.-]{1,30}){0,4})(?![\\p{L}])`,
  'gu',
);
const PRINCIPAL =
  /(?:Gläubiger(?:in)?|Auftraggeber(?:in)?|Zedent(?:in)?|Mandant(?:in|schaft)?|Ursprungsgläubiger(?:in)?|Altgläubiger(?:in)?|Forderungsinhaber(?:in)?|namens und (?:im Auftrag|in Vollmacht) (?:der|des|unserer Mandantin)|im Auftrag (?:der|des|von)|(?:vertreten|vertreten wir) (?:die|den|das)|(?:wir|die|der) (?:die|den) (?=[^\n]{3,60}vertreten)|vormals|ehemals|ursprünglich|früher|on behalf of|original creditor|creditor|our client|für (?:die|den|das) (?:Firma )?|Fa\.|Firma|Forderung der|Anspruch der)[\s:.,]{1,24}(?:die |der |Firma |Fa\. )?$/iu;
const AGENT = /inkasso|rechtsanw|kanzlei|forderungsmanagement|collection|legal|anwälte|mbB/i;
const TOO_COMMON =
  /^(?:Kanzlei|Stadt|Hochschule|Krankenkasse|Sparkasse|Klinikum|Hausverwaltung|Stadtwerke|Jobcenter|Finanzamt|Landkreis|Universität)$/;

/** Possible names of creditors, the surest first: by label, letterhead or signature, the sender, at last any firm named. */
export function findCreditorNames(mail: ParsedMail, passages: Passage[]): NameMention[] {
  const best = new Map<string, NameMention>();
  let left = READ_LIMIT;
  for (const passage of passages) {
    const text = passage.text.slice(0, Math.max(0, left));
    left -= text.length;
    for (const pattern of [WITH_FORM, INSTITUTION]) {
      for (const match of text.matchAll(pattern)) {
        const quote = quoteAround(text, match.index, match.index + match[0].length);
        offer(best, {
          value: tidy(match[1]),
          confidence: rate(text, match.index, match[1], passage),
          source: passage.source,
          quote,
          current: passage.current,
        });
      }
    }
  }
  const sender = mail.from?.name.trim() ?? '';
  if (sender.length > 2 && !/mailer-daemon|mail delivery|postmaster|no-?reply/i.test(sender)) {
    const confidence =
      AGENT.test(sender) && best.size > 1 ? CONFIDENCE.creditor.agent : CONFIDENCE.creditor.sender;
    offer(best, { value: personOrder(sender), confidence, source: 'from', quote: sender, current: true });
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, NAME_LIMIT);
}

function offer(best: Map<string, NameMention>, mention: NameMention): void {
  if (TOO_COMMON.test(mention.value) || /Schuldnerberatung|Amtsgericht/.test(mention.value)) return;
  const key = mention.value.toLowerCase();
  const known = best.get(key);
  if (!known || known.confidence < mention.confidence) best.set(key, mention);
}

/** Letterhead is the first lines, the signature the last ones. */
function rate(text: string, at: number, name: string, passage: Passage): number {
  const factor = passage.standing === 'quoted' ? CONFIDENCE.quotedFactor : 1;
  const labelled = PRINCIPAL.test(text.slice(Math.max(0, at - 50), at));
  const edge = passage.standing === 'signature' || at < 120 || text.length - at < 260;
  const own = edge ? CONFIDENCE.creditor.signature : CONFIDENCE.creditor.text;
  const base = labelled
    ? CONFIDENCE.creditor.labelled
    : AGENT.test(name)
      ? Math.min(own, CONFIDENCE.creditor.text)
      : own;
  return Math.round(base * factor * 100) / 100;
}

function tidy(name: string): string {
  return name
    .replace(
      /^(?:Die|Der|Das|Firma|Fa\.|Für|Mit|Bei|Von|Ihre?|An|Im|Namens|Gläubiger(?:in)?|Auftraggeber(?:in)?|Grüße[n]?|Grüssen?) /u,
      '',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** "Heimpel, Ines (VB Kinzigaue)" becomes "Ines Heimpel". */
function personOrder(sender: string): string {
  const match = /^(\p{Lu}[\p{L}-]+), (\p{Lu}[\p{L}-]+)(?: \(.*\))?$/u.exec(sender);
  return match ? `${match[2]} ${match[1]}` : sender;
}
