import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A script for a process or thread of its own, with the options of node that it needs. */
export interface Script {
  file: string;
  execArgv: string[];
}

/** A script of a folder: as compiled beside its caller, or from its source where the caller runs from source, as in tests. */
export function scriptOf(directory: string, name: string): Script {
  if (!__filename.endsWith('.ts')) return { file: join(directory, `${name}.js`), execArgv: [] };
  const loader = pathToFileURL(join(__dirname, 'source-loader.mts')).href;
  return {
    file: join(directory, `${name}.ts`),
    execArgv: ['--experimental-transform-types', '--import', loader],
  };
}
