import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';

import { freePort } from './free-port';

/** A real Redis on a port of its own, that keeps nothing on disk. */
export class RedisServer {
  private constructor(
    readonly port: number,
    private child?: ChildProcess,
  ) {}

  /** False where this machine has none; a machine that builds releases must have one. */
  static get isInstalled(): boolean {
    const found = !spawnSync('redis-server', ['--version']).error;
    if (!found && process.env.CI) throw new Error('redis-server is missing: apt-get install redis-server');
    if (!found) process.stderr.write('redis-server is not installed: the tests on Redis are skipped.\n');
    return found;
  }

  /** Has a port, and nobody listening at it until `start`. */
  static async reserve(): Promise<RedisServer> {
    return new RedisServer(await freePort());
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.child = spawn('redis-server', options, { cwd: tmpdir(), stdio: 'ignore' });
    const client = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    client.on('error', () => undefined); // not up yet
    await client.ping();
    await client.quit();
    return this;
  }

  /** Ends it at once, with all that it held. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child?.kill('SIGKILL')) return;
    await once(child, 'close');
  }

  /** Everything that it holds, as text. */
  async contents(): Promise<string> {
    const client = new Redis(this.url);
    try {
      const texts = await Promise.all((await client.keys('*')).map((key) => textOf(client, key)));
      return texts.join('\n');
    } finally {
      await client.quit();
    }
  }
}

async function textOf(client: Redis, key: string): Promise<string> {
  const type = await client.type(key);
  const value =
    type === 'hash'
      ? await client.hgetall(key)
      : type === 'list'
        ? await client.lrange(key, 0, -1)
        : type === 'zset'
          ? await client.zrange(key, 0, -1)
          : type === 'stream'
            ? await client.xrange(key, '-', '+')
            : await client.get(key);
  return `${key} ${JSON.stringify(value)}`;
}
