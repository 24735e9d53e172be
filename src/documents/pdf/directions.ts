import type { PlacedText } from '../text-row';
import type { PaintedText } from './painting';

/** Runs of a page by the way they run. */
export interface Directions {
  /** The way that most of the page runs, turned so that it lies level. */
  upright: PlacedText[];
  /** All others by their directions, each turned level: what stands along a margin or across the page. */
  aside: PlacedText[][];
}

/** Degrees by which runs of one direction may differ. */
const STEP = 15;

/** Parts runs by direction: a page that lies on its side is read as if it were turned. */
export function directionsOf(texts: readonly PaintedText[]): Directions {
  const groups = new Map<number, PaintedText[]>();
  for (const text of texts) {
    const direction = (Math.round(text.angle / STEP) * STEP + 360) % 360;
    groups.set(direction, [...(groups.get(direction) ?? []), text]);
  }
  const letters = (group: readonly PaintedText[]) => group.reduce((sum, { text }) => sum + text.length, 0);
  const sorted = [...groups.values()].sort((one, other) => letters(other) - letters(one));
  const [upright = [], ...aside] = sorted.map(level);
  return { upright, aside };
}

/** Turns runs about the origin until they run to the right. */
function level(texts: readonly PaintedText[]): PlacedText[] {
  return texts.map(({ text, x, y, width, size, angle }) => {
    const turn = Math.abs(angle) < STEP / 2 ? 0 : (-Math.round(angle / STEP) * STEP * Math.PI) / 180;
    const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
    return { text, x: x * cosine - y * sine, y: x * sine + y * cosine, width, size };
  });
}
