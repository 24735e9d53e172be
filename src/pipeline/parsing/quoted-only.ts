import type { TextBlock } from '../stages/parse';

/**
 * The sender says nothing of his own but passes earlier words on: no current text, or no more than "siehe unten" above a
 * quote. Attachments speak for themselves.
 */
export function restsOnQuotes(blocks: readonly TextBlock[]): boolean {
  const isQuoted = blocks.some((block) => block.standing === 'quoted');
  const current = blocks.filter((block) => block.standing === 'current' && block.source !== 'subject');
  if (!isQuoted || current.some((block) => block.source !== 'body')) return false;
  const said = current
    .flatMap((block) => block.text.split('\n'))
    .map((line) => line.trim().replace(SALUTATION, ''))
    .join(' ');
  const words = said.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  if (words === 0) return true;
  return words <= 14 && POINTER.test(said) && !/\d/.test(said.replace(/\bs\.\s?u\./g, ''));
}

const SALUTATION =
  /^((sehr )?geehrte|hallo|guten (tag|morgen|abend)|liebe[rs]?\b|moin|servus|grüezi|dear|hello|hi)\b[^,!:.]{0,80}[,!:.]?/i;
const POINTER =
  /siehe (unten|anhang|anbei|nachstehend|weiter)|\bs\.?\s?u\.|unten(stehend)?|nachstehend|nachfolgend|anbei|fyi|z\.?\s?k\.?\b|zur (kenntnis|info|information|weiteren|erledigung)|weitergeleitet|weiterleitung|leite\b|see below|below|for your (information|attention)|attached|beigefügt|m\.\s?d\.\s?b\.|mit der bitte um/i;
