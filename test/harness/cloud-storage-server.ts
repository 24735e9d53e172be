import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { CRC32C } from '@google-cloud/storage';

/** What happens to the next request of a kind. */
export type CloudFault =
  /** The connection breaks before anything is done. */
  | { kind: 'drop' }
  /** It is carried out, and the connection breaks before it is acknowledged; a download breaks off half-way. */
  | { kind: 'acknowledgement_lost' }
  | { kind: 'hang' }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'error'; status: number; message?: string }
  /** A download whose bytes are not those of its checksum. */
  | { kind: 'damage' }
  /** Metadata that tell of a smaller object. */
  | { kind: 'understate' };

type RequestKind = 'upload' | 'download' | 'metadata';

interface StoredObject {
  content: Buffer;
  contentType: string;
  contentEncoding?: string;
}

/** Google Cloud Storage's JSON API, as far as the official client uses it here; keeps objects in memory, beyond its stops. */
export class CloudStorageServer {
  readonly objects = new Map<string, StoredObject>();
  /** Every request: kind, object, headers. */
  readonly received: { kind: RequestKind; object: string; headers: IncomingMessage['headers'] }[] = [];
  private readonly buckets: Set<string>;
  private readonly faults = new Map<RequestKind, CloudFault[]>();
  private server?: Server;
  private port = 0;

  private constructor(buckets: string[]) {
    this.buckets = new Set(buckets);
  }

  static async start(...buckets: string[]): Promise<CloudStorageServer> {
    const server = new CloudStorageServer(buckets);
    await server.listen();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** At the same port as before, where it was stopped. */
  async listen(): Promise<void> {
    this.server = createServer((request, response) => void this.handle(request, response));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** The next `times` requests of that kind meet the fault. */
  fail(kind: RequestKind, fault: CloudFault, times = 1): void {
    const waiting = this.faults.get(kind) ?? [];
    this.faults.set(kind, [...waiting, ...Array.from({ length: times }, () => fault)]);
  }

  /** No further request meets a fault. */
  mend(): void {
    this.faults.clear();
  }

  put(bucket: string, name: string, content: Buffer, more: Partial<StoredObject> = {}): void {
    this.objects.set(`${bucket}/${name}`, { content, contentType: 'application/octet-stream', ...more });
  }

  clear(): void {
    this.objects.clear();
    this.faults.clear();
    this.received.length = 0;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { kind, bucket, name, query } = readRequest(request);
    const object = `${bucket}/${name}`;
    this.received.push({ kind, object, headers: request.headers });
    const fault = this.faults.get(kind)?.shift();
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') return void request.socket.destroy();
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.kind === 'error')
      return refuse(response, fault.status, fault.message ?? 'As the test wants it');
    if (!this.buckets.has(bucket)) return refuse(response, 404, 'The specified bucket does not exist.');
    if (kind === 'upload') return this.upload(object, query, request, body, response, fault);
    const found = this.objects.get(object);
    if (!found) return refuse(response, 404, `No such object: ${object}`);
    if (kind === 'metadata') {
      const size = String(fault?.kind === 'understate' ? 1 : found.content.length);
      return answer(response, { ...metadataOf(object, found), size });
    }
    this.download(found, response, fault);
  }

  private upload(
    object: string,
    query: URLSearchParams,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    fault?: CloudFault,
  ): void {
    if (query.get('ifGenerationMatch') === '0' && this.objects.has(object))
      return refuse(response, 412, 'At least one of the pre-conditions you specified did not hold.');
    const stored = multipart(body, request.headers['content-type'] ?? '');
    this.objects.set(object, stored);
    if (fault?.kind === 'acknowledgement_lost') return void request.socket.destroy();
    answer(response, metadataOf(object, stored));
  }

  private download(found: StoredObject, response: ServerResponse, fault?: CloudFault): void {
    const { crc32c, md5Hash } = checksums(found.content);
    response.writeHead(200, {
      'Content-Type': found.contentType,
      'Content-Length': found.content.length,
      'X-Goog-Stored-Content-Encoding': found.contentEncoding ?? 'identity',
      ...(found.contentEncoding && { 'Content-Encoding': found.contentEncoding }),
      'X-Goog-Hash': `crc32c=${crc32c},md5=${md5Hash}`,
    });
    if (fault?.kind === 'acknowledgement_lost') {
      response.write(found.content.subarray(0, found.content.length / 2), () => response.destroy());
    } else response.end(fault?.kind === 'damage' ? Buffer.alloc(found.content.length, 1) : found.content);
  }
}

function readRequest(request: IncomingMessage) {
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://gcs');
  const [, upload, bucket, name] = /^(\/upload)?\/storage\/v1\/b\/([^/]+)\/o\/?(.*)$/.exec(pathname) ?? [];
  const kind: RequestKind = upload ? 'upload' : query.get('alt') === 'media' ? 'download' : 'metadata';
  return { kind, bucket, name: decodeURIComponent(name || (query.get('name') ?? '')), query };
}

/** The two parts of a multipart/related upload: metadata as JSON, then the content. */
function multipart(body: Buffer, contentType: string): StoredObject {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1] ?? '';
  const [, metadata, content] = split(body, `--${boundary}`).map((part) =>
    part.subarray(part.indexOf('\r\n\r\n') + 4, part.length - 2),
  );
  return { content, contentType: (JSON.parse(metadata.toString()) as { contentType: string }).contentType };
}

function split(bytes: Buffer, by: string): Buffer[] {
  const parts: Buffer[] = [];
  for (let from = 0; ;) {
    const at = bytes.indexOf(by, from);
    if (at < 0) return parts;
    parts.push(bytes.subarray(from, at));
    from = at + by.length;
  }
}

function checksums(content: Buffer) {
  const crc32c = new CRC32C();
  crc32c.update(content);
  return { crc32c: crc32c.toString(), md5Hash: createHash('md5').update(content).digest('base64') };
}

function metadataOf(object: string, { content, contentType, contentEncoding }: StoredObject) {
  const [bucket, ...name] = object.split('/');
  const size = String(content.length);
  return {
    kind: 'storage#object',
    bucket,
    name: name.join('/'),
    generation: '1',
    size,
    contentType,
    contentEncoding,
    ...checksums(content),
  };
}

function answer(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, code: number, message: string): void {
  answer(
    response,
    { error: { code, message, errors: [{ message, domain: 'global', reason: 'test' }] } },
    code,
  );
}
