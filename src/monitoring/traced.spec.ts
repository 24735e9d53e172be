import { Injectable } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { close, init, startSpan } from '@sentry/nestjs';

import { SentryServer } from '../../test/harness/sentry-server';
import { TransientFailure } from '../failure';
import { Settings } from '../settings';
import { SettingsModule } from '../settings.module';
import { ErrorTracking } from './sentry/error-tracking';
import { Traced } from './traced';
import { TracedCalls, type TracedCall } from './traced-calls';

@Injectable()
class Store {
  @Traced()
  async read(key: string): Promise<string> {
    if (key === 'missing') throw new TransientFailure('store_down', 'Not now.');
    return key.toUpperCase();
  }

  @Traced('store.write')
  async write(): Promise<void> {}
}

describe('@Traced', () => {
  const opened: TestingModule[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((module) => module.close())));

  async function application(env: NodeJS.ProcessEnv = {}): Promise<TestingModule> {
    const module = await Test.createTestingModule({
      imports: [SettingsModule.register(Settings.parse(env)), DiscoveryModule],
      providers: [Store, ErrorTracking, TracedCalls],
    }).compile();
    opened.push(module);
    return module.init();
  }

  it('tells who listens how long a call took and how it ended', async () => {
    const module = await application();
    const [calls, told] = [module.get(TracedCalls), [] as TracedCall[]];
    const unsubscribe = calls.subscribe((call) => told.push(call));
    const store = module.get(Store);
    await expect(store.read('a')).resolves.toBe('A');
    await expect(store.read('missing')).rejects.toThrow(TransientFailure);
    await store.write();
    unsubscribe();
    await store.write();
    expect(told).toEqual([
      { name: 'Store.read', durationMs: expect.any(Number), outcome: 'ok' },
      { name: 'Store.read', durationMs: expect.any(Number), outcome: 'store_down' },
      { name: 'store.write', durationMs: expect.any(Number), outcome: 'ok' },
    ]);
    expect(calls.isListening).toBe(false);
  });

  it('keeps two applications in one process apart', async () => {
    const [one, other] = [await application(), await application()];
    const told = jest.fn();
    one.get(TracedCalls).subscribe(told);
    await other.get(Store).read('a');
    expect(told).not.toHaveBeenCalled();
  });

  it('passes through where the instance is nobody’s', async () => {
    await expect(new Store().read('a')).resolves.toBe('A');
  });

  it('makes a span where Sentry is on', async () => {
    const sentry = await SentryServer.start();
    init({ dsn: sentry.env.SENTRY_DSN, tracesSampleRate: 1, defaultIntegrations: false });
    const module = await application(sentry.env);
    await startSpan({ name: 'walk' }, () => module.get(Store).read('a'));
    await close();
    expect(sentry.of('transaction')).toMatchObject([
      { transaction: 'walk', spans: [{ description: 'Store.read' }] },
    ]);
    await sentry.stop();
  });
});
