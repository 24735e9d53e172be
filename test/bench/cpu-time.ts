import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';

/** Linux counts CPU time in hundredths of a second, whatever the processor. */
const MS_A_TICK = 10;

/** CPU time that a process has taken so far, in ms; `withEnded` adds that of its children that have ended. */
export function cpuMs(pid: number, withEnded = false): number {
  const ticks = statOf(pid).slice(11, withEnded ? 15 : 13);
  return ticks.reduce((sum, count) => sum + Number(count), 0) * MS_A_TICK;
}

/** What a PostgreSQL server on this machine takes: CPU time of all its processes, also of those that have ended; memory. */
export class ServerCpu {
  private constructor(private readonly postmaster: number) {}

  static async of(database: Client): Promise<ServerCpu> {
    const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return new ServerCpu(parentOf(rows[0].pid));
  }

  get ms(): number {
    return this.processes.reduce((sum, pid) => sum + cpuMs(pid), cpuMs(this.postmaster, true));
  }

  /** Memory that these processes share with nobody, in bytes. */
  get privateBytes(): number {
    return [this.postmaster, ...this.processes].reduce((sum, pid) => sum + privateBytes(pid), 0);
  }

  private get processes(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => parentOf(pid) === this.postmaster);
  }
}

function privateBytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return 1024 * [...rollup.matchAll(/Private_\w+:\s+(\d+)/g)].reduce((sum, [, kb]) => sum + Number(kb), 0);
  } catch {
    return 0; // it has just ended
  }
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

/** The fields of proc(5)'s stat that follow the name; none where the process has just ended. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
