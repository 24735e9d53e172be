// Lets a process or thread run from TypeScript sources, as in unit tests: imports without extension find their .ts file,
// and the sources, written as modules, are loaded as such although the package is CommonJS.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && context.parentURL?.endsWith('.ts')) {
      const source = new URL(`${specifier}.ts`, context.parentURL);
      if (existsSync(fileURLToPath(source)))
        return { url: source.href, format: 'module-typescript', shortCircuit: true };
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    const isSource = url.endsWith('.ts') && !url.includes('/node_modules/');
    return next(url, isSource ? { ...context, format: 'module-typescript' } : context);
  },
});
