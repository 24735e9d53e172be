import { DiscoveryService } from '@nestjs/core';

/**
 * Marks a method of a provider as a health probe under a name. It returns details worth showing, or throws where its
 * dependency is down; `/health` finds it by itself.
 */
export const Probe = DiscoveryService.createDecorator<string>();

/** What a probe tells when its dependency is up. */
export type ProbeDetails = Record<string, string | number | boolean>;

/** Thrown by a probe where the service works on, with less than all of it. */
export class Degraded extends Error {
  constructor(
    message: string,
    readonly details: ProbeDetails,
  ) {
    super(message);
  }
}
