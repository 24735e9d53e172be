/** What an error of Redis or of its client tells by its text, and what mends it. The first that fits holds. */
const REMEDIES: [RegExp, string][] = [
  [
    /WRONGPASS|NOAUTH|invalid (?:username|password)/i,
    'Redis refuses the sign-in: check user and password in REDIS_URL',
  ],
  [/^OOM/, 'Redis is full and takes no jobs: raise its maxmemory, or see what else stands in it'],
  [/^READONLY/, 'The server of REDIS_URL is a replica and takes no jobs: set the address of its primary'],
  [/^MISCONF/, 'Redis takes no jobs while it cannot save to its disk: its log says why'],
  [/cluster support disabled/i, 'The server of REDIS_URL is no Cluster: leave REDIS_CLUSTER empty'],
  [/^(?:MOVED|CROSSSLOT)/, 'The server of REDIS_URL is a node of a Cluster: set REDIS_CLUSTER=true'],
  [
    /certificate|ssl|tls|altname/i,
    'No TLS connection to Redis: check rediss://, port and certificate (NODE_EXTRA_CA_CERTS)',
  ],
  [/ENOTFOUND/, 'The host of REDIS_URL is not known'],
];
const NO_ANSWER = 'Redis does not answer: check that it runs at REDIS_URL, and whether it wants rediss://';

/** What is wrong and what mends it, in words of our own: an error of the client quotes the command that failed. */
export function redisTrouble(error: unknown): Error {
  const { lastNodeError } = (error ?? {}) as { lastNodeError?: unknown };
  if (lastNodeError) return redisTrouble(lastNodeError); // a Cluster tells that all its nodes failed, and how the last one did
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  const why = code ?? /^[A-Z]{3,}/.exec(message)?.[0] ?? 'no connection';
  const [, remedy = NO_ANSWER] = REMEDIES.find(([sign]) => sign.test(message) || sign.test(code ?? '')) ?? [];
  return new Error(`${remedy} (${why})`, { cause: error });
}
