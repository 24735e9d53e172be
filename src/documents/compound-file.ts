import type { DocumentReading } from './document-reading';

/** Streams of a compound file (MS-CFB) and what they tell. Their names stand in its directory as UTF-16. */
const STREAMS: [stream: string, verdict: Pick<DocumentReading, 'outcome' | 'detail'>][] = [
  ['EncryptedPackage', { outcome: 'encrypted', detail: 'The Office document asks for a password.' }],
  ['WordDocument', unread('A Word document of the old format (.doc)')],
  ['Workbook', unread('An Excel workbook of the old format (.xls)')],
  ['Book', unread('An Excel workbook of the old format (.xls)')],
  ['PowerPoint Document', unread('A presentation of the old format (.ppt)')],
  ['__properties_version1.0', unread('A message saved by Outlook (.msg)')],
];

/** Names what an OLE compound file is: none of them is read, and the ones with a password cannot be. */
export function readCompoundFile(content: Uint8Array): Pick<DocumentReading, 'outcome' | 'detail'> {
  const file = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const found = STREAMS.find(([stream]) => file.includes(Buffer.from(`${stream}\0`, 'utf16le')));
  return found?.[1] ?? unread('An office document of an older or other format');
}

function unread(what: string): Pick<DocumentReading, 'outcome' | 'detail'> {
  return { outcome: 'unread', detail: `${what}, which is not read.` };
}
