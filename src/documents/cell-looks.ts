import { patternOf } from './cell-format';
import { type Colour, contrast, parseColour, WHITE } from './html/css-colour';
import { localName, readXml } from './xml-stream';
import type { ZipArchive } from './zip-archive';

/** How cells of a style show their value. */
export interface CellLook {
  /** The number format. */
  pattern: string;
  /** Letters of the colour of their cell. */
  isPale: boolean;
}

const MIN_CONTRAST = 1.2;
/** Colours that workbooks name by number: of their theme, and of the palette of old. */
const THEME = ['#ffffff', '#000000'];
const PALETTE: Readonly<Record<string, string>> = { 0: '#000000', 1: '#ffffff', 8: '#000000', 9: '#ffffff' };
/** Lists of the styles part (ECMA-376 part 1, 18.8); what other lists hold looks alike and means something else. */
const LISTS = new Set(['fonts', 'fills', 'cellXfs', 'cellStyleXfs', 'borders', 'dxfs']);

/** The looks that cells name by number. */
export async function readCellLooks(archive: ZipArchive): Promise<CellLook[]> {
  const own = new Map<number, string>();
  const looks: CellLook[] = [];
  /** Null where the colour cannot be told. */
  const fonts: (Colour | null)[] = [];
  const fills: (Colour | null)[] = [];
  let list = '';
  await readXml(archive.chunks('xl/styles.xml'), {
    open(prefixed, attributes) {
      const name = localName(prefixed);
      if (LISTS.has(name)) list = name;
      else if (name === 'numFmt') own.set(Number(attributes.numFmtId), attributes.formatCode ?? 'General');
      else if (list === 'fonts' && name === 'font') fonts.push(parseColour('#000000'));
      else if (list === 'fonts' && name === 'color') fonts[fonts.length - 1] = colourOf(attributes);
      else if (list === 'fills' && name === 'fill') fills.push(WHITE);
      else if (
        list === 'fills' &&
        name === 'patternFill' &&
        !/^(none|solid)$/.test(attributes.patternType ?? 'none')
      )
        fills[fills.length - 1] = null;
      else if (list === 'fills' && name === 'gradientFill') fills[fills.length - 1] = null;
      else if (list === 'fills' && name === 'fgColor' && fills.at(-1) !== null)
        fills[fills.length - 1] = colourOf(attributes);
      else if (list === 'cellXfs' && name === 'xf') {
        const [font, fill] = [fonts[Number(attributes.fontId ?? 0)], fills[Number(attributes.fillId ?? 0)]];
        const isPale = font != null && fill != null && contrast(font, fill) < MIN_CONTRAST;
        looks.push({ pattern: patternOf(Number(attributes.numFmtId ?? 0), own), isPale });
      }
    },
    close(prefixed) {
      if (localName(prefixed) === list) list = '';
    },
    text() {},
  });
  return looks;
}

function colourOf({ rgb, theme, indexed, tint }: Readonly<Record<string, string>>): Colour | null {
  if (rgb !== undefined) return parseColour(`#${rgb.slice(-6).toLowerCase()}`);
  if (theme !== undefined) return tint === undefined && THEME[+theme] ? parseColour(THEME[+theme]) : null;
  return PALETTE[indexed ?? ''] ? parseColour(PALETTE[indexed ?? '']) : null;
}
