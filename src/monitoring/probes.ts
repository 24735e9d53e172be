import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

import { Probe, type ProbeDetails } from './probe';

const TIMEOUT_MS = 2_000;
/** How long an answer serves those who ask after it. */
const RECENT_MS = 1_000;

type ProbeMethod = () => Promise<ProbeDetails>;

/** Collects the methods that `@Probe` marks, and asks them. */
@Injectable()
export class Probes implements OnModuleInit {
  private readonly found = new Map<string, ProbeMethod>();
  private readonly recentAnswers = new Map<string, Promise<ProbeDetails>>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (!instance || typeof instance !== 'object') continue;
      const methods = instance as Record<string, ProbeMethod>;
      for (const name of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const probe = Reflect.getMetadata(Probe.KEY, methods[name]) as string | undefined;
        if (probe) this.found.set(probe, methods[name].bind(instance));
      }
    }
  }

  get names(): string[] {
    return [...this.found.keys()];
  }

  /** As `ask`, but whoever asks meanwhile or within the next second gets the same answer: health may be asked for often. */
  recent(name: string): Promise<ProbeDetails> {
    const known = this.recentAnswers.get(name);
    if (known) return known;
    const answer = this.ask(name);
    this.recentAnswers.set(name, answer);
    const forget = () => setTimeout(() => this.recentAnswers.delete(name), RECENT_MS).unref();
    answer.then(forget, forget);
    return answer;
  }

  /** @throws Error where the dependency is down or does not answer in time (ms). */
  async ask(name: string, timeoutMs = TIMEOUT_MS): Promise<ProbeDetails> {
    const probe = this.found.get(name);
    if (!probe) throw new Error(`There is no probe ${name}`);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    return Promise.race([probe(), timeout]).finally(() => clearTimeout(timer));
  }
}
