import { Logger } from '@nestjs/common';

import { errorFields } from './error-fields';

const WRITERS = ['log', 'info', 'debug', 'trace', 'warn', 'error'] as const;

/**
 * Makes log lines of what libraries write to the console, and of the warnings of the process. Their texts are left out, since
 * they may quote a mail: class, code and frames say from where they come.
 */
export function logProcess(): void {
  const logger = new Logger('Process');
  for (const method of WRITERS)
    console[method] = () => {
      const { stack } = errorFields(new Error());
      logger.warn({ message: `a library wrote to the console (${method})`, stack });
    };
  process.removeAllListeners('warning');
  process.on('warning', (warning) => logger.warn({ message: 'a warning of the process', err: warning }));
}
