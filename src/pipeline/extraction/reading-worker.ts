import { parentPort } from 'node:worker_threads';

import { Appraiser } from '../appraisal/appraiser';
import { readMail } from './reading';
import type { ReadingReply, ReadingRequest } from './reading-thread';

/** The thread in which mails are read; see `reading-thread.ts`. */
const appraiser = Appraiser.of(process.argv[2]);

parentPort?.on('message', ({ id, mail }: ReadingRequest) => parentPort?.postMessage(reply(id, mail)));

function reply(id: number, mail: ReadingRequest['mail']): ReadingReply {
  try {
    return { id, extraction: readMail(mail, appraiser).extraction };
  } catch (error) {
    return { id, error };
  }
}
