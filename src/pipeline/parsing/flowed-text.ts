/**
 * Joins the soft line breaks of `format=flowed` (RFC 3676): a line that ends in a blank goes on in the next of the same
 * quote depth. Quote marks stay, as `> ` a level; the signature separator `-- ` never joins.
 */
export function joinFlowed(text: string, deleteSpace: boolean): string {
  const out: string[] = [];
  let open: { depth: number; pieces: string[] } | null = null;
  const close = () => {
    if (open) out.push(quoteMarks(open.depth) + open.pieces.join(''));
    open = null;
  };
  for (const raw of text.split(/\r?\n/)) {
    const { depth, content } = unstuff(raw);
    const isSeparator = content === '-- ';
    const soft = content.endsWith(' ') && !isSeparator;
    if (open && (open.depth !== depth || isSeparator)) close();
    open ??= { depth, pieces: [] };
    open.pieces.push(soft && deleteSpace ? content.slice(0, -1) : content);
    if (!soft) close();
  }
  close();
  return out.join('\n');
}

function unstuff(line: string): { depth: number; content: string } {
  let depth = 0;
  while (line[depth] === '>') depth++;
  const rest = line.slice(depth);
  return { depth, content: rest.startsWith(' ') ? rest.slice(1) : rest };
}

function quoteMarks(depth: number): string {
  return depth === 0 ? '' : `${'>'.repeat(depth)} `;
}
