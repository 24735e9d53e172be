import type { MailFlag, TextBlock } from '../stages/parse';
import { chooseForm } from './body-choice';
import type { BodyText } from './body-parts';
import { decodeText } from '../../documents/charset';
import { joinFlowed } from './flowed-text';
import type { HtmlBytesReading, HtmlSource } from '../../documents/html/html-bytes';
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

/** Reads markup wherever there is room for it. */
export type HtmlReader = (source: HtmlSource) => Promise<HtmlBytesReading>;

/** Texts beyond these are cut: no letter is as long. */
const MAX_TEXT_CHARS = 2_000_000;
const MAX_TEXT_BYTES = 8_000_000;
const MAX_LINES = 20_000;

/** Reads a place of the body: the better of its two forms, cut into blocks. */
export async function readBody(text: BodyText, source: string, readHtml: HtmlReader): Promise<BodyReading> {
  const plain = text.plain && !looksLikeHtml(text.plain) ? readPlain(text.plain, source) : null;
  const markup = text.html ?? (plain === null ? text.plain : null);
  const html = markup ? await readMarkup(markup, source, readHtml) : null;
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
  const content = part.content.subarray(0, MAX_TEXT_BYTES);
  const decoded = decodeText(content, part.parameters.charset ?? null);
  const raw = decoded.text.slice(0, MAX_TEXT_CHARS);
  const isFlowed = part.parameters.format?.toLowerCase() === 'flowed';
  const joined = isFlowed ? joinFlowed(raw, part.parameters.delsp?.toLowerCase() === 'yes') : raw;
  return assemble(source, plainLines(joined), [], decoded.repaired, decoded.text.length > MAX_TEXT_CHARS);
}

async function readMarkup(part: MimePart, source: string, readHtml: HtmlReader): Promise<BodyReading> {
  const html = await readHtml({ bytes: part.content, charset: part.parameters.charset ?? null });
  if (html.unreadable !== null) {
    const unreadable = `The HTML text was not read: ${html.unreadable}.`;
    return { ...nothing(), flags: ['mime_damaged'], unreadable };
  }
  const reading = assemble(source, html.lines, html.hidden, html.repaired, false);
  return { ...reading, shownContentIds: html.shownContentIds };
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
  if (raw.some(({ text }) => text.includes('\0'))) flags.push('nul_bytes');
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
