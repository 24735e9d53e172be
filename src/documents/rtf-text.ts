import iconv from 'iconv-lite';

/** The text of an RTF document. */
export interface RtfText {
  text: string;
  hidden: string;
  /** The text is markup: Outlook wraps an HTML letter in RTF (MS-OXRTFEX). */
  isHtml: boolean;
}

/** What holds within a group of braces. */
interface Group {
  skipped: boolean;
  hidden: boolean;
  tiny: boolean;
  /** Almost white letters on a page that nothing colours. */
  pale: boolean;
  inTable: boolean;
  /** The plain-RTF half of wrapped HTML. */
  duplicate: boolean;
  codePage: string;
  /** How many characters stand behind a Unicode character for programs that do not know it. */
  fallback: number;
}

const MAX_CHARS = 2_000_000;
const MAX_DEPTH = 2_000;
const TOKEN =
  /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]{1,1000})/gi;
/** Groups without words of the letter. Headers, footers, notes and text boxes are read. */
const SKIPPED =
  /^(fonttbl|colortbl|stylesheet|info|pict|objdata|sp|shprslt|filetbl|listtable|listoverridetable|revtbl|xe|tc|themedata|bkmkstart|bkmkend|listtext|fldinst)$/;
const READ_THOUGH_OPTIONAL = /^(shpinst|shptxt|htmltag|nesttableprops)$/;
const CODE_PAGES: Readonly<Record<number, string>> = {
  77: 'macroman',
  161: 'cp1253',
  162: 'cp1254',
  186: 'cp1257',
  204: 'cp1251',
  238: 'cp1250',
};
const SPELLED: Readonly<Record<string, string>> = {
  tab: '\t',
  cell: '\t',
  nestcell: '\t',
  row: '\n',
  nestrow: '\n',
  line: '\n',
  sect: '\n\n',
  page: '\n',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
};

/** Reads the words of an RTF document (specification 1.9.1), rows of its tables as lines, cells parted by tabs. */
export function readRtfText(bytes: Uint8Array): RtfText {
  return new RtfWalk(Buffer.from(bytes).toString('latin1')).read();
}

class RtfWalk {
  private readonly source: string;
  private readonly seen: string[] = [];
  private readonly unseen: string[] = [];
  private readonly fonts = new Map<number, string>();
  private groups: Group[] = [];
  private group: Group = {
    skipped: false,
    hidden: false,
    tiny: false,
    pale: false,
    inTable: false,
    duplicate: false,
    codePage: 'cp1252',
    fallback: 1,
  };
  private readonly paleColours: ReadonlySet<number>;
  private isOptional = false;
  private inFontTable = 0;
  private font = 0;
  private swallow = 0;
  private isHtml = false;
  private chars = 0;
  private bytes: number[] = [];

  constructor(source: string) {
    this.source = source;
    this.paleColours = paleColoursOf(source);
  }

  read(): RtfText {
    TOKEN.lastIndex = 0;
    for (let token = TOKEN.exec(this.source); token !== null; token = TOKEN.exec(this.source)) {
      const [, word, parameter, hex, symbol, brace, text] = token;
      if (hex !== undefined) {
        this.byte(parseInt(hex, 16));
        continue;
      }
      this.flush();
      if (word !== undefined) this.word(word, parameter === undefined ? null : Number(parameter));
      else if (symbol !== undefined) this.symbol(symbol);
      else if (brace === '{') this.openGroup();
      else if (brace === '}') this.closeGroup();
      else if (text !== undefined) this.plain(text);
      if (this.chars > MAX_CHARS) break;
    }
    this.flush();
    const tidy = (pieces: string[]) =>
      pieces
        .join('')
        .replace(/[ \t]+$/gm, '')
        .replace(/\n{3,}/g, '\n\n')
        .trim();
    return { text: tidy(this.seen), hidden: tidy(this.unseen), isHtml: this.isHtml };
  }

  private openGroup(): void {
    if (this.groups.length >= MAX_DEPTH) throw new Error('RTF groups nested too deeply');
    this.groups.push(this.group);
    this.group = { ...this.group };
    if (this.inFontTable > 0) this.inFontTable++;
  }

  private closeGroup(): void {
    this.group = this.groups.pop() ?? this.group;
    this.isOptional = false;
    if (this.inFontTable > 0) this.inFontTable--;
  }

