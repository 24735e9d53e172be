import { Global, Module } from '@nestjs/common';

import { BreakerOutages } from './breaker-outages';
import { BreakerStates } from './breaker-states';
import { BreakerSync } from './breaker-sync';
import { BreakersController } from './breakers.controller';
import { BreakersProbe } from './breakers-probe';
import { OutageAlerts } from './outage-alerts';
import { PoliciesModule } from './policies.module';

/** The breakers of this application among those of all instances. */
@Global()
@Module({
  imports: [PoliciesModule],
  controllers: [BreakersController],
  providers: [BreakerStates, BreakerOutages, BreakerSync, BreakersProbe, OutageAlerts],
  exports: [PoliciesModule, BreakerStates, BreakerOutages, OutageAlerts],
})
export class ResilienceModule {}
