import { SetMetadata } from '@nestjs/common';

import { wrapMethod, wrappedMethods } from './wrap-method';

const GREETED = Symbol('greeted');

/** Puts what an instance is bound to before what its method answers. */
const Greeted = (argument: string) =>
  wrapMethod<string>(GREETED, argument, (method, boundTo) => {
    return async function (...args) {
      return `${boundTo(this) ?? 'nobody'}: ${String(await method.apply(this, args))}`;
    };
  });

class Speaker {
  constructor(private readonly name: string) {}

  @Greeted('short')
  @SetMetadata('inner', 1)
  async say(text: string, mark: string): Promise<string> {
    return `${this.name} says ${text}${mark}`;
  }

  @SetMetadata('outer', 2)
  @Greeted('long')
  async shout(): Promise<string> {
    return 'HO';
  }
}

class Quiet extends Speaker {
  override async say(text: string): Promise<string> {
    return `quietly ${await super.say(text, '.')}`;
  }
}

function bind(instance: object, bound: string): void {
  wrappedMethods<string>(instance, GREETED).forEach(({ bind }) => bind(instance, bound));
}

describe('wrapMethod', () => {
  it('leaves the instance and the arguments to the method', async () => {
    await expect(new Speaker('Anna').say('ho', '!')).resolves.toBe('nobody: Anna says ho!');
  });

  it('binds each instance by itself', async () => {
    const [one, other, unbound] = [new Speaker('A'), new Speaker('B'), new Speaker('C')];
    bind(one, 'first');
    bind(other, 'second');
    expect(await one.shout()).toBe('first: HO');
    expect(await other.shout()).toBe('second: HO');
    expect(await unbound.shout()).toBe('nobody: HO');
  });

  it('keeps the name, and metadata from inside and outside', () => {
    const { say, shout } = Speaker.prototype;
    expect([say.name, shout.name]).toEqual(['say', 'shout']);
    expect(Reflect.getMetadata('inner', say)).toBe(1);
    expect(Reflect.getMetadata('outer', shout)).toBe(2);
  });
});

describe('wrappedMethods', () => {
  it('names class, method and argument', () => {
    expect(wrappedMethods(new Speaker('A'), GREETED)).toMatchObject([
      { label: 'Speaker.say', argument: 'short' },
      { label: 'Speaker.shout', argument: 'long' },
    ]);
  });

  it('finds also what a subclass hides and calls', async () => {
    const quiet = new Quiet('D');
    bind(quiet, 'found');
    await expect(quiet.say('ho')).resolves.toBe('quietly found: D says ho.');
  });

  it('touches no getter', () => {
    const untouchable = {
      get say(): never {
        throw new Error('touched');
      },
    };
    expect(wrappedMethods(Object.create(untouchable) as object, GREETED)).toEqual([]);
  });
});
