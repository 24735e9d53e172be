import { Injectable, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';

import { TransientFailure } from '../failure';
import { Probe } from '../monitoring/probe';
import { Settings } from '../settings';
import { SettingsModule } from '../settings.module';
import { Breaker } from './breaker';
import { Policies } from './policies';
import { PoliciesModule } from './policies.module';

@Injectable()
class Sender {
  isDown = true;
  greetsAfterMs = 0;
  probes = 0;

  @Breaker('smtp')
  async send(to: string): Promise<string> {
    if (this.isDown) throw new TransientFailure('mail_unsent', 'Not now.');
    return `to ${to}`;
  }

  @Probe('smtp')
  async greet() {
    this.probes += 1;
    if (this.greetsAfterMs) await new Promise((resolve) => setTimeout(resolve, this.greetsAfterMs));
    if (this.isDown) throw new Error('down');
    return {};
  }
}

@Injectable()
class Misnamed {
  @Breaker('mailer' as 'smtp')
  async send(): Promise<void> {}
}

@Injectable()
class Unprobed {
  @Breaker('gcs')
  async store(): Promise<void> {}
}

describe('@Breaker', () => {
  const opened: TestingModule[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((module) => module.close()));
    jest.useRealTimers();
  });

  async function application(...providers: Type[]): Promise<TestingModule> {
    const settings = Settings.parse({ CIRCUIT_BREAKER_RESET_TIMEOUT: '30' });
    const module = await Test.createTestingModule({
      imports: [SettingsModule.register(settings), PoliciesModule],
      providers,
    }).compile();
    opened.push(module);
    return module.init();
  }

  async function breakDown(sender: Sender): Promise<void> {
    for (let call = 0; call < 5; call += 1) await sender.send('a').catch(() => undefined);
  }

  it('hands call and answer through', async () => {
    const sender = (await application(Sender)).get(Sender);
    sender.isDown = false;
    await expect(sender.send('staff')).resolves.toBe('to staff');
  });

  it('keeps two applications in one process apart', async () => {
    const [one, other] = [await application(Sender), await application(Sender)];
    await breakDown(one.get(Sender));
    await expect(one.get(Sender).send('a')).rejects.toMatchObject({ code: 'breaker_open' });
    await expect(other.get(Sender).send('a')).rejects.toMatchObject({ code: 'mail_unsent' });
    expect(other.get(Policies).get('smtp').snapshot).toMatchObject({ state: 'closed', failures: 1 });
  });

  it('throws with the remedy where the instance is nobody’s', async () => {
    await expect(new Sender().send('a')).rejects.toThrow(
      /Sender\.send wears @Breaker.*import PoliciesModule/,
    );
  });

  it('fails the start for a name that is not in the catalogue', async () => {
    await expect(application(Misnamed)).rejects.toThrow(
      "Misnamed.send wears @Breaker('mailer'); policy-catalogue.ts has only claude, mongodb, gcs, smtp",
    );
  });

  it('fails the start where nothing would find out that the dependency is back', async () => {
    await expect(application(Unprobed)).rejects.toThrow(/nothing wears @Probe\('gcs'\)/);
  });

  it('closes by a timer where no call comes by', async () => {
    jest.useFakeTimers();
    const module = await application(Sender);
    const sender = module.get(Sender);
    const state = () => module.get(Policies).get('smtp').snapshot.state;
    await breakDown(sender);
    await jest.advanceTimersByTimeAsync(31_000);
    expect([state(), sender.probes]).toEqual(['open', 1]);
    sender.isDown = false;
    await jest.advanceTimersByTimeAsync(31_000);
    expect([state(), sender.probes]).toEqual(['closed', 2]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives a server that is slow to greet the time of a call', async () => {
    jest.useFakeTimers();
    const module = await application(Sender);
    const sender = module.get(Sender);
    await breakDown(sender);
    Object.assign(sender, { isDown: false, greetsAfterMs: 7_000 });
    await jest.advanceTimersByTimeAsync(38_000);
    expect(module.get(Policies).get('smtp').snapshot.state).toBe('closed');
  });

  it('leaves no timer behind', async () => {
    jest.useFakeTimers();
    const module = await application(Sender);
    await breakDown(module.get(Sender));
    await module.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});
