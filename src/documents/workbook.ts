import { type CellLook, readCellLooks } from './cell-looks';
import { localName, readXml, type XmlHandler } from './xml-stream';
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
  /** Looks that cells name by number. */
  looks: CellLook[];
  countsFrom1904: boolean;
}

const MAX_STRINGS = 200_000;
const MAX_STRING_CHARS = 20_000_000;

/** Reads what stands beside the sheets: table of contents, texts, looks of cells (ECMA-376 part 1, 18). */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  const targets = await readTargets(archive);
  const { sheets, countsFrom1904 } = await readContents(archive, targets);
  const strings = await readStrings(archive);
  return { sheets, strings, looks: await readCellLooks(archive), countsFrom1904 };
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
