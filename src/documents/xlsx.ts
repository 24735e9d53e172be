import type { DocumentPage, DocumentReading, DocumentRequest } from './document-reading';
import { SheetRows, TooManyRows } from './sheet-rows';
import { readWorkbook, type SheetEntry, type Workbook } from './workbook';
import { readXml } from './xml-stream';
import { ZipArchive } from './zip-archive';

/** For all sheets together. */
const MAX_ROWS = 5_000;
const MAX_SHEETS = 30;

/** Reads an Excel workbook, a page a sheet; hidden sheets, rows and columns are set aside. Formulas give their last result. */
export async function readXlsx(request: DocumentRequest): Promise<DocumentReading> {
  const archive = await ZipArchive.open(request.bytes);
  const workbook = await readWorkbook(archive);
  const pages: DocumentPage[] = [];
  let rowsLeft = MAX_ROWS;
  let openFormulas = 0;
  let isCut = workbook.sheets.length > MAX_SHEETS;
  for (const sheet of workbook.sheets.slice(0, MAX_SHEETS)) {
    if (!archive.has(sheet.member)) continue; // A chart or a macro sheet.
    const { rows, cut } = await readSheet(archive, sheet, workbook, rowsLeft);
    rowsLeft -= rows.count;
    isCut ||= cut;
    if (!sheet.hidden) openFormulas += rows.openFormulas;
    pages.push(pageOf(sheet, rows));
  }
  if (isCut) return { outcome: 'too_large', detail: `Only the first ${MAX_ROWS} rows were read.`, pages };
  if (openFormulas > 0)
    return { outcome: 'unread', detail: 'Results of formulas are not stored in the workbook.', pages };
  if (pages.every((page) => page.text === ''))
    return { outcome: 'unread', detail: 'No cell of the workbook can be seen.', pages };
  return { outcome: 'read', pages };
}

async function readSheet(archive: ZipArchive, sheet: SheetEntry, workbook: Workbook, maxRows: number) {
  const rows = new SheetRows(workbook, maxRows);
  try {
    await readXml(archive.chunks(sheet.member), rows);
    return { rows, cut: false };
  } catch (error) {
    if (!(error instanceof TooManyRows)) throw error;
    return { rows, cut: true };
  }
}

function pageOf(sheet: SheetEntry, rows: SheetRows): DocumentPage {
  const page = { number: null, sheet: sheet.name, text: rows.lines, hidden: rows.hiddenLines };
  return sheet.hidden ? { ...page, text: '', hidden: `${rows.lines}\n${rows.hiddenLines}`.trim() } : page;
}
