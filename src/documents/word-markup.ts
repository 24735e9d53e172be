import type { XmlHandler } from './xml-stream';
import { ArchiveBomb } from './zip-archive';

/** How a run of letters looks, as far as it decides whether anyone can see it. */
export interface WordLook {
  hidden?: boolean;
  /** Six hexadecimal digits. */
  colour?: string;
  background?: string;
  /** Half-points. */
  size?: number;
}

/** Looks of the named styles. */
export type WordStyles = ReadonlyMap<string, WordLook>;

/** Stands for a tab, which HTML would turn into a blank. */
export const TAB_MARK = '\ue000';

/** Struck by a tracked change, instructions of fields, and the second form of a drawing, made for older programs. */
const UNSEEN = new Set(['w:del', 'w:moveFrom', 'w:instrText', 'w:delText', 'mc:Fallback', 'w:delInstrText']);
const TABLE_TAGS: Readonly<Record<string, string>> = { 'w:tbl': 'table', 'w:tr': 'tr' };
const CHARACTERS: Readonly<Record<string, string>> = {
  'w:tab': TAB_MARK,
  'w:ptab': TAB_MARK,
  'w:br': '<br>',
  'w:cr': '<br>',
  'w:noBreakHyphen': '-',
};
const MAX_CHARS = 2_000_000;

/**
 * Writes WordprocessingML (ECMA-376 part 1, 17) as plain HTML: paragraphs, tables, runs with what decides on their
 * visibility. Text boxes come after the paragraph that they are anchored in.
 */
export class WordMarkup implements XmlHandler {
  private readonly styles: WordStyles;
  private readonly output: string[] = [];
  /** Text boxes that are open, and those that wait for the end of their paragraph. */
  private boxes: { content: string[]; paragraphs: number }[] = [];
  private waiting: string[] = [];
  private paragraphs = 0;
  private unseen = 0;
  private look: WordLook = {};
  private paragraphLook: WordLook = {};
  private inRun = false;
  private inText = false;
  private cell: string | null = null;
  private chars = 0;

  constructor(styles: WordStyles) {
    this.styles = styles;
  }

  get html(): string {
    return this.output.join('') + this.waiting.join('');
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (UNSEEN.has(name)) this.unseen++;
    if (this.unseen > 0) return;
    if (name === 'w:tc') this.cell = '';
    else if (name in TABLE_TAGS) this.emit(`<${TABLE_TAGS[name]}>`);
    else if (name === 'w:p') this.openParagraph();
    else if (name === 'w:r') this.openRun();
    else if (name === 'w:t') this.inText = true;
    else if (name === 'w:txbxContent') this.boxes.push({ content: [], paragraphs: this.paragraphs });
    else if (this.inRun && name in CHARACTERS) this.character(CHARACTERS[name]);
    else this.property(name, attributes);
  }

  close(name: string): void {
    if (UNSEEN.has(name)) this.unseen--;
    if (this.unseen > 0) return;
    if (name in TABLE_TAGS) this.emit(`</${TABLE_TAGS[name]}>`);
    else if (name === 'w:tc') this.emit('</td>');
    else if (name === 'w:p') this.closeParagraph();
    else if (name === 'w:r') this.inRun = false;
    else if (name === 'w:t') this.inText = false;
    else if (name === 'w:txbxContent') this.waiting.push(...(this.boxes.pop()?.content ?? []));
  }

  text(text: string): void {
    if (this.inText && this.unseen === 0) this.character(escapeHtml(text));
  }

  private openParagraph(): void {
    this.paragraphs++;
    this.paragraphLook = {};
    this.emit('<div>');
  }

  private closeParagraph(): void {
    this.paragraphs--;
    // A line break alone keeps an empty paragraph as an empty line.
    this.emit('<br></div>');
    if (this.boxes.length > 0 || this.paragraphs > 0) return;
    const boxes = this.waiting;
    this.waiting = [];
    for (const piece of boxes) this.emit(piece);
  }

  private openRun(): void {
    this.inRun = true;
    this.look = { ...this.paragraphLook };
  }

  private property(name: string, attributes: Readonly<Record<string, string>>): void {
    const value = attributes['w:val'] ?? '';
    if (!this.inRun) this.outerProperty(name, attributes);
    else if (name === 'w:rStyle') Object.assign(this.look, this.styles.get(value));
    else Object.assign(this.look, lookOfProperty(name, attributes));
  }

  /** Of a paragraph or a cell: white letters on a dark cell are not hidden. */
  private outerProperty(name: string, attributes: Readonly<Record<string, string>>): void {
    const fill = attributes['w:fill'];
    if (name === 'w:pStyle') this.paragraphLook = { ...this.styles.get(attributes['w:val'] ?? '') };
    else if (this.cell !== null && name === 'w:gridSpan') this.cell += ` colspan="${+attributes['w:val']}"`;
    else if (name !== 'w:shd' || !isHex(fill)) return;
    else if (this.cell !== null) this.cell += ` bgcolor="#${fill}"`;
    else this.paragraphLook.background = fill;
  }

  private character(markup: string): void {
    const style = styleOf(this.look);
    this.emit(style === '' ? markup : `<span style="${style}">${markup}</span>`);
  }

  private emit(markup: string): void {
    const content = this.boxes.at(-1)?.content ?? this.output;
    // The properties of a cell come before its first paragraph.
    if (this.cell !== null) content.push(`<td${this.cell}>`);
    this.cell = null;
    content.push(markup);
    this.chars += markup.length;
    if (this.chars > MAX_CHARS * 2) throw new ArchiveBomb('The document has more text than any letter.');
  }
}

/** What a run property says of the look; nothing for all others. */
export function lookOfProperty(name: string, attributes: Readonly<Record<string, string>>): WordLook {
  const value = attributes['w:val'] ?? '';
  if (name === 'w:vanish' || name === 'w:webHidden') return { hidden: !/^(0|false|off)$/.test(value) };
  if (name === 'w:color') return { colour: value === 'auto' ? undefined : value };
  if (name === 'w:shd') return { background: attributes['w:fill'] };
  if (name === 'w:sz') return { size: Number(value) };
  return {};
}

function styleOf({ hidden, colour, background, size }: WordLook): string {
  if (hidden) return 'display:none';
  const rules: string[] = [];
  if (isHex(colour)) rules.push(`color:#${colour}`);
  if (isHex(background)) rules.push(`background-color:#${background}`);
  if (size !== undefined && size <= 3) rules.push('font-size:1px');
  return rules.join(';');
}

function isHex(colour: string | undefined): colour is string {
  return colour !== undefined && /^[0-9a-f]{6}$/i.test(colour);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : '&gt;'));
}
