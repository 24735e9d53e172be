import { patternOf } from './cell-format';
import { readXml, type XmlHandler } from './xml-stream';
import { ArchiveBomb, type ZipArchive } from './zip-archive';

/** A sheet of a workbook as its table of contents lists it. */
export interface SheetEntry {
  name: string;
  /** The file in the archive that holds its rows. */
  member: string;
  hidden: boolean;
}

/** What the cells of a workbook refer to. */
export interface Workbook {
  sheets: SheetEntry[];
  /** Texts that cells name by number. */
  strings: string[];
  /** Number formats that cells name by number. */
  patterns: string[];
  countsFrom1904: boolean;
}

const MAX_STRINGS = 200_000;
const MAX_STRING_CHARS = 20_000_000;

/** Reads what stands beside the sheets: table of contents, texts, number formats (ECMA-376 part 1, 18). */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  const targets = await readTargets(archive);
  const { sheets, countsFrom1904 } = await readContents(archive, targets);
  const strings = await readStrings(archive);
  return { sheets, strings, patterns: await readPatterns(archive), countsFrom1904 };
}

/** Some programs write a prefix before every name. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A handler that hears of opened elements only. */
function onOpen(open: XmlHandler['open']): XmlHandler {
  return { open: (name, attributes) => open(localName(name), attributes), close() {}, text() {} };
}

async function readTargets(archive: ZipArchive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const handler = onOpen((name, { Id, Target }) => {
    if (name !== 'Relationship' || !Id || !Target) return;
    targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
  });
  await readXml(archive.chunks('xl/_rels/workbook.xml.rels'), handler);
  return targets;
}

async function readContents(archive: ZipArchive, targets: ReadonlyMap<string, string>) {
  const sheets: SheetEntry[] = [];
  let countsFrom1904 = false;
  const handler = onOpen((name, attributes) => {
    if (name === 'workbookPr') countsFrom1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
    if (name !== 'sheet') return;
    const id = Object.entries(attributes).find(([key]) => /:id$/.test(key))?.[1] ?? '';
    const hidden = /hidden/i.test(attributes.state ?? '');
    sheets.push({ name: attributes.name ?? '', member: targets.get(id) ?? '', hidden });
  });
  await readXml(archive.chunks('xl/workbook.xml'), handler);
  return { sheets, countsFrom1904 };
}

async function readStrings(archive: ZipArchive): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let chars = 0;
  let inText = false;
  let phonetic = 0;
  await readXml(archive.chunks('xl/sharedStrings.xml'), {
    open(prefixed) {
      const name = localName(prefixed);
      if (name === 'si') current = '';
      if (name === 'rPh') phonetic++;
      inText = name === 't' && phonetic === 0;
    },
    close(prefixed) {
      const name = localName(prefixed);
      inText = false;
      if (name === 'rPh') phonetic--;
      if (name !== 'si') return;
      strings.push(current);
      chars += current.length;
      if (strings.length > MAX_STRINGS || chars > MAX_STRING_CHARS)
        throw new ArchiveBomb('The workbook has more texts than any list.');
    },
    text(text) {
      if (inText) current += text;
    },
  });
  return strings;
}

async function readPatterns(archive: ZipArchive): Promise<string[]> {
  const own = new Map<number, string>();
  const patterns: string[] = [];
  let inCellFormats = false;
  const handler: XmlHandler = {
    open(prefixed, attributes) {
      const name = localName(prefixed);
      if (name === 'numFmt') own.set(Number(attributes.numFmtId), attributes.formatCode ?? 'General');
      if (name === 'cellXfs') inCellFormats = true;
      if (name === 'xf' && inCellFormats) patterns.push(patternOf(Number(attributes.numFmtId ?? 0), own));
    },
    close(prefixed) {
      if (localName(prefixed) === 'cellXfs') inCellFormats = false;
    },
    text() {},
  };
  await readXml(archive.chunks('xl/styles.xml'), handler);
  return patterns;
}
