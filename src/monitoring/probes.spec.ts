import { Injectable } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';

import { Probe } from './probe';
import { Probes } from './probes';

@Injectable()
class Dependencies {
  private readonly version = '18';

  @Probe('up')
  async answers() {
    return { version: this.version };
  }

  @Probe('down')
  async fails(): Promise<never> {
    throw new Error('no route to host');
  }

  @Probe('stuck')
  hangs() {
    return new Promise<never>(() => undefined);
  }

  async other() {
    return {};
  }
}

describe('Probes', () => {
  let probes: Probes;
  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [Probes, Dependencies],
    }).compile();
    probes = (await module.init()).get(Probes);
  });
  afterEach(() => jest.useRealTimers());

  it('finds every marked method', () => expect(probes.names).toEqual(['up', 'down', 'stuck']));

  it('asks a method of its own instance', async () => {
    await expect(probes.ask('up')).resolves.toEqual({ version: '18' });
  });

  it('passes a failure on', async () => {
    await expect(probes.ask('down')).rejects.toThrow('no route to host');
  });

  it('waits two seconds and no longer', async () => {
    jest.useFakeTimers();
    const asked = probes.ask('stuck');
    const refused = expect(asked).rejects.toThrow('no answer within 2000 ms');
    await jest.advanceTimersByTimeAsync(2_000);
    await refused;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not know others', async () => {
    await expect(probes.ask('other')).rejects.toThrow('There is no probe other');
  });
});
