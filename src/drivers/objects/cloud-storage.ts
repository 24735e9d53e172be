import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { Readable, addAbortSignal } from 'node:stream';
import { CRC32C, Storage, type File } from '@google-cloud/storage';

import { correlationHeader } from '../../correlation';
import { PermanentFailure, TransientFailure } from '../../failure';
import { Traced } from '../../monitoring/traced';
import { Breaker } from '../../resilience/breaker';
import { cloudFailure, statusOf } from './cloud-failure';

const UPLOAD_TIMEOUT_MS = 30_000;
const DOWNLOAD_TIMEOUT_MS = 30_000;
const PRECONDITION_FAILED = 412;

/**
 * Google Cloud Storage. `upload` and `download` go through the breaker, which decides about trying again: the client itself
 * never repeats a download. `write` and `read` try once and whatever the breaker says, as its own probe has to.
 */
export class CloudStorage {
  private readonly storage: Storage;

  /** @param endpoint  of an emulator or a private access point; the public one where undefined. */
  constructor(endpoint?: string) {
    this.storage = new Storage({
      apiEndpoint: endpoint,
      useAuthWithCustomEndpoint:
        endpoint !== undefined && /\.googleapis\.com$/.test(new URL(endpoint).hostname),
      retryOptions: { autoRetry: false },
    });
    this.storage.interceptors.push({
      request: (options) => {
        options.headers = { ...options.headers, ...correlationHeader() };
        return options as typeof options & { uri: string };
      },
    });
  }

  /**
   * Writes an object that is not there yet; one that is there stays as it is.
   * @throws TransientFailure, PermanentFailure, BreakerOpen
   */
  @Traced()
  @Breaker('gcs')
  upload(bucket: string, name: string, content: Uint8Array, mediaType: string): Promise<void> {
    return this.write(bucket, name, content, mediaType);
  }

  /**
   * Reads an object whole and holds it against its checksum.
   *
   * @param maxBytes  of what is stored, and of what comes out where that is packed.
   * @throws PermanentFailure `object_missing`, `object_too_large`, `object_unverified`
   * @throws TransientFailure, BreakerOpen
   */
  @Traced()
  @Breaker('gcs')
  download(bucket: string, name: string, maxBytes: number): Promise<Buffer> {
    return this.read(bucket, name, maxBytes);
  }

  /** `upload` without the breaker. */
  async write(
    bucket: string,
    name: string,
    content: Uint8Array,
    mediaType: string,
    timeoutMs = UPLOAD_TIMEOUT_MS,
  ): Promise<void> {
    const target = this.storage
      .bucket(bucket)
      .file(name)
      .createWriteStream({
        resumable: false,
        preconditionOpts: { ifGenerationMatch: 0 },
        contentType: mediaType,
        validation: 'crc32c',
        timeout: timeoutMs,
      });
    try {
      await pipeline(Readable.from([Buffer.from(content)]), target, {
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      if (statusOf(error) !== PRECONDITION_FAILED) throw cloudFailure(error);
    }
  }

  /** `download` without the breaker. */
  async read(bucket: string, name: string, maxBytes: number): Promise<Buffer> {
    try {
      const [metadata] = await this.storage.bucket(bucket).file(name).getMetadata();
      // Known beforehand: breaking a download off makes the client break off all others.
      if (Number(metadata.size) > maxBytes) throw tooLarge(maxBytes);
      const file = this.storage.bucket(bucket).file(name, { generation: metadata.generation });
      const stored = await receive(file, maxBytes);
      verify(stored, metadata.crc32c);
      return metadata.contentEncoding === 'gzip' ? unpack(stored, maxBytes) : stored;
    } catch (error) {
      throw cloudFailure(error);
    }
  }
}

/** As it is stored, unpacked and checked by ourselves: the client bounds nothing, and skips the check where a header is missing. */
async function receive(file: File, maxBytes: number): Promise<Buffer> {
  const stream = file.createReadStream({ decompress: false, validation: false });
  addAbortSignal(AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS), stream);
  return buffer(bounded(stream, maxBytes));
}

async function* bounded(stream: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let left = maxBytes;
  for await (const chunk of stream) {
    left -= chunk.length;
    if (left < 0) throw tooLarge(maxBytes);
    yield chunk;
  }
}

/** @param crc32c  base64. */
function verify(stored: Buffer, crc32c?: string): void {
  if (!crc32c)
    throw new PermanentFailure('object_unverified', 'The object store states no checksum for the object.');
  const actual = new CRC32C();
  actual.update(stored);
  if (!actual.validate(crc32c))
    throw new TransientFailure('object_damaged_in_transit', 'An object did not arrive as it is stored.');
}

function unpack(content: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new PermanentFailure('object_damaged', 'The object says that it is packed by gzip, and is not.', {
      cause: error,
    });
  }
}

function tooLarge(maxBytes: number): PermanentFailure {
  return new PermanentFailure('object_too_large', `The object has more than ${maxBytes} bytes.`);
}
