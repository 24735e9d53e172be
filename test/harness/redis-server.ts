import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';

import type { Certificate } from './certificate';
import { freePort } from './free-port';
import { temporaryFolder } from './temporary-folder';

export interface RedisServerOptions {
  /** Takes nothing but TLS. */
  certificate?: Certificate;
  password?: string;
  isClusterNode?: boolean;
}

/** A real Redis on a port of its own, that keeps nothing on disk but what a node of a Cluster must. */
export class RedisServer {
  private readonly directory = temporaryFolder('redis');

  private constructor(
    readonly port: number,
    /** At which the nodes of a Cluster talk to each other. */
    readonly busPort: number,
    private readonly options: RedisServerOptions,
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
  static async reserve(options: RedisServerOptions = {}): Promise<RedisServer> {
    return new RedisServer(await freePort(), await freePort(), options);
  }

  get url(): string {
    const { certificate, password } = this.options;
    return `${certificate ? 'rediss' : 'redis'}://${password ? `:${password}@` : ''}127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    const child = spawn('redis-server', this.arguments(), { cwd: this.directory, stdio: 'ignore' });
    this.child = child;
    const client = this.client({ maxRetriesPerRequest: null, retryStrategy: () => 20 });
    client.on('error', () => undefined); // not up yet
    const ended = once(child, 'close').then(([code]) => {
      client.disconnect();
      throw new Error(`redis-server on port ${this.port} ended with ${code} before it answered.`);
    });
    ended.catch(() => undefined); // later it ends by us
    await Promise.race([client.ping(), ended]);
    await client.quit();
    return this;
  }

  /** Ends it at once, with all that it held. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child?.kill('SIGKILL')) await once(child, 'close');
  }

  /** Ends it for good. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Stands still: takes connections and answers nothing, until it goes on. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** One command, and its answer. */
  async ask(...[command, ...words]: [string, ...(string | number)[]]): Promise<unknown> {
    const client = this.client();
    try {
      return await client.call(command, words);
    } finally {
      await client.quit();
    }
  }

  /** Everything that it holds, as text. */
  async contents(): Promise<string> {
    const client = this.client();
    try {
      const texts = await Promise.all((await client.keys('*')).map((key) => textOf(client, key)));
      return texts.join('\n');
    } finally {
      await client.quit();
    }
  }

  private client(options: RedisOptions = {}): Redis {
    const { certificate, password } = this.options;
    return new Redis({
      ...{ host: '127.0.0.1', port: this.port, password },
      ...(certificate && { tls: { ca: readFileSync(certificate.file) } }),
      ...options,
    });
  }

  private arguments(): string[] {
    const { certificate, password, isClusterNode } = this.options;
    const port = String(this.port);
    return [
      ...['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      ...(certificate
        ? [
            ...['--port', '0', '--tls-port', port, '--tls-auth-clients', 'no', '--tls-cluster', 'yes'],
            ...['--tls-cert-file', certificate.file, '--tls-key-file', certificate.keyFile],
            ...['--tls-ca-cert-file', certificate.file],
          ]
        : ['--port', port]),
      ...(password ? ['--requirepass', password] : []),
      ...(isClusterNode
        ? [
            ...['--cluster-enabled', 'yes', '--cluster-port', String(this.busPort)],
            '--cluster-node-timeout',
            '2000',
          ]
        : []),
    ];
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
