/** Codes of pdfjs for the pieces of a path, with the numbers that follow each. */
const MOVE = 0;
const LINE = 1;
const CLOSE = 4;
const MAX_RECTANGLES = 1_000;

/** The upright rectangles that a path consists of, each by two corners; none where it has any other shape. */
export function rectanglesOf(path: Float32Array): [x0: number, y0: number, x1: number, y1: number][] {
  const rectangles: [number, number, number, number][] = [];
  let corners: [x: number, y: number][] = [];
  const close = () => {
    const rectangle = rectangleOf(corners);
    if (rectangle) rectangles.push(rectangle);
    const isFine = rectangle !== null || corners.length < 3;
    corners = [];
    return isFine;
  };
  for (let at = 0; at < path.length && rectangles.length < MAX_RECTANGLES;) {
    const code = path[at];
    if (code === CLOSE) {
      at++;
      continue;
    }
    if (code !== MOVE && code !== LINE) return [];
    if (code === MOVE && !close()) return [];
    corners.push([path[at + 1], path[at + 2]]);
    at += 3;
  }
  return close() ? rectangles : [];
}

function rectangleOf(
  corners: readonly [x: number, y: number][],
): [x0: number, y0: number, x1: number, y1: number] | null {
  if (corners.length < 4 || corners.length > 5) return null;
  const [[x0, y0], [bx, by], [x1, y1], [dx, dy]] = corners;
  const isNear = (one: number, other: number) => Math.abs(one - other) < 0.01;
  const isAcross = isNear(by, y0) && isNear(bx, x1) && isNear(dx, x0) && isNear(dy, y1);
  const isDown = isNear(bx, x0) && isNear(by, y1) && isNear(dx, x1) && isNear(dy, y0);
  return isAcross || isDown ? [x0, y0, x1, y1] : null;
}
