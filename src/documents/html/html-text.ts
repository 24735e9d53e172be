import { lookOf, type Look, PLAIN_LOOK } from './element-look';
import {
  elementsNamed,
  type HtmlElement,
  type HtmlNode,
  type HtmlParent,
  isElement,
  parseHtml,
  textOf,
} from './html-document';
import { containmentOf } from './html-quote';
import { type HtmlCell, tableLines } from './html-table';
import { LineSink } from './line-sink';
import { attribute, StyleSheet } from './style-sheet';
import type { LineMark, TextLine } from '../text-line';

/** An HTML body as lines. */
export interface HtmlReading {
  lines: TextLine[];
  /** Runs of text that nobody can see. */
  hidden: string[];
  /** Content-IDs of the images that the body shows. */
  shownContentIds: Set<string>;
}

/**
 * Reads markup as a reader would see it.
 * @throws HtmlBomb where the markup passes the bounds of html-document.
 */
export function readHtml(markup: string): HtmlReading {
  const document = parseHtml(markup);
  const sheet = new StyleSheet();
  for (const style of elementsNamed(document, 'style')) sheet.add(rawTextOf(style));
  return new HtmlRendering(sheet).read(document);
}

/** The place of the walk in the document. */
interface Place {
  look: Look;
  mark: LineMark;
  preformatted: boolean;
}

const UNRENDERED =
  /^(script|style|head|title|template|meta|link|select|datalist|object|svg|math|audio|video|canvas)$/;
const PARAGRAPH = /^(p|h[1-6]|ul|ol|dl|blockquote|table|pre|hr|fieldset)$/;
const BLOCK =
  /^(div|li|tr|td|th|dt|dd|address|article|aside|body|center|figure|figcaption|footer|form|header|html|main|nav|section|caption|tbody|thead|tfoot|legend|details|summary|option)$/;
/** A comment of so many words is prose, not a mark of whoever made the template. */
const MIN_COMMENT_WORDS = 6;

class HtmlRendering {
  private readonly hidden: string[] = [];
  private readonly shownContentIds = new Set<string>();
  private quotedToEnd = false;

  constructor(private readonly sheet: StyleSheet) {}

  read(document: HtmlParent): HtmlReading {
    const sink = new LineSink();
    this.children(document, { look: PLAIN_LOOK, mark: 'open', preformatted: false }, sink);
    return { lines: sink.finish(), hidden: this.hidden, shownContentIds: this.shownContentIds };
  }

  private children(parent: HtmlParent, place: Place, sink: LineSink): void {
    for (const child of parent.childNodes) this.node(child, place, sink);
  }

  private node(node: HtmlNode, place: Place, sink: LineSink): void {
    if (isElement(node)) this.element(node, place, sink);
    else if (node.nodeName === '#comment') this.comment(node.data);
    else if (node.nodeName === '#text') this.text(node.value, place, sink);
  }

  private text(value: string, place: Place, sink: LineSink): void {
    if (place.look.unseen) {
      this.hide(value);
    } else if (place.preformatted) {
      sink.preformatted(value, this.markAt(place));
    } else {
      sink.text(value, this.markAt(place));
    }
  }

  private element(element: HtmlElement, outer: Place, sink: LineSink): void {
    const tag = element.tagName;
    if (UNRENDERED.test(tag)) return;
    const place = this.enter(element, outer);
    if (place.look.gone) {
      this.hide(textOf(element));
      return;
    }
    if (tag === 'br') sink.newLine(this.markAt(place));
    else if (tag === 'img') this.image(element);
    else if (tag === 'table') this.table(element, place, sink);
    else if (PARAGRAPH.test(tag)) this.paragraph(element, place, sink);
    else if (BLOCK.test(tag)) this.block(element, place, sink);
    else this.children(element, place, sink);
  }

  private enter(element: HtmlElement, outer: Place): Place {
    const look = lookOf(element, outer.look, this.sheet);
    const containment = containmentOf(element);
    if (containment === 'quote_to_end') this.quotedToEnd = true;
    const mark =
      containment === 'quote' || outer.mark === 'quote'
        ? 'quote'
        : containment === 'signature'
          ? 'signature'
          : outer.mark;
    const preformatted = outer.preformatted || element.tagName === 'pre';
    return { look, mark, preformatted };
  }

  private paragraph(element: HtmlElement, place: Place, sink: LineSink): void {
    const isTight = place.look.tight && element.tagName === 'p';
    if (isTight) sink.breakLine();
    else sink.breakParagraph(this.markAt(place));
    this.children(element, place, sink);
    if (isTight) sink.breakLine();
    else sink.breakParagraph(this.markAt(place));
  }

  private block(element: HtmlElement, place: Place, sink: LineSink): void {
    sink.breakLine();
    if (element.tagName === 'li') sink.text('• ', this.markAt(place));
    this.children(element, place, sink);
    sink.breakLine();
  }

  private image(element: HtmlElement): void {
    const source = attribute(element, 'src') ?? '';
    if (/^cid:/i.test(source)) this.shownContentIds.add(source.slice(4).trim());
  }

  private table(element: HtmlElement, place: Place, sink: LineSink): void {
    const mark = this.markAt(place);
    const rows = this.rowsOf(element, place, sink);
    sink.breakLine();
    sink.append(tableLines(rows, mark));
  }

  private rowsOf(parent: HtmlElement, place: Place, sink: LineSink): HtmlCell[][] {
    const rows: HtmlCell[][] = [];
    for (const child of parent.childNodes) {
      if (!isElement(child) || !/^(tr|tbody|thead|tfoot)$/.test(child.tagName)) {
        this.node(child, place, sink);
        continue;
      }
      const inner = this.enter(child, place);
      if (inner.look.gone) this.hide(textOf(child));
      else if (child.tagName === 'tr') rows.push(this.cellsOf(child, inner));
      else rows.push(...this.rowsOf(child, inner, sink));
    }
    return rows;
  }

  private cellsOf(row: HtmlElement, place: Place): HtmlCell[] {
    const cells: HtmlCell[] = [];
    for (const child of row.childNodes) {
      if (!isElement(child)) continue;
      const sink = new LineSink();
      this.element(child, place, sink);
      cells.push({ lines: sink.finish(), columns: span(child, 'colspan'), rows: span(child, 'rowspan') });
    }
    return cells;
  }

  private comment(data: string): void {
    if (/^\s*\[if\s|^\s*<!\[|\[endif\]/i.test(data)) return;
    const words = data.replace(/<[^<>]{0,2000}>/g, ' ').match(/\p{L}{2,}/gu)?.length ?? 0;
    if (words >= MIN_COMMENT_WORDS && !/[{};]\s*$/m.test(data)) this.hide(data);
  }

  private hide(text: string): void {
    const run = text.replace(/\s+/g, ' ').trim();
    if (run !== '') this.hidden.push(run);
  }

  private markAt(place: Place): LineMark {
    return this.quotedToEnd ? 'quote' : place.mark;
  }
}

function rawTextOf(style: HtmlElement): string {
  return style.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
}

function span(cell: HtmlElement, name: string): number {
  const declared = parseInt(attribute(cell, name) ?? '1', 10);
  return declared >= 1 && declared <= 100 ? declared : 1;
}
