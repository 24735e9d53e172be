import type { Concern, Extraction, Kind } from '../stages/extraction';
import { readByRulesAlone } from '../../../test/harness/rules-alone';
import type { ParsedMail, TextBlock } from '../stages/parse';
import letters from './total.letters.json';

interface Letter {
  says: string;
  text: string;
  quoted?: string;
  subject?: string;
  kind?: Kind;
  total: string | null;
  currency?: string;
  principal?: string | null;
  interest?: string | null;
  costs?: string | null;
  addsUp?: boolean;
  concerns?: Concern[];
  correction?: boolean;
}

const LETTERS = letters as Letter[];

describe('totals in letters', () => {
  it.each(LETTERS)('$says', (letter) => {
    const extraction = read(letter);
    expect(extraction.claimAmount?.value ?? null).toBe(letter.total);
    if (letter.kind !== undefined) expect(extraction.kind).toBe(letter.kind);
    if (letter.currency !== undefined) expect(extraction.currency?.value).toBe(letter.currency);
    if (letter.principal !== undefined) expect(extraction.principal?.value ?? null).toBe(letter.principal);
    if (letter.interest !== undefined) expect(extraction.interest?.value ?? null).toBe(letter.interest);
    if (letter.costs !== undefined) expect(extraction.costs?.value ?? null).toBe(letter.costs);
    if (letter.addsUp !== undefined) expect(extraction.addsUp).toBe(letter.addsUp);
    if (letter.correction !== undefined) expect(extraction.correction).toBe(letter.correction);
    for (const concern of letter.concerns ?? []) expect(extraction.concerns).toContain(concern);
    if (letter.concerns?.length === 0) expect(extraction.concerns).toEqual([]);
  });

  it.each(LETTERS)('quotes verbatim: $says', (letter) => {
    const extraction = read(letter);
    for (const field of [extraction.claimAmount, extraction.principal, ...extraction.amounts]) {
      if (!field || extraction.kind === 'no_claim') continue;
      const texts = blocksOf(letter).filter((block) => block.source === field.source);
      expect(texts.some((block) => block.text.includes(field.quote))).toBe(true);
      expect(field.quote.length).toBeLessThanOrEqual(160);
    }
  });
});

function read(letter: Letter): Extraction {
  return readByRulesAlone(mailOf(blocksOf(letter)));
}

function blocksOf({ text, quoted, subject }: Letter): TextBlock[] {
  const blocks: TextBlock[] = [
    { source: 'subject', standing: 'current', text: subject ?? 'Ihre Anfrage' },
    { source: 'body', standing: 'current', text },
  ];
  return quoted ? [...blocks, { source: 'body', standing: 'quoted', text: quoted }] : blocks;
}

function mailOf(blocks: TextBlock[]): ParsedMail {
  return {
    from: { name: 'Buchhaltung', address: 'post@firma.example', domain: 'firma.example' },
    replyTo: null,
    to: [],
    subject: blocks[0].text,
    date: null,
    messageId: null,
    blocks,
    hidden: [],
    attachments: [],
    flags: [],
  };
}
