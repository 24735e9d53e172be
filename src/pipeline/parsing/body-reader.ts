import type { MailFlag, TextBlock } from '../stages/parse';
import { chooseForm } from './body-choice';
import type { BodyText } from './body-parts';
import { decodeText } from '../../documents/charset';
import { joinFlowed } from './flowed-text';
import { HtmlBomb } from '../../documents/html/html-document';
import { readHtml } from '../../documents/html/html-text';
import type { MimePart } from '../../documents/mime/mime-part';
import { cutBody } from './text-blocks';
import { plainLines, type TextLine } from '../../documents/text-line';
import { visibleText } from './visible-characters';

/** A text of a mail, read. */
export interface BodyReading {
  blocks: TextBlock[];
  hidden: TextBlock[];
  flags: MailFlag[];
  /** Content-IDs of the images that its HTML form shows, whichever form was read. */
  shownContentIds: Set<string>;
  /** The HTML form could not be read, with a sentence for staff. */
  unreadable?: string;
}

/** Texts beyond these are cut: no letter is as long. */
const MAX_TEXT_CHARS = 2_000_000;
const MAX_LINES = 20_000;

/** Reads a place of the body: the better of its two forms, cut into blocks. */
export function readBody(text: BodyText, source: string): BodyReading {
  const plain = text.plain && !looksLikeHtml(text.plain) ? readPlain(text.plain, source) : null;
  const markup = text.html ?? (plain === null ? text.plain : null);
  const html = markup ? readMarkup(markup, source) : null;
  if (plain === null || html === null) return plain ?? html ?? nothing();
  if (html.unreadable !== undefined) return { ...plain, unreadable: html.unreadable };
  const choice = chooseForm(plain.blocks, html.blocks);
  const chosen = choice.form === 'plain' ? plain : html;
  return {
    blocks: chosen.blocks,
    hidden: [...plain.hidden, ...html.hidden],
    flags: [...plain.flags, ...html.flags, ...(choice.differ ? (['alternatives_differ'] as const) : [])],
    shownContentIds: html.shownContentIds,
  };
}

function readPlain(part: MimePart, source: string): BodyReading {
  const decoded = decodeText(part.content, part.parameters.charset ?? null);
  const raw = decoded.text.slice(0, MAX_TEXT_CHARS);
  const isFlowed = part.parameters.format?.toLowerCase() === 'flowed';
  const joined = isFlowed ? joinFlowed(raw, part.parameters.delsp?.toLowerCase() === 'yes') : raw;
  return assemble(source, plainLines(joined), [], decoded.repaired, decoded.text.length > MAX_TEXT_CHARS);
}

function readMarkup(part: MimePart, source: string): BodyReading {
  const sniffed = /<meta[^>]{1,200}charset=["']?([\w-]{3,20})/i.exec(
    Buffer.from(part.content.subarray(0, 2_000)).toString('latin1'),
  );
  const decoded = decodeText(part.content, part.parameters.charset ?? sniffed?.[1] ?? null);
  try {
    const html = readHtml(decoded.text);
    const reading = assemble(source, html.lines, html.hidden, decoded.repaired, false);
    return { ...reading, shownContentIds: html.shownContentIds };
  } catch (error) {
    if (!(error instanceof HtmlBomb)) throw error;
    return {
      ...nothing(),
      flags: ['mime_damaged'],
      unreadable: `The HTML text was not read: ${error.message}.`,
    };
  }
}

function assemble(
  source: string,
  raw: TextLine[],
  unseen: string[],
  repaired: boolean,
  isCut: boolean,
): BodyReading {
  const cleaned = raw.slice(0, MAX_LINES).map((line) => ({ mark: line.mark, ...visibleText(line.text) }));
  const lines = cleaned.flatMap(({ text, mark }) => text.split('\n').map((part) => ({ text: part, mark })));
  const hiddenRuns = [...unseen, ...cleaned.map((line) => line.smuggled)]
    .map((run) => visibleText(run).text.trim())
    .filter(Boolean);
  const hidden: TextBlock[] =
    hiddenRuns.length === 0 ? [] : [{ source, standing: 'current', text: hiddenRuns.join('\n') }];
  const flags: MailFlag[] = [];
  if (hidden.length > 0 || cleaned.some((line) => line.tampered)) flags.push('hidden_text');
  if (repaired) flags.push('charset_repaired');
  if (isCut || raw.length > MAX_LINES) flags.push('parts_dropped');
  return { blocks: cutBody(source, lines), hidden, flags, shownContentIds: new Set() };
}

function looksLikeHtml(part: MimePart): boolean {
  return /^\s*(<!doctype html|<html[\s>])/i.test(
    Buffer.from(part.content.subarray(0, 200)).toString('latin1'),
  );
}

function nothing(): BodyReading {
  return { blocks: [], hidden: [], flags: [], shownContentIds: new Set() };
}
