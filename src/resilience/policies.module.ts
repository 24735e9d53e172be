import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { Probes } from '../monitoring/probes';
import { Policies } from './policies';
import { PolicyBinding } from './policy-binding';
import { Recovery } from './recovery';

/** All that `@Breaker` needs; without a database, so that an adapter can be tried by itself. */
@Module({
  imports: [DiscoveryModule],
  providers: [Policies, PolicyBinding, Recovery, Probes],
  exports: [Policies],
})
export class PoliciesModule {}
