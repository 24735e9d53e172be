import { Injectable } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';

import { Probe } from './probe';
import { Probes } from './probes';

@Injectable()
class Dependencies {
  private readonly version = '18';

  asked = 0;

  @Probe('up')
  async answers() {
    this.asked += 1;
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
  let dependencies: Dependencies;
  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [Probes, Dependencies],
    }).compile();
    probes = (await module.init()).get(Probes);
    dependencies = module.get(Dependencies);
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

  it('gives a recent answer to all who ask within a second, and then a new one', async () => {
    jest.useFakeTimers();
    dependencies.asked = 0;
    await Promise.all([probes.recent('up'), probes.recent('up')]);
    await jest.advanceTimersByTimeAsync(900);
    await probes.recent('up');
    expect(dependencies.asked).toBe(1);
    await probes.ask('up');
    expect(dependencies.asked).toBe(2);
    await jest.advanceTimersByTimeAsync(200);
    await probes.recent('up');
    expect(dependencies.asked).toBe(3);
  });

  it('remembers a failure no longer', async () => {
    jest.useFakeTimers();
    const [first, second] = [probes.recent('down'), probes.recent('down')];
    await expect(Promise.all([first, second])).rejects.toThrow('no route to host');
    expect(second).toBe(first);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(probes.recent('down')).not.toBe(first);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not know others', async () => {
    await expect(probes.ask('other')).rejects.toThrow('There is no probe other');
  });
});
