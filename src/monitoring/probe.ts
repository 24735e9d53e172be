import { DiscoveryService } from '@nestjs/core';

/**
 * Marks a method of a provider as a health probe under a name. It returns details worth showing, or throws where its
 * dependency is down; `/health` finds it by itself.
 */
export const Probe = DiscoveryService.createDecorator<string>();

/** What a probe tells when its dependency is up. */
export type ProbeDetails = Record<string, string | number | boolean>;
