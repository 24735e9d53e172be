import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html, parse } from 'parse5';

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;
export type HtmlParent = DefaultTreeAdapterTypes.ParentNode;

/** The markup is built to exhaust whoever reads it: nested or multiplied beyond what any mail program writes. */
export class HtmlBomb extends Error {}

const MAX_CHARS = 2_000_000;
const MAX_DEPTH = 400;
const MAX_ELEMENTS = 60_000;
const MAX_TAG_CHARS = 20_000;

/**
 * Parses markup within bounds: parse5 takes quadratic time on deep nesting and multiplies unclosed formatting elements.
 * @throws HtmlBomb where the bounds are passed.
 */
export function parseHtml(markup: string): DefaultTreeAdapterTypes.Document {
  const lean = withoutLongTags(markup.replace(/(["'(=]\s*)data:[^"')\s>]{64,}/gi, '$1data:'));
  if (lean.length > MAX_CHARS) throw new HtmlBomb(`more than ${MAX_CHARS} characters of markup`);
  let depth = 0;
  let elements = 0;
  const treeAdapter = {
    ...defaultTreeAdapter,
    createElement(tagName: string, namespace: html.NS, attributes: HtmlElement['attrs']): HtmlElement {
      if (++elements > MAX_ELEMENTS) throw new HtmlBomb(`more than ${MAX_ELEMENTS} elements`);
      return defaultTreeAdapter.createElement(tagName, namespace, attributes);
    },
    onItemPush(): void {
      if (++depth > MAX_DEPTH) throw new HtmlBomb(`nested deeper than ${MAX_DEPTH} elements`);
    },
    onItemPop(): void {
      depth--;
    },
  };
  return parse(lean, { treeAdapter, scriptingEnabled: false });
}

export function isElement(node: HtmlNode): node is HtmlElement {
  return 'tagName' in node;
}

/** All text below a node, blanks collapsed; styles and scripts are no text. */
export function textOf(node: HtmlParent): string {
  const pieces: string[] = [];
  const pending: HtmlNode[] = [...node.childNodes].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.nodeName === '#text') pieces.push((next as DefaultTreeAdapterTypes.TextNode).value);
    else if (isElement(next) && !/^(style|script|title)$/.test(next.tagName))
      pending.push(...[...next.childNodes].reverse());
    if (isElement(next)) pieces.push(' ');
  }
  return pieces.join('').replace(/\s+/g, ' ').trim();
}

/** All elements of a name, in document order. */
export function elementsNamed(root: HtmlParent, tagName: string): HtmlElement[] {
  const found: HtmlElement[] = [];
  const pending: HtmlNode[] = [...root.childNodes].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!isElement(next)) continue;
    if (next.tagName === tagName) found.push(next);
    pending.push(...[...next.childNodes].reverse());
  }
  return found;
}

/** Tags of hundreds of attributes cost quadratic time; no client writes one that long once embedded data is out. */
function withoutLongTags(markup: string): string {
  if (markup.length <= MAX_TAG_CHARS) return markup;
  const kept: string[] = [];
  let from = 0;
  for (let open = markup.indexOf('<'); open >= 0; open = markup.indexOf('<', from)) {
    const close = markup.indexOf('>', open);
    const end = close < 0 ? markup.length : close + 1;
    const isLongTag = end - open > MAX_TAG_CHARS && /[a-z]/i.test(markup[open + 1] ?? '');
    kept.push(markup.slice(from, isLongTag ? open : open + 1));
    from = isLongTag ? end : open + 1;
  }
  return kept.join('') + markup.slice(from);
}
