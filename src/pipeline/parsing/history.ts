import {
  attributionAt,
  dividerAt,
  headerBlockAt,
  isAddressDivider,
  isAnswerHeading,
  isReplyAboveLine,
  isTicketEntry,
  isTicketNotice,
  type QuoteIntro,
} from './quote-intro';
import { isSignOff } from './sign-off';
import { head, type TextLine } from '../../documents/text-line';

/** Whether a line is the sender's present statement, earlier correspondence, or furniture of a ticket system. */
export type Era = 'current' | 'quoted' | 'furniture';

/**
 * Tells for each line whether it is said now. Quote containers of the markup and `>` marks hold line by line; an
 * introduction without marks below it ("Von: … Gesendet: …") turns everything that follows into history.
 */
export function erasOf(lines: readonly TextLine[]): Era[] {
  const eras = lines.map((line): Era =>
    line.mark === 'quote' || (isQuoteMarked(line.text) && !isAddressDivider(line.text.trim()))
      ? 'quoted'
      : 'current',
  );
  adoptWrappedQuotes(lines, eras);
  new HistoryCut(lines, eras).run();
  fillBlankLines(lines, eras);
  return eras;
}

class HistoryCut {
  private signedOff = false;
  private hasStatement = false;
  private hasSentence = false;

  constructor(
    private readonly lines: readonly TextLine[],
    private readonly eras: Era[],
  ) {}

  run(): void {
    for (let at = 0; at < this.lines.length; at++) {
      if (this.eras[at] !== 'current') continue;
      const length = this.introAt(at);
      if (length > 0) at = this.cut(at, length) - 1;
      else if (this.eras[at] === 'current') this.remember(head(this.lines[at]));
    }
  }

  /** Length of the introduction that counts at a line, 0 where there is none. */
  private introAt(at: number): number {
    if (isReplyAboveLine(this.lines[at])) return this.replyLineAt(at);
    if (isTicketEntry(this.lines, at)) return this.ticketEntryAt(at);
    const intro = headerBlockAt(this.lines, at) ?? dividerAt(this.lines, at) ?? attributionAt(this.lines, at);
    return intro !== null && this.counts(intro, at) ? intro.length : 0;
  }

  private counts(intro: QuoteIntro, at: number): boolean {
    return (
      intro.strong ||
      this.signedOff ||
      (intro.heading === true && this.hasSentence) ||
      this.isFollowedByQuote(at + intro.length)
    );
  }

  /** A ticket system puts its line on top of the answer too: it cuts only where something was said above it. */
  private replyLineAt(at: number): number {
    if (this.hasStatement) return 1;
    this.eras[at] = 'furniture';
    return 0;
  }

  /** A ticket shows the newest entry first: its head is furniture, every later entry is history. */
  private ticketEntryAt(at: number): number {
    if (this.hasStatement) return 1;
    this.eras[at] = 'furniture';
    return 0;
  }

  /** Marks the introduction, and what it introduces where no marks of its own bound it. Returns the line to go on from. */
  private cut(at: number, length: number): number {
    let end = at + length;
    if (!this.isFollowedByQuote(end)) {
      while (end < this.lines.length && !isAnswerHeading(this.lines[end])) end++;
    }
    this.eras.fill('quoted', at, end);
    this.markRuleAbove(at);
    return end;
  }

  private markRuleAbove(at: number): void {
    for (let above = at - 1; above >= 0 && this.eras[above] === 'current'; above--) {
      const line = head(this.lines[above]);
      if (line !== '' && !/^[-_=*~]{3,}$/.test(line)) return;
      this.eras[above] = 'quoted';
    }
  }

  /** Quoted lines come next, perhaps after a further introduction (divider, then attribution). */
  private isFollowedByQuote(from: number): boolean {
    let intros = 0;
    for (let at = from; at < this.lines.length; at++) {
      if (this.eras[at] === 'quoted') return true;
      if (head(this.lines[at]) === '') continue;
      if (++intros > 3) return false;
      const next = attributionAt(this.lines, at) ?? headerBlockAt(this.lines, at);
      if (next === null) return false;
      at += next.length - 1;
    }
    return false;
  }

  private remember(line: string): void {
    if (isTicketNotice(line)) return;
    if (isSignOff(line)) this.signedOff = true;
    if (/\p{L}{2,}.*\p{L}{2,}/u.test(line)) this.hasStatement = true;
    if (/[.!]$/.test(line) && (line.match(/\p{L}+/gu)?.length ?? 0) >= 6) this.hasSentence = true;
  }
}

/** `>` and its kin at the start of a line. */
/** A mark of quoting, unless its like ends the line too: ">>> Offener Betrag: 943,10 EUR <<<". */
function isQuoteMarked(text: string): boolean {
  if (/^\s*>+[^<>]*<+\s*$/.test(text)) return false;
  return /^[ \t]{0,2}(>|&gt;|»\s|\|\s(?![^|]*\|))/.test(text);
}

/** A quoted line that was wrapped on its way lost its mark: a short rest between two marked lines belongs to them. */
function adoptWrappedQuotes(lines: readonly TextLine[], eras: Era[]): void {
  for (let at = 1; at < lines.length - 1; at++) {
    if (eras[at] !== 'current' || eras[at - 1] !== 'quoted' || eras[at + 1] !== 'quoted') continue;
    const rest = lines[at].text.trim();
    if (rest === '' || rest.length > 30 || lines[at - 1].text.length < 60) continue;
    if (/^[\p{Ll}\d]/u.test(rest)) eras[at] = 'quoted';
  }
}

function fillBlankLines(lines: readonly TextLine[], eras: Era[]): void {
  for (let at = 0; at < lines.length; at++) {
    if (head(lines[at]) !== '' || eras[at] !== 'current' || eras[at - 1] !== 'quoted') continue;
    let end = at;
    while (end < lines.length && head(lines[end]) === '' && eras[end] === 'current') end++;
    if (end === lines.length || eras[end] === 'quoted') eras.fill('quoted', at, end);
    at = end;
  }
}
