import { visibleLine } from './visible-characters';

const MAX_CHARS = 100;

/** Names of the attachments of a mail: safe to show and to stand in a source, each once. */
export class FileNames {
  private readonly taken = new Map<string, number>();

  /** The declared name without path parts and controls, `(2)` behind it where it was given before. */
  claim(declared: string | null, fallback: string): string {
    const name = sanitise(declared ?? '') || fallback;
    const count = (this.taken.get(name.toLowerCase()) ?? 0) + 1;
    this.taken.set(name.toLowerCase(), count);
    if (count === 1) return name;
    const dot = extensionStart(name);
    return this.claim(`${name.slice(0, dot)} (${count})${name.slice(dot)}`, fallback);
  }
}

function sanitise(declared: string): string {
  const base = visibleLine(declared).split(/[/\\]/).at(-1) ?? '';
  // `#` parts the page from the name in a source, `:` the kind.
  const safe = base.replace(/[#:*?"<>|]/g, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  if (safe.length <= MAX_CHARS) return safe;
  const extension = safe.slice(extensionStart(safe));
  return safe.slice(0, MAX_CHARS - extension.length) + extension;
}

function extensionStart(name: string): number {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 6 ? dot : name.length;
}
