import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { CompiledProduct } from '../harness/compiled-product';
import { eventually } from '../harness/eventually';
import { ServiceProcess } from '../harness/service-process';
import { temporaryFolder } from '../harness/temporary-folder';

describe('the service as a process', () => {
  let product: CompiledProduct;
  let dataDir: string;

  beforeAll(() => {
    product = CompiledProduct.make();
    dataDir = temporaryFolder('start');
  });
  afterAll(async () => {
    product.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  function start(env: NodeJS.ProcessEnv = {}): ServiceProcess {
    return ServiceProcess.spawn([product.file('src/main')], {
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'info',
      ...env,
    });
  }

  /** The server takes this file away when it ends in order. */
  const serverRuns = () => existsSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'));

  it('ends in order where it is told to while it still starts', async () => {
    const service = start();
    await eventually(() => expect(serverRuns()).toBe(true));
    expect(await service.kill('SIGTERM')).toBe(0);
    expect(serverRuns()).toBe(false);
  });

  it('starts on what is there, refuses a second one on it in one sentence, and leaves nothing running', async () => {
    const begun = Date.now();
    const first = start();
    await first.says(/Listening on http/);
    process.stderr.write(`ready after ${Date.now() - begun} ms\n`);

    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.messages).toEqual([
      `${dataDir} is already in use by process ${first.pid}: stop that one, or set another DATA_DIR.`,
    ]);
    expect(await first.kill('SIGINT')).toBe(0);
    expect(serverRuns()).toBe(false);
  });

  it('says that its port is taken, and leaves no server behind', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    const service = start({ PORT: String(port) });
    expect(await service.ended).toBe(1);
    expect(service.messages.at(-1)).toBe(
      `127.0.0.1:${port} is in use by another program: stop that one, or set another PORT.`,
    );
    expect(serverRuns()).toBe(false);
    squatter.close();
  });

  it('says which database it cannot open, without the password', async () => {
    const service = start({ DATABASE_URL: 'postgres://office:open-sesame@127.0.0.1:1/answers' });
    expect(await service.ended).toBe(1);
    expect(service.messages).toEqual([
      'The database 127.0.0.1:1/answers of DATABASE_URL cannot be opened (connect ECONNREFUSED 127.0.0.1:1): see that the server runs there, and that user, password and database are right.',
    ]);
  });
});
