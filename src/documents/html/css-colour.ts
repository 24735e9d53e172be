/** Red, green, blue (0–255) and opacity (0–1). */
export interface Colour {
  red: number;
  green: number;
  blue: number;
  alpha: number;
}

export const BLACK: Colour = { red: 0, green: 0, blue: 0, alpha: 1 };
export const WHITE: Colour = { red: 255, green: 255, blue: 255, alpha: 1 };

/** The colour of a CSS or HTML value in lower case; null where it is none that is known here (variables, gradients, rare names). */
export function parseColour(value: string): Colour | null {
  const text = value.trim();
  if (text in NAMED) return fromHex(NAMED[text]);
  if (/^#?[0-9a-f]{3,8}$/.test(text)) return fromHex(text.replace('#', ''));
  const functional = /^(rgb|hsl)a?\(([^)]*)\)$/.exec(text);
  if (!functional) return null;
  const numbers = functional[2].split(/[\s,/]+/).filter(Boolean);
  if (numbers.length < 3) return null;
  const alpha = numbers[3] === undefined ? 1 : fraction(numbers[3], 1);
  return functional[1] === 'rgb' ? fromRgb(numbers, alpha) : fromHsl(numbers, alpha);
}

/** Contrast by WCAG: 1 for equal colours, 21 for black on white. */
export function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const NAMED: Record<string, string> = {
  black: '000000',
  white: 'ffffff',
  window: 'ffffff',
  windowtext: '000000',
  transparent: '00000000',
  red: 'ff0000',
  green: '008000',
  blue: '0000ff',
  navy: '000080',
  gray: '808080',
  grey: '808080',
  silver: 'c0c0c0',
  yellow: 'ffff00',
  whitesmoke: 'f5f5f5',
  snow: 'fffafa',
  ivory: 'fffff0',
  ghostwhite: 'f8f8ff',
  floralwhite: 'fffaf0',
  azure: 'f0ffff',
  mintcream: 'f5fffa',
  aliceblue: 'f0f8ff',
  lightgray: 'd3d3d3',
  lightgrey: 'd3d3d3',
  lightyellow: 'ffffe0',
};

function fromHex(hex: string): Colour | null {
  const long = hex.length <= 4 ? hex.replace(/./g, '$&$&') : hex;
  if (long.length !== 6 && long.length !== 8) return null;
  const [red, green, blue, alpha = 255] = (long.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return { red, green, blue, alpha: alpha / 255 };
}

function fromRgb(numbers: string[], alpha: number): Colour | null {
  const [red, green, blue] = numbers.map((number) => fraction(number, 255) * 255);
  return [red, green, blue].some(Number.isNaN) ? null : { red, green, blue, alpha };
}

function fromHsl(numbers: string[], alpha: number): Colour | null {
  const hue = parseFloat(numbers[0]);
  const [saturation, lightness] = numbers.slice(1, 3).map((number) => parseFloat(number) / 100);
  if ([hue, saturation, lightness].some(Number.isNaN)) return null;
  const channel = (shift: number) => {
    const turn = (shift + hue / 30) % 12;
    const chroma = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - chroma * Math.max(-1, Math.min(turn - 3, 9 - turn, 1)));
  };
  return { red: channel(0), green: channel(8), blue: channel(4), alpha };
}

/** A CSS number as a share of its scale: `50%` and, on the scale of 255, `127.5` are both one half. */
function fraction(text: string, scale: number): number {
  return text.endsWith('%') ? parseFloat(text) / 100 : parseFloat(text) / scale;
}

function luminance(colour: Colour): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}
