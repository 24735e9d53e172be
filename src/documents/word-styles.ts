import { lookOfProperty, type WordLook, type WordStyles } from './word-markup';
import { readXml } from './xml-stream';
import type { ZipArchive } from './zip-archive';

/** The looks of a document's named styles, each with what it inherits. */
export async function readWordStyles(archive: ZipArchive): Promise<WordStyles> {
  const styles = new Map<string, WordLook>();
  let id: string | null = null;
  let look: WordLook = {};
  await readXml(archive.chunks('word/styles.xml'), {
    open(name, attributes) {
      if (name === 'w:style') {
        id = attributes['w:styleId'] ?? null;
        look = {};
      } else if (name === 'w:basedOn') {
        look = { ...styles.get(attributes['w:val'] ?? '') };
      } else {
        Object.assign(look, lookOfProperty(name, attributes));
      }
    },
    close(name) {
      if (name === 'w:style' && id !== null && Object.keys(look).length > 0) styles.set(id, look);
    },
    text() {},
  });
  return styles;
}
