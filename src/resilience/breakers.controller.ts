import { Controller, Get, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';

import { BreakerOutages } from './breaker-outages';
import { BreakerStates, type BreakerReport } from './breaker-states';
import { BreakerSync } from './breaker-sync';
import { DEPENDENCIES, isDependency, type Dependency } from './policy-catalogue';

/** How the breakers of all instances stand; tripped and closed by hand. */
@Controller('breakers')
export class BreakersController {
  constructor(
    private readonly states: BreakerStates,
    private readonly outages: BreakerOutages,
    private readonly sync: BreakerSync,
  ) {}

  @Get()
  async list(): Promise<{ items: BreakerReport[] }> {
    return { items: await this.states.report() };
  }

  /** Holds the breaker open until it is released; at once here, within seconds at the other instances. */
  @Post(':name/isolate')
  @HttpCode(200)
  async isolate(@Param('name') name: string): Promise<BreakerReport> {
    const dependency = known(name);
    await this.outages.isolate(dependency);
    return this.followed(dependency);
  }

  /** Closes the breaker, whatever opened it. */
  @Post(':name/release')
  @HttpCode(200)
  async release(@Param('name') name: string): Promise<BreakerReport> {
    const dependency = known(name);
    await this.outages.release(dependency);
    return this.followed(dependency);
  }

  private async followed(dependency: Dependency): Promise<BreakerReport> {
    await this.sync.sync();
    const report = await this.states.report();
    return report.find(({ name }) => name === dependency)!;
  }
}

function known(name: string): Dependency {
  if (isDependency(name)) return name;
  throw new NotFoundException(`There is no breaker ${name}; there are ${DEPENDENCIES.join(', ')}`);
}
