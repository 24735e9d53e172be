import type { PDFPageProxy } from 'pdfjs-dist';

import { boxOf, concatenated, EVERYWHERE, IDENTITY, type Matrix, overlap, type Box } from './affine';
import { type Glyph, type PaintFont, setText, type TextState } from './glyph-run';
import { type DecodedImage, type PaintedImage, type Painting, touches } from './painting';
import { rectanglesOf } from './path-rectangles';

type PdfLibrary = typeof import('pdfjs-dist');
type Operators = Awaited<ReturnType<PDFPageProxy['getOperatorList']>>;

/** What the operators of a page refer to. */
export interface PaintContext {
  /** From the page's own space to points of the page as it is shown. */
  viewport: Matrix;
  /** The font of a name, or null where it could not be loaded. */
  fontNamed(name: string): PaintFont | null;
  /** Whether a layer (optional content) is shown. */
  isShown(layer: unknown): boolean;
}

/** The graphics state (ISO 32000-1, 8.4), as far as it is followed. */
interface GraphicsState {
  matrix: Matrix;
  clip: Box;
  fill: string | null;
  stroke: string | null;
  fillAlpha: number;
  strokeAlpha: number;
  blends: boolean;
}

const BLACK = '#000000';
/** Less opaque paint cannot be seen; more opaque hides what is below. */
const FAINT = 0.1;
const OPAQUE = 0.9;
/** In points: what is thinner is a rule of a table. */
const LEAST_SIDE = 2;
/** Beyond it a page is a drawing. */
const MAX_AREAS = 20_000;

/** Follows the operators of a page without drawing anything, and notes what stands where. */
export class Painter {
  private readonly painting: Painting = { texts: [], areas: [], curves: 0 };
  private state: GraphicsState;
  private readonly saved: GraphicsState[] = [];
  private readonly text: TextState = {
    font: null,
    size: 0,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
    mode: 0,
    matrix: IDENTITY,
    x: 0,
    y: 0,
    lineX: 0,
    lineY: 0,
  };
  private readonly layers: boolean[] = [];
  private clipsNext = false;
  private annotation: string | null = null;
  private order = 0;
  private readonly pdf: PdfLibrary;
  private readonly context: PaintContext;

  constructor(pdf: PdfLibrary, context: PaintContext) {
    this.pdf = pdf;
    this.context = context;
    this.state = this.initialState();
  }

  follow({ fnArray, argsArray }: Operators): Painting {
    const actions = this.actions();
    fnArray.forEach((operator, at) => {
      this.order = at;
      actions.get(operator)?.((argsArray[at] ?? []) as never);
    });
    return this.painting;
  }

  private initialState(): GraphicsState {
    const { viewport } = this.context;
    return {
      ...{ matrix: viewport, clip: EVERYWHERE, fill: BLACK, stroke: BLACK },
      ...{ fillAlpha: 1, strokeAlpha: 1, blends: false },
    };
  }

