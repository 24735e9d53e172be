import type { Standing, TextBlock } from '../stages/parse';
import { erasOf } from './history';
import { standingsOf } from './signature';
import type { TextLine } from '../../documents/text-line';

/** Cuts the lines of a body into blocks of one standing each, in the order of the text. */
export function cutBody(source: string, lines: readonly TextLine[]): TextBlock[] {
  const eras = erasOf(lines);
  const standings: Standing[] = eras.map((era) => (era === 'furniture' ? 'boilerplate' : era));
  for (const [start, end] of runsOf(standings, 'current')) {
    standingsOf(lines.slice(start, end)).forEach((standing, at) => (standings[start + at] = standing));
  }
  return toBlocks(source, lines, standings);
}

/** The lines of a letter as one block; null where nothing stands in them. */
export function wholeBlock(source: string, standing: Standing, text: string): TextBlock[] {
  const trimmed = trimBlankLines(text);
  return trimmed === '' ? [] : [{ source, standing, text: trimmed }];
}

function* runsOf(standings: readonly Standing[], wanted: Standing): Generator<[start: number, end: number]> {
  for (let start = 0; start < standings.length; start++) {
    if (standings[start] !== wanted) continue;
    let end = start;
    while (end < standings.length && standings[end] === wanted) end++;
    yield [start, end];
    start = end;
  }
}

function toBlocks(source: string, lines: readonly TextLine[], standings: readonly Standing[]): TextBlock[] {
  const blocks: { standing: Standing; lines: string[] }[] = [];
  lines.forEach((line, at) => {
    const last = blocks.at(-1);
    if (last && (last.standing === standings[at] || line.text.trim() === '')) last.lines.push(line.text);
    else blocks.push({ standing: standings[at], lines: [line.text] });
  });
  return blocks.flatMap((block) => wholeBlock(source, block.standing, block.lines.join('\n')));
}

function trimBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}
