import { spawnSync } from 'node:child_process';
import { CompiledProduct } from '../harness/compiled-product';
it('x', () => {
  const t = Date.now();
  const p = CompiledProduct.make();
  console.log(Date.now() - t, p.file('src/main'));
  const r = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(p.file('src/app.module'))}); console.log('ok', process.uptime())`]);
  console.log(String(r.stdout), String(r.stderr).slice(0, 2000));
  p.remove();
});
