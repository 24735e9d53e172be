import { readCsv } from './csv';
import { DocumentReaders } from './document-readers';
import { Sandbox, SandboxExhausted } from './sandbox';
import { rowsOf } from './text-row';

const never = new AbortController().signal;
const request = (format: 'pdf' | 'csv', content: string | Uint8Array, charset: string | null = null) => ({
  format,
  bytes: typeof content === 'string' ? Buffer.from(content, 'latin1') : content,
  charset,
});
const csv = (content: string) => readCsv(request('csv', content)).pages[0].text;

/** A PDF of given page contents, with object offsets left to the reader to find. */
function pdf(...contents: string[]): string {
  const pages = contents.flatMap((content, at) => [
    `${10 + 2 * at} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>/Contents ${11 + 2 * at} 0 R>> endobj`,
    `${11 + 2 * at} 0 obj <</Length ${content.length}>> stream\n${content}\nendstream endobj`,
  ]);
  const image = 'x'.repeat(800 * 100);
  return [
    '%PDF-1.4',
    '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj',
    `2 0 obj <</Type/Pages/Count ${contents.length}/Kids[${contents.map((_, at) => `${10 + 2 * at} 0 R`).join(' ')}]>> endobj`,
    '3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj',
    `4 0 obj <</Type/XObject/Subtype/Image/Width 800/Height 800/BitsPerComponent 1/ColorSpace/DeviceGray/Length ${image.length}>> stream\n${image}\nendstream endobj`,
    ...pages,
    'trailer <</Root 1 0 R>>',
    '%%EOF',
  ].join('\n');
}

const at = (x: number, y: number, text: string, size = 10) =>
  `BT /F ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`;

describe('documents', () => {
  const readers = new DocumentReaders();
  afterAll(() => readers.close());

  it('reads the rows of a PDF whatever the order of its content', async () => {
    const content = [
      at(400, 700, '12,00 EUR'),
      at(50, 685, 'Gesamt'),
      at(50, 700, 'Zinsen'),
      at(400, 685, '99,00 EUR'),
    ].join('\n');
    const reading = await readers.read(request('pdf', pdf(content)), never);
    expect(reading).toMatchObject({
      outcome: 'read',
      pages: [{ number: 1, text: 'Zinsen\t12,00 EUR\nGesamt\t99,00 EUR', hidden: '' }],
    });
  });

  it('sets tiny text of a PDF aside', async () => {
    const content = [at(50, 700, 'Saldo 1,00'), at(50, 600, 'klein', 1)].join('\n');
    const { pages } = await readers.read(request('pdf', pdf(content)), never);
    expect(pages[0].text).toBe('Saldo 1,00');
    expect(pages[0].hidden).toBe('klein');
  });

  it('tells a scanned page from a blank one', async () => {
    const scan = `q 500 0 0 800 0 0 cm /I Do Q ${at(20, 820, 'Fax 03.03. 10:11')}`;
    expect(await readers.read(request('pdf', pdf(at(50, 700, 'Text'), scan)), never)).toMatchObject({
      outcome: 'unread',
      detail: 'Page 2 has no text (scan).',
      pages: [{ text: 'Text' }, {}],
    });
    expect((await readers.read(request('pdf', pdf(at(50, 700, 'Text'), '')), never)).outcome).toBe('read');
  });

  it('tells a broken PDF', async () => {
    expect((await readers.read(request('pdf', '%PDF-1.4 nothing'), never)).outcome).toBe('broken');
  });

  it('kills a reader that takes too long, and goes on', async () => {
    const bomb = pdf(`${at(1, 1, 'x')} `.repeat(200_000));
    expect(await readers.read(request('pdf', bomb), never, 250)).toMatchObject({ outcome: 'too_large' });
    expect((await readers.read(request('csv', 'a;b\n1;2'), never)).outcome).toBe('read');
  });

  it('outlives a reader that runs out of memory', async () => {
    const rows = Buffer.alloc(25 * 1024 * 1024, '"a";');
    const reading = await readers.read(request('csv', rows), never);
    expect(['too_large', 'read']).toContain(reading.outcome);
    expect((await readers.read(request('csv', 'a;b\n1;2'), never)).pages[0].text).toBe('a\tb\n1\t2');
  });

  it('outlives a reader whose buffers grow beyond the memory it may have', async () => {
    const sandbox = new Sandbox('document-worker', { processes: 1, heapMb: 4_000, memoryMb: 130 });
    const rows = { format: 'csv', bytes: Buffer.alloc(25 * 1024 * 1024, '"a";'), charset: null };
    await expect(sandbox.run('read', rows, never, { timeoutMs: 20_000 })).rejects.toThrow(SandboxExhausted);
    await expect(
      sandbox.run('read', request('csv', 'a;b\n1;2'), never, { timeoutMs: 20_000 }),
    ).resolves.toMatchObject({
      outcome: 'read',
    });
    await sandbox.close();
  });

  it('lets a document wait in the inbox where others take long', async () => {
    const own = new DocumentReaders();
    await own.read(request('csv', 'a;b'), never); // a process is up
    // So many that they are not done with while the next one is patient, however fast the machine.
    const slow = request('pdf', pdf(`${at(1, 1, 'x')} `.repeat(200_000)));
    const abort = new AbortController();
    const held = Array.from({ length: 40 }, () =>
      own.read(slow, abort.signal).catch((error: unknown) => error),
    );
    try {
      await expect(own.read(request('csv', 'a;b\n1;2'), never)).rejects.toMatchObject({
        name: 'DeferredFailure',
        code: 'documents_waiting',
      });
      abort.abort(new Error('shutdown'));
      await Promise.all(held);
      // However long the processes that held it up take to end.
      expect((await own.read(request('csv', 'a;b'), never, 10_000, false)).outcome).toBe('read');
    } finally {
      await own.close();
    }
  });

  it('is not held up by what was given up', async () => {
    const sandbox = new Sandbox('document-worker', { processes: 1, heapMb: 100, memoryMb: 250 });
    await sandbox.run('read', request('csv', 'a;b'), never, { timeoutMs: 20_000 });
    const abort = new AbortController();
    const slow = request('pdf', pdf(`${at(1, 1, 'x')} `.repeat(200_000)));
    const reading = sandbox.run('read', slow, abort.signal, { timeoutMs: 20_000 }).catch(() => 'given up');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sandbox.isHeldUp(10)).toBe(true);
    abort.abort();
    expect(sandbox.isHeldUp(10)).toBe(false);
    await expect(reading).resolves.toBe('given up');
    await sandbox.close();
  });

  it('says nothing of a file where no process comes up to read it', async () => {
    const sandbox = new Sandbox('no-worker', { processes: 1, heapMb: 100, memoryMb: 200 });
    const readings = [1, 2].map(() =>
      sandbox.run('read', request('csv', 'a;b'), never, { timeoutMs: 20_000 }),
    );
    for (const reading of readings)
      await expect(reading).rejects.toMatchObject({ name: 'TransientFailure', code: 'reader_not_started' });
    await sandbox.close();
  });

  it('ends with the reason of the signal', async () => {
    const abort = new AbortController();
    const reading = readers.read(request('pdf', pdf(`${at(1, 1, 'x')} `.repeat(200_000))), abort.signal);
    abort.abort(new Error('shutdown'));
    await expect(reading).rejects.toThrow('shutdown');
  });
});

