import { UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { Settings } from '../settings';
import { ApiTokenGuard, Public } from './api-token.guard';

const API_TOKEN = 'token-of-this-spec-0123456789';

class Guarded {
  handler() {}
}
@Public()
class Open {
  handler() {}
}
class Half {
  @Public()
  handler() {}
}

function lets(
  authorization: string | undefined,
  controller: { new (): { handler(): void } } = Guarded,
): boolean {
  const context = {
    getHandler: () => controller.prototype.handler,
    getClass: () => controller,
    switchToHttp: () => ({ getRequest: () => ({ header: () => authorization }) }),
  } as unknown as ExecutionContext;
  try {
    return new ApiTokenGuard(new Reflector(), Settings.parse({ API_TOKEN })).canActivate(context);
  } catch (error) {
    if (error instanceof UnauthorizedException) return false;
    throw error;
  }
}

describe('ApiTokenGuard', () => {
  it('lets the token in', () => {
    expect(lets(`Bearer ${API_TOKEN}`)).toBe(true);
    expect(lets(`bearer ${API_TOKEN}`)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${API_TOKEN}x`,
    `Bearer ${API_TOKEN.slice(1)}`,
    API_TOKEN,
    `Basic ${API_TOKEN}`,
    'Bearer undefined',
  ])('refuses %p', (authorization) => expect(lets(authorization)).toBe(false));

  it('asks for none where the route or its controller is public', () => {
    expect(lets(undefined, Open)).toBe(true);
    expect(lets(undefined, Half)).toBe(true);
  });
});
