import { fold } from '../../inquiries/folding';
import type { Inquiry } from '../../inquiries/inquiry.entity';
import type { Signals } from '../stages/match';
import type { Mailbox, ParsedMail } from '../stages/parse';
import { isFreemail } from './freemail';
import type { Evidence, MailText } from './mail-text';

/** What ties a mail to an inquiry's creditor. */
export interface CreditorEvidence extends Evidence {
  signal: NonNullable<Signals['creditor']>;
  /** True where the name stands in the text as well as the sender being the creditor's. */
  named: boolean;
}

/** Legal forms and the like: what may be left out of a firm's name when people write it. */
const LEGAL_FORMS = new Set(
  (
    'gmbh mbh ggmbh ag kg kgaa ohg gbr ug se eg ev ek co cokg haftungsbeschraenkt publ ab plc ltd limited llp inc sa sarl sas ' +
    'bv nv as oy spa srl aoer kdoer aor kdor zweigniederlassung niederlassung deutschland germany und e v k a g s r l'
  ).split(' '),
);
const BRAND_MIN_LETTERS = 5;

/** The part of a creditor's name that remains without its legal form, folded. */
export function creditorCore(name: string): string {
  const words = fold(name).split(' ');
  while (words.length > 1 && LEGAL_FORMS.has(words.at(-1) ?? '')) words.pop();
  return words.join(' ');
}

/** The header `From` as proof. */
export const FROM_HEADER = 'header:from';

/**
 * Finds the creditors of the candidates in the mail. Made for one mail: it knows which creditors write from the sender's domain,
 * and that "Nordlicht Energie" within "Nordlicht Energie Vertrieb" is another firm's name.
 */
export class CreditorFinder {
  private readonly senders: Mailbox[];
  private readonly coresOfSender: Set<string>;
  private readonly cores: string[];
  /** The candidates of a mail share creditors. */
  private readonly known = new Map<string, CreditorEvidence | null>();

  /** @param ofSender  inquiries known to have gone to the sender's address or domain */
  constructor(
    private readonly text: MailText,
    mail: ParsedMail,
    pool: Inquiry[],
    ofSender: Inquiry[],
  ) {
    this.senders = [mail.from, mail.replyTo].filter((mailbox) => mailbox !== null);
    this.coresOfSender = new Set(namesOf(ofSender).map(creditorCore));
    this.cores = [...new Set(namesOf(pool).map(creditorCore))];
  }

  find(inquiry: Inquiry): CreditorEvidence | null {
    const key = [inquiry.creditorName, inquiry.creditorEmail, inquiry.creditorDomain].join('\n');
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, (found = this.search(inquiry)));
    return found;
  }

  private search(inquiry: Inquiry): CreditorEvidence | null {
    const core = creditorCore(inquiry.creditorName);
    const named = this.named(inquiry, core);
    for (const sender of this.senders) {
      const signal = this.senderSignal(sender, inquiry, core);
      if (signal === null || (signal === 'sender_name' && named)) continue;
      const quote = signal === 'sender_name' && sender.name ? sender.name : sender.address;
      return named
        ? { ...named, signal, named: true }
        : { source: FROM_HEADER, quote, current: true, signal, named: false };
    }
    return named && { ...named, signal: 'name', named: true };
  }

  private named(inquiry: Inquiry, core: string): Evidence | null {
    const found = this.text.phrase(fold(inquiry.creditorName), core);
    if (!found) return null;
    const longer = this.cores.filter((other) => other !== core && ` ${other} `.includes(` ${core} `));
    return longer.length === 0 || this.standsAlone(core, longer) ? found : null;
  }

  /** True where the name stands somewhere other than within a longer creditor's name. */
  private standsAlone(core: string, longer: string[]): boolean {
    return this.text.texts.some((folded) => {
      const taken = longer.flatMap((other) => [...folded.phrase(other)]);
      return [...folded.phrase(core)].some(
        (span) => !taken.some((other) => other.start <= span.start && span.end <= other.end),
      );
    });
  }

  private senderSignal(sender: Mailbox, inquiry: Inquiry, core: string): CreditorEvidence['signal'] | null {
    if (sender.address !== '' && sender.address.toLowerCase() === inquiry.creditorEmail)
      return 'sender_address';
    if (sender.domain !== '' && !isFreemail(sender.domain)) {
      if (inquiry.creditorDomain !== null && sameOrganisation(sender.domain, inquiry.creditorDomain))
        return 'sender_domain';
      if (inquiry.creditorDomain === null && this.coresOfSender.has(core)) return 'sender_domain';
    }
    return resembles(sender, core) ? 'sender_name' : null;
  }
}

function namesOf(inquiries: Inquiry[]): string[] {
  return [...new Set(inquiries.map((inquiry) => inquiry.creditorName))];
}

/** True where one domain is the other or lies below it. */
export function sameOrganisation(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

/** The display name or the domain reads like the creditor's name: more than half of its letters, or the brand it begins with. */
function resembles(sender: Mailbox, core: string): boolean {
  const words = core.split(' ');
  const display = new Set(fold(sender.name).split(' '));
  const letters = (list: string[]): number => list.join('').length;
  if (letters(words.filter((word) => display.has(word))) > letters(words) / 2) return true;
  const squeezed = core.replaceAll(' ', '');
  if (squeezed.length < BRAND_MIN_LETTERS || isFreemail(sender.domain)) return false;
  return fold(sender.domain).replaceAll(' ', '').includes(squeezed);
}
