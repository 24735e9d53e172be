import type { Quote } from '../stages/extract';
import type { ParsedMail } from '../stages/parse';
import { FoldedText, type Span } from './folded-text';

/** Proof that something stands in the mail; `current` is false where it stands in quoted history alone. */
export interface Evidence extends Quote {
  current: boolean;
}

/** All text of a mail, ready to be searched: what the sender writes now first, quoted history last. */
export class MailText {
  readonly texts: FoldedText[];

  constructor(mail: ParsedMail) {
    const texts = mail.blocks.map((block) => new FoldedText(block));
    this.texts = [
      ...texts.filter((text) => text.block.standing !== 'quoted'),
      ...texts.filter((text) => text.block.standing === 'quoted'),
    ];
  }

  /** The first place, current text before history, at which one of the folded phrases stands as whole words. */
  phrase(...phrases: string[]): Evidence | null {
    for (const text of this.texts) {
      for (const phrase of phrases) {
        const span = text.phrase(phrase)[0];
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
