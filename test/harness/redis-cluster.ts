import { eventually } from './eventually';
import { RedisServer, type RedisServerOptions } from './redis-server';

const SLOTS = 16_384;

/** A real Redis Cluster of three nodes without replicas. */
export class RedisCluster {
  private constructor(readonly nodes: RedisServer[]) {}

  static async start(options: RedisServerOptions = {}): Promise<RedisCluster> {
    const nodes = await Promise.all(
      [1, 2, 3].map(() => RedisServer.reserve({ ...options, isClusterNode: true })),
    );
    const cluster = new RedisCluster(nodes);
    await Promise.all(nodes.map((node) => node.start()));
    await cluster.join();
    return cluster;
  }

  /** Some of its nodes, as an operator names them. */
  get urls(): string {
    return this.nodes
      .slice(0, 2)
      .map(({ url }) => url)
      .join(',');
  }

  async contents(): Promise<string> {
    return (await Promise.all(this.nodes.map((node) => node.contents()))).join('\n');
  }

  /** All nodes die; they know each other and their slots when they come back, and nothing else. */
  async kill(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
  }

  async restart(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
    await this.isReady();
  }

  async remove(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.remove()));
  }

  private async join(): Promise<void> {
    const share = Math.ceil(SLOTS / this.nodes.length);
    for (const [index, node] of this.nodes.entries()) {
      const last = Math.min((index + 1) * share, SLOTS) - 1;
      await node.ask('CLUSTER', 'ADDSLOTSRANGE', index * share, last);
      await node.ask('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      const [{ port, busPort }] = this.nodes;
      if (index > 0) await node.ask('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
    }
    await this.isReady();
  }

  private async isReady(): Promise<void> {
    for (const node of this.nodes)
      await eventually(async () => {
        const state = String(await node.ask('CLUSTER', 'INFO'));
        if (!/cluster_state:ok/.test(state) || !/cluster_known_nodes:3/.test(state)) throw new Error(state);
      });
  }
}
