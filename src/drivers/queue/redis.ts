import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

import type { RedisSettings } from '../../settings';
import { redisTrouble } from './redis-trouble';

export type RedisConnection = Redis | Cluster;

const MAX_RECONNECT_DELAY_MS = 1_000;
const CONNECT_MS = 5_000;
/** A server that says nothing for so long while it is asked is gone, as where its host is; a worker's longest wait is 10 s. */
const SILENCE_MS = 20_000;

/** Connections that are not opened again once they are lost. */
const givenUp = new WeakSet<RedisConnection>();
/** What keeps a connection from being ready. */
const troubles = new WeakMap<RedisConnection, Error>();

/**
 * Opens Redis, which may come later. Workers duplicate the connection for their blocking calls; the copies share its
 * options, and are given up with it.
 */
export function openRedis({ urls, cluster }: RedisSettings): RedisConnection {
  const retry = (times: number) => (givenUp.has(redis) ? null : Math.min(times * 50, MAX_RECONNECT_DELAY_MS));
  const patience = { maxRetriesPerRequest: null, connectTimeout: CONNECT_MS, socketTimeout: SILENCE_MS };
  const redis: RedisConnection = cluster
    ? new Cluster(urls.map(nodeOf), {
        clusterRetryStrategy: retry,
        redisOptions: { ...signInOf(urls[0]), ...patience },
        // A certificate names a host, not the address that it has just now.
        dnsLookup: (host, done) => done(null, host),
      })
    : new Redis(urls[0], { ...patience, retryStrategy: retry });
  redis.on('error', (error: Error) => troubles.set(redis, error));
  redis.on('node error', (error: Error) => troubles.set(redis, error));
  redis.on('ready', () => troubles.delete(redis));
  return redis;
}

/** @throws Error with the remedy where Redis cannot be used just now, instead of waiting for it. */
export function assertReady(redis: RedisConnection): void {
  if (redis.status !== 'ready') throw redisTrouble(troubles.get(redis));
}

/** What Redis does where it is full, as it names it; null where this user may not ask. */
export async function evictionPolicy(redis: RedisConnection): Promise<string | null> {
  const memory = await redis.info('memory').catch(() => '');
  return /maxmemory_policy:([\w-]+)/.exec(memory)?.[1] ?? null;
}

/** Tells of every connection that breaks; of a Cluster, also of those to single nodes. */
export function onLost(redis: RedisConnection, listener: () => void): void {
  redis.on('close', listener);
  redis.on('-node', listener);
}

/** From now on a Redis that does not answer is given up instead of waited for, so that a stop comes to its end. */
export async function stopReconnecting(redis: RedisConnection): Promise<void> {
  givenUp.add(redis);
  // ioredis does not end a connection that waits for its next try, and BullMQ would wait for that end: let the tries run out.
  if (redis.status !== 'ready') await sleep(MAX_RECONNECT_DELAY_MS + 100);
}

function nodeOf(url: string) {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
}

/** Every node of a Cluster takes the same. */
function signInOf(url: string): RedisOptions {
  const { protocol, username, password } = new URL(url);
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
