import type { Bin, Calibration } from './calibration';

const WIDTH = 40;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A reliability diagram for the terminal: a bar for the share that was right, a mark where the confidence said it would be. */
export function terminalPlot({ bins }: Calibration): string {
  const scale = `0 %${' '.repeat(WIDTH / 2 - 5)}50 %${' '.repeat(WIDTH / 2 - 6)}100 %`;
  return [
    `confidence  stated    right  ${scale}`,
    ...bins.filter(({ count }) => count > 0).map(lineOf),
    `${' '.repeat(29)}█ right   ┃ as stated`,
  ].join('\n');
}

/** The same as an SVG picture: points on the diagonal are true confidences, their area is the number of statements. */
export function svgPlot(title: string, { bins, statements, error }: Calibration): string {
  const filled = bins.filter(({ count }) => count > 0);
  const most = Math.max(1, ...filled.map(({ count }) => count));
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 500" font-family="sans-serif" font-size="12">',
    '<rect width="480" height="500" fill="#fff"/>',
    `<text x="60" y="28" font-size="15">${title}</text>`,
    `<text x="60" y="46" fill="#555">${statements} statements, calibration error ${error === null ? '–' : error.toFixed(3)}</text>`,
    ...ticks.map(
      (tick) =>
        `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" stroke="#ddd"/>` +
        `<text x="${x(tick)}" y="${y(0) + 18}" text-anchor="middle">${tick * 100} %</text>` +
        `<text x="${x(0) - 6}" y="${y(tick) + 4}" text-anchor="end">${tick * 100} %</text>`,
    ),
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#999" stroke-dasharray="4 4"/>`,
    `<polyline points="${filled.map(place).join(' ')}" fill="none" stroke="#1565c0"/>`,
    ...filled.map((bin) => point(bin, most)),
    `<text x="${x(0.5)}" y="${y(0) + 40}" text-anchor="middle">confidence as stated</text>`,
    `<text transform="translate(16 ${y(0.5)}) rotate(-90)" text-anchor="middle">share that was right</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function lineOf({ from, to, count, stated, observed }: Bin): string {
  const range = `${from.toFixed(1)}–${to.toFixed(1)}`;
  const share = `${((observed ?? 0) * 100).toFixed(1)} %`;
  return `${range.padEnd(10)}${String(count).padStart(8)}${share.padStart(9)}  ${barOf(observed ?? 0, stated ?? 0)}`;
}

function barOf(observed: number, stated: number): string {
  const eighths = Math.round(observed * WIDTH * 8);
  const bar = [...('█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')).padEnd(WIDTH)];
  bar[Math.min(WIDTH - 1, Math.round(stated * WIDTH))] = '┃';
  return bar.join('').trimEnd();
}

function point(bin: Bin, most: number): string {
  const radius = 3 + 9 * Math.sqrt(bin.count / most);
  const [cx, cy] = place(bin).split(',');
  return `<circle cx="${cx}" cy="${cy}" r="${radius.toFixed(1)}" fill="#1565c0" fill-opacity="0.6"><title>${bin.count} statements</title></circle>`;
}

function place({ stated, observed }: Bin): string {
  return `${x(stated ?? 0)},${y(observed ?? 0)}`;
}

function x(share: number): number {
  return Math.round(60 + share * 390);
}

function y(share: number): number {
  return Math.round(450 - share * 390);
}