  /** Operators that are not listed change nothing that is asked here. */
  private actions(): Map<number, (args: never) => void> {
    const { OPS } = this.pdf;
    const { text } = this;
    return new Map<number, (args: never) => void>([
      [OPS.save, () => this.saved.push({ ...this.state })],
      [OPS.restore, () => this.restore()],
      [OPS.transform, (args: number[]) => this.transform(args)],
      [OPS.setGState, ([entries]: [[string, unknown][]]) => this.setState(entries)],
      [OPS.setFillRGBColor, ([colour]: [string]) => (this.state.fill = colour)],
      [OPS.setStrokeRGBColor, ([colour]: [string]) => (this.state.stroke = colour)],
      [OPS.setFillColorN, () => (this.state.fill = null)],
      [OPS.setStrokeColorN, () => (this.state.stroke = null)],
      [OPS.clip, () => (this.clipsNext = true)],
      [OPS.eoClip, () => (this.clipsNext = true)],
      [OPS.constructPath, (args: [number, [Float32Array | null], Float32Array | null]) => this.path(...args)],
      [OPS.shadingFill, () => this.cover(this.state.clip, null)],
      [OPS.paintImageXObject, (args: [string, number, number]) => this.image(...args)],
      [OPS.paintInlineImageXObject, ([data]: [DecodedImage]) => this.image(data, data.width, data.height)],
      [
        OPS.paintImageMaskXObject,
        ([mask]: [DecodedImage]) => this.image(null, mask.width, mask.height, true),
      ],
      [OPS.paintSolidColorImageMask, () => this.cover(boxOf(this.state.matrix, 0, 0, 1, 1), this.state.fill)],
      [OPS.paintInlineImageXObjectGroup, ([, places]: [unknown, ImagePlace[]]) => this.images(places, false)],
      [OPS.paintImageMaskXObjectGroup, ([places]: [ImagePlace[]]) => this.images(places, true)],
      [OPS.paintImageXObjectRepeat, (args: [string, number, number, number[]]) => this.repeated(...args)],
      [OPS.paintFormXObjectBegin, (args: [number[] | null, number[] | null]) => this.openForm(...args)],
      [OPS.paintFormXObjectEnd, () => this.restore()],
      [OPS.beginGroup, () => this.saved.push({ ...this.state })],
      [OPS.endGroup, () => this.restore()],
      [OPS.beginAnnotation, (args: [string, number[], number[], number[]]) => this.openAnnotation(...args)],
      [OPS.endAnnotation, () => (this.annotation = null)],
      [OPS.beginMarkedContent, () => this.layers.push(true)],
      [OPS.beginMarkedContentProps, (args: [string, unknown]) => this.openLayer(...args)],
      [OPS.endMarkedContent, () => this.layers.pop()],
      [OPS.setCharSpacing, ([spacing]: [number]) => (text.charSpacing = spacing)],
      [OPS.setWordSpacing, ([spacing]: [number]) => (text.wordSpacing = spacing)],
      [OPS.setHScale, ([percent]: [number]) => (text.scale = percent / 100)],
      [OPS.setLeading, ([leading]: [number]) => (text.leading = -leading)],
      [OPS.setTextRise, ([rise]: [number]) => (text.rise = rise)],
      [OPS.setTextRenderingMode, ([mode]: [number]) => (text.mode = mode)],
      [OPS.setFont, ([name, size]: [string, number]) => this.setFont(name, size)],
      [OPS.beginText, () => this.setTextMatrix(IDENTITY)],
      [OPS.setTextMatrix, ([matrix]: [ArrayLike<number>]) => this.setTextMatrix(matrix)],
      [OPS.moveText, ([x, y]: [number, number]) => this.moveText(x, y)],
      [OPS.setLeadingMoveText, ([x, y]: [number, number]) => this.moveText(x, (text.leading = y))],
      [OPS.nextLine, () => this.moveText(0, text.leading)],
      [OPS.showText, ([glyphs]: [(Glyph | number)[]]) => this.show(glyphs)],
    ]);
  }

  private restore(): void {
    this.state = this.saved.pop() ?? this.state;
  }

  private transform(matrix: ArrayLike<number>): void {
    this.state.matrix = concatenated(this.state.matrix, matrix);
  }

  private setState(entries: readonly [string, unknown][]): void {
    for (const [key, value] of entries) {
      if (key === 'ca') this.state.fillAlpha = value as number;
      else if (key === 'CA') this.state.strokeAlpha = value as number;
      else if (key === 'BM') this.state.blends = value !== 'source-over';
      else if (key === 'Font') this.setFont(...(value as [string, number]));
    }
  }

  private openForm(matrix: number[] | null, box: number[] | null): void {
    this.saved.push({ ...this.state });
    if (matrix) this.transform(matrix);
    if (box) this.clip(box);
  }

  /** An annotation starts from the page's own space, whatever the page left behind. */
  private openAnnotation(id: string, rect: number[] | null, transform: number[], matrix: number[]): void {
    this.state = this.initialState();
    this.saved.length = 0;
    this.annotation = id;
    if (rect) this.clip(rect);
    this.transform(transform);
    this.transform(matrix);
  }

