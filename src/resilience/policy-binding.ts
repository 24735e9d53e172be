import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

import { Policies } from './policies';

/** Binds the application's providers and controllers to its policies when it starts. */
@Injectable()
export class PolicyBinding implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly policies: Policies,
  ) {}

  /** @throws Error where a method wears a name that is not in the catalogue: the start fails. */
  onModuleInit(): void {
    for (const { instance } of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const made: unknown = instance;
      if (made && typeof made === 'object') this.policies.bind(made);
    }
  }
}
