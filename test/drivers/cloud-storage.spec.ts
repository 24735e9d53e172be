import { gzipSync } from 'node:zlib';

import { runCorrelated } from '../../src/correlation';
import { AttachmentBuckets } from '../../src/drivers/objects/attachment-buckets';
import { CloudProbe } from '../../src/drivers/objects/cloud-probe';
import { CloudStorage } from '../../src/drivers/objects/cloud-storage';
import { TransientFailure, type Failure } from '../../src/failure';
import { eventually } from '../harness/eventually';
import { CloudStorageServer } from '../harness/cloud-storage-server';
import { unguarded } from '../harness/unguarded';

const CONTENT = Buffer.from('Gesamtforderung 1.234,56 EUR');

describe('CloudStorage', () => {
  let server: CloudStorageServer;
  let storage: CloudStorage;

  beforeAll(async () => {
    server = await CloudStorageServer.start('archive');
    storage = unguarded(new CloudStorage(server.url));
  });
  beforeEach(() => server.clear());
  afterAll(() => server.stop());

  const failureOf = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      return error as Failure;
    }
    throw new Error('It did not fail');
  };
  const upload = (timeoutMs?: number) => storage.write('archive', 'a', CONTENT, 'application/pdf', timeoutMs);
  const download = (maxBytes = 1_000) => storage.read('archive', 'a', maxBytes);

  it('carries the correlation id and the media type', async () => {
    await runCorrelated({ correlationId: 'correlation-1' }, async () => {
      await upload();
      await download();
    });
    expect(server.received.map(({ kind }) => kind)).toEqual(['upload', 'metadata', 'download']);
    for (const { headers } of server.received) expect(headers['x-correlation-id']).toBe('correlation-1');
    expect(server.objects.get('archive/a')).toEqual({ content: CONTENT, contentType: 'application/pdf' });
  });

  it('leaves an object alone that is there', async () => {
    server.put('archive', 'a', Buffer.from('first'));
    await upload();
    expect(server.objects.get('archive/a')?.content.toString()).toBe('first');
  });

  it.each(['upload', 'download'] as const)('repeats nothing by itself: %s', async (kind) => {
    server.put('archive', 'a', CONTENT);
    server.fail(kind, { kind: 'error', status: 503 });
    expect(await failureOf(kind === 'upload' ? upload() : download())).toBeInstanceOf(TransientFailure);
    expect(server.received.filter((request) => request.kind === kind)).toHaveLength(1);
  });

  it('may be told again to upload what was not acknowledged', async () => {
    server.fail('upload', { kind: 'acknowledgement_lost' });
    expect(await failureOf(upload())).toBeInstanceOf(TransientFailure);
    await upload();
    expect(await download()).toEqual(CONTENT);
  });

  it('waits for a server that is slow, and gives up one that hangs', async () => {
    server.fail('upload', { kind: 'slow', delayMs: 100 });
    await upload();
    server.fail('upload', { kind: 'hang' });
    expect(await failureOf(upload(200))).toBeInstanceOf(TransientFailure);
  });

  it.each(['drop', 'acknowledgement_lost', 'damage'] as const)(
    'does not pass on what did not arrive whole: %s',
    async (kind) => {
      server.put('archive', 'a', CONTENT);
      server.fail('download', { kind });
      expect(await failureOf(download())).toBeInstanceOf(TransientFailure);
      expect(await download()).toEqual(CONTENT);
    },
  );

  it.each([401, 403, 408, 429, 500, 502, 503, 504])(
    'fails for now where the answer is %i',
    async (status) => {
      server.put('archive', 'a', CONTENT);
      server.fail('download', { kind: 'error', status });
      expect(await failureOf(download())).toBeInstanceOf(TransientFailure);
    },
  );

  it.each([400, 405, 416])('fails for good where the answer is %i', async (status) => {
    server.put('archive', 'a', CONTENT);
    server.fail('download', { kind: 'error', status });
    expect(await failureOf(download())).toMatchObject({ code: 'object_refused' });
  });

  it('tells a missing object from a missing bucket', async () => {
    expect(await failureOf(download())).toMatchObject({ code: 'object_missing' });
    const elsewhere = storage.read('nowhere', 'a', 1_000);
    expect(await failureOf(elsewhere)).toBeInstanceOf(TransientFailure);
  });

  it('fails for now while the server is down, and goes on when it is back', async () => {
    await server.stop();
    const failure = await failureOf(upload());
    await server.listen();
    expect(failure).toBeInstanceOf(TransientFailure);
    await upload();
  });

  it('breaks off what is too large', async () => {
    server.put('archive', 'a', Buffer.alloc(5_000_000));
    expect(await failureOf(download(100_000))).toMatchObject({ code: 'object_too_large' });
    expect(server.received.map(({ kind }) => kind)).toEqual(['metadata']);
  });

  it('breaks off what is larger than was said', async () => {
    server.put('archive', 'a', Buffer.alloc(5_000_000));
    server.fail('metadata', { kind: 'understate' });
    expect(await failureOf(download(100_000))).toMatchObject({ code: 'object_too_large' });
    await eventually(() => download(5_000_000)); // the client has broken off its other connections, too
  });

  it('unpacks what is stored packed, and bounds what comes out', async () => {
    server.put('archive', 'a', gzipSync(CONTENT), { contentEncoding: 'gzip' });
    expect(await download()).toEqual(CONTENT);
    server.put('archive', 'a', gzipSync(Buffer.alloc(20_000_000)), { contentEncoding: 'gzip' });
    expect(await failureOf(download(100_000))).toMatchObject({ code: 'object_too_large' });
  });

  describe('health', () => {
    const remedy = (archive: string | null, ...attachmentBuckets: string[]) =>
      new CloudProbe(storage, archive, attachmentBuckets).answers().then(
        () => 'healthy',
        (error: Error) => error.message,
      );

    it('is proved by writing', async () => {
      expect(await remedy('archive')).toBe('healthy');
      expect(await remedy('archive')).toBe('healthy');
      expect(server.objects.size).toBe(1);
    });

    it('is proved by reading where there is no archive', async () => {
      expect(await remedy(null, 'archive')).toBe('healthy');
      expect(server.objects.size).toBe(0);
    });

    it('names a bucket that is not there', async () => {
      expect(await remedy('nowhere')).toContain('GCS_BUCKET');
      expect(await remedy(null, 'nowhere')).toContain('GCS_ATTACHMENT_BUCKETS');
    });

    it.each([
      [401, /GOOGLE_APPLICATION_CREDENTIALS/],
      [403, /Storage Object User/],
      [503, /503.*network/],
    ])('names what to do about %i', async (status, expected) => {
      server.fail('upload', { kind: 'error', status });
      expect(await remedy('archive')).toMatch(expected);
    });

    it('does not hang with the server', async () => {
      server.fail('upload', { kind: 'hang' });
      expect(await remedy('archive')).toContain('does not answer');
    });
  });

  describe('attachments by address', () => {
    const buckets = () => new AttachmentBuckets(storage, ['archive']);

    it('come from an allowed bucket', async () => {
      server.put('archive', 'in/Saldo März #1?.pdf', CONTENT);
      expect(await buckets().fetch('gs://archive/in/Saldo März #1?.pdf', 1_000)).toEqual(CONTENT);
    });

    it.each([
      'gs://elsewhere/a',
      'gs://archive.evil.example/a',
      'gs://archive',
      'gs://archive/',
      'gs:///archive/a',
      'https://storage.googleapis.com/archive/a',
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'gs://ARCHIVE/a',
      'gs://archive/../elsewhere/a\r\n',
    ])('come from nowhere else: %j', async (url) => {
      expect(await failureOf(buckets().fetch(url, 1_000))).toMatchObject({
        code: 'attachment_address_refused',
      });
      expect(server.received).toEqual([]);
    });

    it('never leave the bucket by their name', async () => {
      expect(await failureOf(buckets().fetch('gs://archive/../../b/elsewhere/o/a', 1_000))).toMatchObject({
        code: 'object_missing',
      });
      expect(server.received.map(({ object }) => object)).toEqual(['archive/../../b/elsewhere/o/a']);
    });
  });
});
