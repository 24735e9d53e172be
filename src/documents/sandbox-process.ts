import { watchMemory } from './memory-watch';
import type { SandboxProgress, SandboxReady, SandboxReply, SandboxRequest } from './sandbox';

/** Takes what it is asked for, and a way to tell something before the answer. */
type Task = (argument: never, tell: (progress: unknown) => void) => unknown;

/** Makes this process one of a sandbox that may be asked for these tasks, until its parent is gone. */
export function serveTasks(tasks: Readonly<Record<string, Task>>): void {
  watchMemory(Number(process.argv[2]));
  process.on('message', (request: SandboxRequest) => {
    void answer(tasks, request).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ ready: true } satisfies SandboxReady);
}

async function answer(
  tasks: Readonly<Record<string, Task>>,
  { task, argument }: SandboxRequest,
): Promise<SandboxReply> {
  try {
    return { value: await tasks[task](argument as never, tell) };
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    return { error: { name, message, code } };
  }
}

function tell(progress: unknown): void {
  process.send?.({ progress } satisfies SandboxProgress);
}
