import { type ZipMember, zipFile } from './zip-file';

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const CONTENT_TYPES: ZipMember = {
  name: '[Content_Types].xml',
  content:
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
};

/** A Word document of body XML and of other parts by name (`header1`, `styles` …). */
export function docxFile(body: string, parts: Record<string, string> = {}): Buffer {
  const part = (name: string, content: string): ZipMember => ({
    name: `word/${name}.xml`,
    content: `<?xml version="1.0" encoding="UTF-8"?><w:root ${WORD} xmlns:mc="urn:mc" xmlns:wps="urn:wps">${content}</w:root>`,
  });
  return zipFile(
    CONTENT_TYPES,
    part('document', `<w:body>${body}</w:body>`),
    ...Object.entries(parts).map(([name, content]) => part(name, content)),
  );
}

export function paragraph(text: string, properties = ''): string {
  return `<w:p><w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export function wordTable(...rows: string[][]): string {
  const cell = (text: string) => `<w:tc><w:tcPr/>${paragraph(text)}</w:tc>`;
  return `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`;
}

/** A sheet of a workbook: XML of its rows, and attributes of its entry in the table of contents. */
export interface SheetSource {
  name: string;
  rows: string;
  state?: string;
  columns?: string;
}

/** An Excel workbook of sheets; of texts, number formats and, behind those, fonts that cells name by number. */
export function xlsxFile(
  sheets: SheetSource[],
  strings: string[] = [],
  formats: string[] = [],
  fonts: string[] = [],
): Buffer {
  const entries = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"${state ? ` state="${state}"` : ''}/>`,
  );
  const targets = sheets.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const own = formats.map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${code}"/>`);
  const looks = ['<xf numFmtId="0"/>', ...formats.map((_, at) => `<xf numFmtId="${164 + at}"/>`)];
  looks.push(...fonts.map((_, at) => `<xf numFmtId="0" fontId="${1 + at}" fillId="0"/>`));
  const letters = ['', ...fonts].map((font) => `<font>${font}</font>`);
  return zipFile(
    CONTENT_TYPES,
    // Sheets stand before what they refer to, as some programs write them.
    ...sheets.map(({ rows, columns }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: `<worksheet ${SHEET}>${columns ?? ''}<sheetData>${rows}</sheetData></worksheet>`,
    })),
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${SHEET} xmlns:r="${RELATIONSHIPS}"><sheets>${entries.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: `<Relationships>${targets.join('')}</Relationships>` },
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst ${SHEET}>${strings.map((s) => `<si><t>${s}</t></si>`).join('')}</sst>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet ${SHEET}><numFmts>${own.join('')}</numFmts><fonts>${letters.join('')}</fonts><fills><fill/></fills><cellXfs>${looks.join('')}</cellXfs></styleSheet>`,
    },
  );
}