  private word(word: string, parameter: number | null): void {
    const optional = this.isOptional;
    this.isOptional = false;
    const { group } = this;
    if (SKIPPED.test(word) || (optional && !READ_THOUGH_OPTIONAL.test(word))) group.skipped = true;
    if (word === 'fonttbl') this.inFontTable = 1;
    else if (word === 'bin') TOKEN.lastIndex += Math.max(0, parameter ?? 0);
    else if (word === 'u') this.unicode(parameter ?? 0);
    else if (word === 'par') this.put(group.inTable && !this.isHtml ? ' ' : '\n');
    else if (word in SPELLED) this.put(SPELLED[word]);
    else if (word === 'f' || word === 'fcharset' || word === 'ansicpg') this.charset(word, parameter ?? 0);
    else this.property(word, parameter);
  }

  private property(word: string, parameter: number | null): void {
    const { group } = this;
    const isOn = parameter !== 0;
    if (word === 'fromhtml') this.isHtml = isOn;
    else if (word === 'htmlrtf') group.duplicate = isOn;
    else if (word === 'v' || word === 'deleted') group.hidden = isOn;
    else if (word === 'fs') group.tiny = (parameter ?? 24) <= 3;
    else if (word === 'cf') group.pale = this.paleColours.has(parameter ?? 0);
    else if (word === 'plain') Object.assign(group, { hidden: false, tiny: false, pale: false });
    else if (word === 'intbl') group.inTable = true;
    else if (word === 'pard') group.inTable = false;
    else if (word === 'uc') group.fallback = Math.min(Math.max(parameter ?? 1, 0), 10);
  }

  private charset(word: string, parameter: number): void {
    if (word === 'ansicpg' && iconv.encodingExists(`cp${parameter}`)) this.group.codePage = `cp${parameter}`;
    else if (word === 'f' && this.inFontTable > 0) this.font = parameter;
    else if (word === 'f') this.group.codePage = this.fonts.get(parameter) ?? this.group.codePage;
    else if (word === 'fcharset') this.fonts.set(this.font, CODE_PAGES[parameter] ?? 'cp1252');
  }

  private unicode(code: number): void {
    this.put(String.fromCharCode(code < 0 ? code + 65_536 : code));
    this.swallow = this.group.fallback;
  }

  private symbol(symbol: string): void {
    if (symbol === '*') this.isOptional = true;
    else if (symbol === '~') this.put(' ');
    else if (symbol === '_') this.put('-');
    else if (symbol === '\n' || symbol === '\r') this.put('\n');
    else if (/[\\{}]/.test(symbol)) this.plain(symbol);
  }

  private byte(code: number): void {
    if (this.swallow > 0) this.swallow--;
    else this.bytes.push(code);
  }

  /** Bytes are decoded together: in some code pages two make a letter. */
  private flush(): void {
    if (this.bytes.length === 0) return;
    const text = iconv.decode(Buffer.from(this.bytes), this.group.codePage);
    this.bytes = [];
    this.put(text);
  }

  private plain(text: string): void {
    const swallowed = Math.min(this.swallow, text.length);
    this.swallow -= swallowed;
    this.put(text.slice(swallowed));
  }

  private put(text: string): void {
    const { skipped, hidden, tiny, pale, duplicate } = this.group;
    const isUnseen = (hidden || tiny || pale) && !this.isHtml;
    if (skipped || (this.isHtml && duplicate)) return;
    this.chars += text.length;
    (isUnseen ? this.unseen : this.seen).push(text);
  }
}

/** Numbers of the colours that cannot be told from white paper; none where the document colours the paper somewhere. */
function paleColoursOf(source: string): ReadonlySet<number> {
  const table = /\{\\colortbl([^{}]{0,20000})\}/.exec(source)?.[1];
  if (table === undefined || /\\(highlight|cb|chcbpat|cbpat|clcbpat)\d/.test(source)) return new Set();
  const isPale = (entry: string) => {
    const parts = ['red', 'green', 'blue'].map((part) =>
      Number(new RegExp(`\\\\${part}(\\d{1,3})`).exec(entry)?.[1] ?? 0),
    );
    return parts.every((part) => part >= 0xec);
  };
  return new Set(table.split(';').flatMap((entry, number) => (isPale(entry) ? [number] : [])));
}
