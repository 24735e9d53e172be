import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** The sources compiled with the settings of the build, in a folder of their own: child processes run what users run. */
export class CompiledProduct {
  private constructor(private readonly directory: string) {}

  static make(): CompiledProduct {
    const directory = mkdtempSync(join(tmpdir(), 'creditor-product-'));
    chmodSync(directory, 0o755); // for tests that run it as another user
    const options = compilerOptions();
    for (const file of globSync(['src/**/*.{ts,hbs}', 'migrations/*.ts', 'ormconfig.ts'], { cwd: ROOT })) {
      if (file.endsWith('.spec.ts')) continue;
      const target = join(directory, 'dist', file);
      mkdirSync(dirname(target), { recursive: true });
      if (file.endsWith('.ts')) transpile(file, target.replace(/\.ts$/, '.js'), options);
      else cpSync(join(ROOT, file), target);
    }
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    return new CompiledProduct(directory);
  }

  /** @param source  path of a source file from the root, such as `src/main`. */
  file(source: string): string {
    const file = join(this.directory, 'dist', `${source}.js`);
    if (!existsSync(file)) throw new Error(`There is no ${source}.ts`);
    return file;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
  return ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options;
}

function transpile(file: string, target: string, compilerOptions: ts.CompilerOptions): void {
  const source = readFileSync(join(ROOT, file), 'utf8');
  writeFileSync(target, ts.transpileModule(source, { fileName: file, compilerOptions }).outputText);
}