  private openLayer(tag: string, properties: unknown): void {
    this.layers.push(tag !== 'OC' || properties === null || this.context.isShown(properties));
  }

  private get isLayerOff(): boolean {
    return this.layers.includes(false);
  }

  private clip([x0, y0, x1, y1]: ArrayLike<number> & Iterable<number>): void {
    this.state.clip = overlap(this.state.clip, boxOf(this.state.matrix, x0, y0, x1, y1));
  }

  private path(paint: number, [data]: [Float32Array | null], bounds: Float32Array | null): void {
    const { OPS } = this.pdf;
    const fills = ([OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke] as number[]).includes(paint);
    const closes = paint === OPS.closeFillStroke || paint === OPS.closeEOFillStroke;
    if (data && (fills || closes)) {
      const rectangles = rectanglesOf(data);
      if (rectangles.length === 0) this.painting.curves++;
      for (const [x0, y0, x1, y1] of rectangles)
        this.cover(boxOf(this.state.matrix, x0, y0, x1, y1), this.state.fill);
    }
    if (this.clipsNext && bounds) this.clip(bounds);
    this.clipsNext = false;
  }

  private cover(box: Box, colour: string | null, image?: PaintedImage): void {
    const { clip, fillAlpha, blends } = this.state;
    const isLine = box.right - box.left < LEAST_SIDE || box.bottom - box.top < LEAST_SIDE;
    if (isLine || this.isLayerOff || fillAlpha < FAINT || this.painting.areas.length >= MAX_AREAS) return;
    const isOpaque = fillAlpha >= OPAQUE && !blends && !image?.isStencil;
    this.painting.areas.push({ box: overlap(box, clip), order: this.order, colour, image, isOpaque });
  }

  private image(
    source: PaintedImage['source'],
    width: number,
    height: number,
    isStencil = false,
    place = IDENTITY,
  ): void {
    const matrix = concatenated(this.state.matrix, place);
    const colour = isStencil ? this.state.fill : null;
    this.cover(boxOf(matrix, 0, 0, 1, 1), colour, { source, width, height, matrix, isStencil });
  }

  private images(places: readonly ImagePlace[], isStencil: boolean): void {
    for (const { transform, width, height } of places) this.image(null, width, height, isStencil, transform);
  }

  private repeated(source: string, scaleX: number, scaleY: number, positions: ArrayLike<number>): void {
    for (let at = 0; at + 1 < positions.length; at += 2)
      this.image(source, 0, 0, false, [scaleX, 0, 0, scaleY, positions[at], positions[at + 1]]);
  }

  private setFont(name: string, size: number): void {
    this.text.font = this.context.fontNamed(name);
    this.text.size = size;
  }

  private setTextMatrix(matrix: ArrayLike<number>): void {
    const { text } = this;
    text.matrix = concatenated(IDENTITY, matrix);
    text.x = text.y = text.lineX = text.lineY = 0;
  }

  private moveText(x: number, y: number): void {
    const { text } = this;
    text.x = text.lineX += x;
    text.y = text.lineY += y;
  }

  private show(glyphs: readonly (Glyph | number)[]): void {
    const { state, text } = this;
    const strokes = text.mode % 4 === 1;
    const alpha = strokes ? state.strokeAlpha : state.fillAlpha;
    const isInvisible = text.mode % 4 === 3 || alpha < FAINT || this.isLayerOff;
    const colour = strokes ? state.stroke : state.fill;
    for (const run of setText(text, state.matrix, glyphs)) {
      const isPainted = !isInvisible && touches(run, this.state.clip);
      const { order, annotation } = this;
      this.painting.texts.push({ ...run, order, colour, isPainted, annotation });
    }
  }
}

/** Where one of a group of images is painted. */
interface ImagePlace {
  transform: Matrix;
  width: number;
  height: number;
}
