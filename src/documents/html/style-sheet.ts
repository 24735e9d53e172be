import type { DefaultTreeAdapterTypes } from 'parse5';

/** CSS declarations by property, lower-case, without `!important`. */
export type Declarations = ReadonlyMap<string, string>;

type Element = DefaultTreeAdapterTypes.Element;

const MAX_STYLE_CHARS = 200_000;
const MAX_RULES = 3_000;

/**
 * The declarations that hold for an element: those of `<style>` rules with one simple selector (`p`, `.note`, `td.note`,
 * `#note`), then its own style attribute. Rules inside of @media are left out: they speak of other screens.
 */
export class StyleSheet {
  private readonly rules = new Map<string, Map<string, string>>();
  private readonly inline = new Map<string, Declarations>();

  add(css: string): void {
    const flat = withoutAtRules(css.slice(0, MAX_STYLE_CHARS).replace(/\/\*[^]*?\*\/|<!--|-->/g, ' '));
    for (const [, selectors, body] of flat.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      if (this.rules.size > MAX_RULES) return;
      for (const selector of selectors.split(',')) this.addRule(selector.trim().toLowerCase(), body);
    }
  }

  declarationsOf(element: Element): Declarations {
    const style = attribute(element, 'style');
    const own = style === null ? NONE : this.inlineDeclarations(style);
    if (this.rules.size === 0) return own;
    const matching = selectorsOf(element).flatMap((selector) => this.rules.get(selector) ?? []);
    if (matching.length === 0) return own;
    return new Map([...matching, own].flatMap((declarations) => [...declarations]));
  }

  private addRule(selector: string, body: string): void {
    if (!/^(?=.)[a-z0-9]*([.#][\w-]+)?$/.test(selector)) return;
    const rule = this.rules.get(selector) ?? new Map<string, string>();
    for (const [property, value] of parseDeclarations(body)) rule.set(property, value);
    this.rules.set(selector, rule);
  }

  private inlineDeclarations(style: string): Declarations {
    let declarations = this.inline.get(style);
    if (declarations === undefined) {
      declarations = parseDeclarations(style);
      this.inline.set(style, declarations);
    }
    return declarations;
  }
}

/** The value of an attribute, or null. */
export function attribute(element: Element, name: string): string | null {
  for (const held of element.attrs) if (held.name === name) return held.value;
  return null;
}

const NONE: Declarations = new Map();

function parseDeclarations(css: string): Map<string, string> {
  const declarations = new Map<string, string>();
  for (const declaration of css.toLowerCase().split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const value = declaration.slice(colon + 1).replace(/!\s*important/, '');
    declarations.set(declaration.slice(0, colon).trim(), value.trim());
  }
  return declarations;
}

/** From the weakest to the strongest. */
function selectorsOf(element: Element): string[] {
  const tag = element.tagName;
  const classes = (attribute(element, 'class') ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20);
  const id = attribute(element, 'id')?.toLowerCase();
  const ids = id === undefined ? [] : [`#${id}`, `${tag}#${id}`];
  return [tag, ...classes.map((name) => `.${name}`), ...classes.map((name) => `${tag}.${name}`), ...ids];
}

function withoutAtRules(css: string): string {
  let out = '';
  let from = 0;
  for (let at = css.indexOf('@'); at >= 0; at = css.indexOf('@', from)) {
    out += css.slice(from, at);
    from = endOfAtRule(css, at);
  }
  return out + css.slice(from);
}

function endOfAtRule(css: string, start: number): number {
  let depth = 0;
  for (let at = start; at < css.length; at++) {
    if (css[at] === ';' && depth === 0) return at + 1;
    if (css[at] === '{') depth++;
    if (css[at] === '}' && --depth <= 0) return at + 1;
  }
  return css.length;
}