describe('CSV', () => {
  it.each([
    [
      'semicolons and decimal commas',
      'Art;Betrag\nZinsen;1,50\nSumme;1.234,56',
      'Art\tBetrag\nZinsen\t1,50\nSumme\t1.234,56',
    ],
    ['commas and quotes', 'Art,Betrag\r\nZinsen,"1,50"\r\n', 'Art\tBetrag\nZinsen\t1,50'],
    ['tabs', 'a\tb\n1\t2', 'a\tb\n1\t2'],
    ['the hint of Excel', 'sep=|\na|b\n1|2', 'a\tb\n1\t2'],
    ['windows-1252', 'Gl\xe4ubiger;\x80\nM\xfcller;1', 'Gläubiger\t€\nMüller\t1'],
    ['cp850', 'Gl\x84ubiger;x\nM\x81ller;1', 'Gläubiger\tx\nMüller\t1'],
    ['UTF-8 with mark', '\xef\xbb\xbfGl\xc3\xa4ubiger;x', 'Gläubiger\tx'],
    ['line ends in cells', 'a;"b\nc"\n1;2', 'a\tb c\n1\t2'],
    ['thousands beside German cents', 'a;b\n1.250;1.234,56', 'a\tb\n1.250,00\t1.234,56'],
    ['thousands beside English cents', 'a;b\n"1,250";1234.56', 'a\tb\n1,250.00\t1234.56'],
    ['thousands that nothing explains', 'a;b\n1.250;7', 'a\tb\n1.250\t7'],
    ['a quote that never closes', 'a;"b\n1;2', 'a\tb\n1\t2'],
  ])('reads %s', (_, content, text) => {
    expect(csv(content)).toBe(text);
  });

  it('caps the rows', () => {
    const reading = readCsv(request('csv', 'a;b\n'.repeat(6_000)));
    expect(reading.outcome).toBe('too_large');
    expect(reading.pages[0].text.split('\n')).toHaveLength(5_000);
  });
});

describe('rows of a page', () => {
  it('joins split words, parts words and columns', () => {
    const run = (text: string, x: number, width: number) => ({ text, x, y: 10, width, size: 10 });
    expect(
      rowsOf([run('forderung', 40, 45), run('Haupt', 10, 30), run('1,00', 300, 20), run('EUR', 323, 20)]),
    ).toBe('Hauptforderung\t1,00 EUR');
  });
});
