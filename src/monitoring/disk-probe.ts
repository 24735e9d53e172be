import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';

import { Settings } from '../settings';
import { Probe, type ProbeDetails } from './probe';

/** Below this much free space the service says so before PostgreSQL has to stop. */
const MIN_FREE_BYTES = 512 * 1024 * 1024;

/** Watches the disk that the data folder is on. */
@Injectable()
export class DiskProbe {
  constructor(private readonly settings: Settings) {}

  @Probe('disk')
  async freeSpace(): Promise<ProbeDetails> {
    const { bavail, bsize } = await statfs(this.settings.dataDir);
    const free = bavail * bsize;
    if (free < MIN_FREE_BYTES) throw new Error(`only ${free} bytes are free under DATA_DIR`);
    return { free_bytes: free };
  }
}
