import type { DocumentReading, DocumentRequest, EnclosedFile } from './document-reading';
import { readHtml } from './html/html-text';
import { TAB_MARK, WordMarkup, type WordStyles } from './word-markup';
import { readWordStyles } from './word-styles';
import { readXml } from './xml-stream';
import { ZipArchive } from './zip-archive';

/** The parts of a letter in the order in which it is read; each stands in a file of its own. */
const STORIES = [
  /^word\/header\d*\.xml$/,
  /^word\/document\d*\.xml$/,
  /^word\/footnotes\.xml$/,
  /^word\/endnotes\.xml$/,
  /^word\/footer\d*\.xml$/,
];
/** What somebody wrote beside the letter: seen, but no statement of the letter. */
const COMMENTS = /^word\/comments\.xml$/;
/** With fewer characters and a large picture beside them, the letter is the picture. */
const SPARSE_CHARS = 160;
const LARGE_PICTURE_BYTES = 30_000;
const MAX_PICTURES = 10;

/** Reads a Word document: body, tables, headers, footers, notes and text boxes; what is formatted as hidden, and comments, are set aside. */
export async function readDocx(request: DocumentRequest): Promise<DocumentReading> {
  const archive = await ZipArchive.open(request.bytes);
  const styles = await readWordStyles(archive);
  const texts = new Set<string>();
  const hidden: string[] = [];
  for (const story of STORIES) {
    for (const name of archive.names.filter((candidate) => story.test(candidate))) {
      const reading = readHtml(await markupOf(archive, name, styles));
      texts.add(reading.lines.map((line) => line.text.replaceAll(TAB_MARK, '\t')).join('\n'));
      hidden.push(...reading.hidden);
    }
  }
  for (const name of archive.names.filter((candidate) => COMMENTS.test(candidate))) {
    const { lines } = readHtml(await markupOf(archive, name, styles));
    hidden.push(...lines.map((line) => line.text));
  }
  const text = [...texts].filter(Boolean).join('\n\n');
  const pages = [{ number: null, text, hidden: hidden.join('\n').trim() }];
  const files = text.length < SPARSE_CHARS ? await picturesOf(archive) : [];
  if (text === '' && files.length === 0)
    return { outcome: 'unread', detail: 'The Word document has no text.', pages: [] };
  return { outcome: 'read', pages, files };
}

async function markupOf(archive: ZipArchive, name: string, styles: WordStyles): Promise<string> {
  const markup = new WordMarkup(styles);
  await readXml(archive.chunks(name), markup);
  return markup.html;
}

async function picturesOf(archive: ZipArchive): Promise<EnclosedFile[]> {
  const files: EnclosedFile[] = [];
  for (const name of archive.names.filter((candidate) => candidate.startsWith('word/media/'))) {
    const bytes = await archive.bytes(name);
    if (bytes.length < LARGE_PICTURE_BYTES || files.length === MAX_PICTURES) continue;
    files.push({ name, mediaType: null, bytes, role: 'file' });
  }
  return files;
}
