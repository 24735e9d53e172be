import type { Quote } from '../stages/extraction';
import type { ParsedMail } from '../stages/parse';
import { FoldedText, type Span } from './folded-text';

/** Proof that something stands in the mail; `current` is false where it stands in quoted history alone. */
export interface Evidence extends Quote {
  current: boolean;
}

/** A letter has some thousand characters. What lies beyond the limit is a list or an attack, and is not searched. */
const MAX_CHARACTERS = 300_000;

/** All text of a mail, ready to be searched: what the sender writes now first, quoted history last. */
export class MailText {
  readonly texts: FoldedText[];
  /** Candidates share creditors, streets and birth dates. */
  private readonly known = new Map<string, Evidence | null>();

  constructor(mail: ParsedMail) {
    const blocks = [
      ...mail.blocks.filter((block) => block.standing !== 'quoted'),
      ...mail.blocks.filter((block) => block.standing === 'quoted'),
    ];
    let left = MAX_CHARACTERS;
    this.texts = blocks.map((block) => {
      const text = block.text.slice(0, left);
      left -= text.length;
      return new FoldedText({ ...block, text });
    });
  }

  /** The first place, current text before history, at which one of the folded phrases stands as whole words. */
  phrase(...phrases: string[]): Evidence | null {
    const key = phrases.join('\n');
    let found = this.known.get(key);
    if (found === undefined) this.known.set(key, (found = this.search(phrases)));
    return found;
  }

  private search(phrases: string[]): Evidence | null {
    for (const text of this.texts) {
      for (const phrase of phrases) {
        const span = text.firstPhrase(phrase);
        if (span) return evidence(text, span);
      }
    }
    return null;
  }
}

/** The proof for a stretch of a text. */
export function evidence(text: FoldedText, span: Span): Evidence {
  return {
    source: text.block.source,
    quote: text.quote(span),
    current: text.block.standing !== 'quoted',
  };
}
