import { randomUUID } from 'node:crypto';
import { ClsServiceManager, type ClsStore } from 'nestjs-cls';

/** What stands outside of any request or job. */
export const NO_CORRELATION = 'none';

const ACCEPTABLE = /^[A-Za-z0-9._-]{8,128}$/;

/** What log lines, reports and outgoing calls of one unit of work have in common. */
export interface CorrelationContext {
  correlationId: string;
  emailId?: string;
  jobId?: string;
  stage?: string;
}

interface CorrelationStore extends ClsStore {
  context: CorrelationContext;
}

/** The caller's id where it is well-formed, else a new one. */
export function correlationIdFrom(...offered: (string | string[] | undefined)[]): string {
  const acceptable = offered.find((id) => typeof id === 'string' && ACCEPTABLE.test(id));
  return (acceptable as string | undefined) ?? randomUUID();
}

/** Runs `work` in a context of its own; whatever it awaits sees the same context. */
export function runCorrelated<T>(context: CorrelationContext, work: () => T): T {
  return ClsServiceManager.getClsService<{ context: CorrelationContext }>().runWith({ context }, work);
}

/** Runs what the clock asks for, and no request and no mail, in a context of its own with a new id. */
export function runUnasked<T>(work: () => T): T {
  return runCorrelated({ correlationId: randomUUID() }, work);
}

/** The context of the running request, job or scheduled work; a bare `none` outside of any. */
export function currentCorrelation(): CorrelationContext {
  const cls = ClsServiceManager.getClsService<CorrelationStore>();
  return (cls.isActive() && cls.get('context')) || { correlationId: NO_CORRELATION };
}

/** The header by which services that we call, and the mails that we send, name what they belong to. */
export function correlationHeader(): { 'X-Correlation-ID': string } {
  return { 'X-Correlation-ID': currentCorrelation().correlationId };
}
