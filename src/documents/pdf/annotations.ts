import type { PDFPageProxy } from 'pdfjs-dist';

import type { PlacedText } from '../text-row';
import { type Matrix, moved } from './affine';

/** The part of pdfjs's annotations that is used here. */
interface Annotation {
  id: string;
  subtype: string;
  rect: [left: number, bottom: number, right: number, top: number];
  fieldValue?: unknown;
  contentsObj?: { str: string };
  hidden?: boolean;
  noView?: boolean;
  checkBox?: boolean;
  radioButton?: boolean;
  pushButton?: boolean;
  password?: boolean;
}

/**
 * Values of form fields and free-text notes that nothing draws: a viewer would set them itself.
 * @param drawn  ids of the annotations whose text was seen in their appearance.
 */
export async function undrawnValues(
  page: PDFPageProxy,
  viewport: Matrix,
  drawn: ReadonlySet<string | null>,
): Promise<PlacedText[]> {
  const annotations = (await page.getAnnotations()) as Annotation[];
  return annotations
    .filter((annotation) => !drawn.has(annotation.id) && isShown(annotation))
    .flatMap((annotation) => placed(annotation, viewport));
}

function isShown({ hidden, noView, checkBox, radioButton, pushButton, password }: Annotation): boolean {
  return !(hidden || noView || checkBox || radioButton || pushButton || password);
}

function placed({ subtype, contentsObj, fieldValue, rect }: Annotation, viewport: Matrix): PlacedText[] {
  const value = subtype === 'FreeText' ? contentsObj?.str : fieldValue;
  const lines = (Array.isArray(value) ? value : [value])
    .filter((line) => typeof line === 'string')
    .flatMap((line) => line.split(/[\r\n]+/))
    .filter((line) => line.trim() !== '');
  const [left, bottom, right, top] = rect;
  const size = Math.min(12, Math.max(6, ((top - bottom) / Math.max(1, lines.length)) * 0.7));
  const middle = (top + bottom + (lines.length - 1) * size * 1.2) / 2 - size / 2 + 1;
  return lines.map((line, at) => {
    const [x, y] = moved(viewport, left, middle - at * size * 1.2);
    return { text: line.replace(/\s+/g, ' '), x, y, width: right - left, size };
  });
}
