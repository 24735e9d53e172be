/** What every service of a run is started with. */
export type Environment = NodeJS.ProcessEnv & { DATABASE_URL: string };

export const TOKEN = 'token-of-the-benchmark';
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A figure beside its name. */
export function tell(what: string, figure: string): void {
  print(`${what.padEnd(56)} ${figure}`);
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
