import { copyFileSync, globSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync, type Options } from '@swc/core';

import { temporaryFolder } from './temporary-folder';

const ROOT = join(__dirname, '..', '..');

/** As jest compiles them. */
const COMPILER: Options = {
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

/** The sources as JavaScript in a folder of their own, for tests that run the service in a process of its own. */
export class CompiledProduct {
  private constructor(private readonly directory: string) {}

  static make(): CompiledProduct {
    const directory = temporaryFolder('product'); // other users run it too
    for (const file of globSync(['src/**/*.{ts,hbs,json}', 'migrations/*.ts'], { cwd: ROOT })) {
      if (!file.endsWith('.spec.ts')) compile(file, join(directory, 'dist'));
    }
    for (const beside of ['node_modules', 'package.json'])
      symlinkSync(join(ROOT, beside), join(directory, beside));
    return new CompiledProduct(directory);
  }

  /** @param source  a source file's path from the root, without ending, such as `src/main`. */
  file(source: string): string {
    return join(this.directory, 'dist', `${source}.js`);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function compile(file: string, directory: string): void {
  const source = join(ROOT, file);
  const target = join(directory, file);
  mkdirSync(dirname(target), { recursive: true });
  if (!file.endsWith('.ts')) return copyFileSync(source, target);
  writeFileSync(target.replace(/\.ts$/, '.js'), transformFileSync(source, COMPILER).code);
}
