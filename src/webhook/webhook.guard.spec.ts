import { UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

import { Settings } from '../settings';
import { sign } from './signature';
import { WebhookGuard } from './webhook.guard';

const SECRET = `whsec_${Buffer.from('the secret of this spec, 32 bytes').toString('base64')}`;
const BASIC_AUTH = 'postmark:pass:word-with-colon';

/** What the guard answers a request with these headers: true, or its refusal. */
function answer(
  headers: Record<string, string>,
  body: unknown = Buffer.from('x'),
  env: NodeJS.ProcessEnv = {},
) {
  const settings = Settings.parse({ WEBHOOK_SECRET: SECRET, WEBHOOK_BASIC_AUTH: BASIC_AUTH, ...env });
  const request = { header: (name: string) => headers[name], body } as unknown as Request;
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as ExecutionContext;
  try {
    return new WebhookGuard(settings).canActivate(context);
  } catch (error) {
    expect(error).toBeInstanceOf(UnauthorizedException);
    return (error as Error).message;
  }
}

const basic = (credentials: string) => ({
  authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
});

const signed = (body: string) => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = sign({ id: 'msg_1', timestamp }, Buffer.from(body), SECRET);
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
};

describe('HTTP Basic', () => {
  it('lets the user in whose password holds a colon', () => {
    expect(answer(basic(BASIC_AUTH))).toBe(true);
    expect(answer({ authorization: basic(BASIC_AUTH).authorization.replace('Basic', 'bAsIc') })).toBe(true);
  });

  it.each(['postmark:pass', 'postmark:', 'Postmark:pass:word-with-colon', `${BASIC_AUTH} `, ''])(
    'refuses %j',
    (credentials) => expect(answer(basic(credentials))).toBe('the HTTP Basic credentials are wrong'),
  );

  it.each([
    ['', 'missing'],
    ['Basic', 'wrong'],
    ['Basic ', 'wrong'],
    ['Basic %%%not-base64%%%', 'wrong'],
    [`Basic  ${Buffer.from(BASIC_AUTH).toString('base64')}`, 'wrong'],
    [BASIC_AUTH, 'missing'],
    ['Bearer token-of-somebody', 'missing'],
  ])('refuses the header %j', (authorization, said) =>
    expect(answer({ authorization })).toEqual(expect.stringContaining(said)),
  );

  it('lets nobody in where none is set', () => {
    expect(answer(basic(BASIC_AUTH), undefined, { WEBHOOK_BASIC_AUTH: '' })).toMatch(
      /webhook-signature are missing/,
    );
    expect(answer(basic('undefined'), undefined, { WEBHOOK_BASIC_AUTH: '' })).toMatch(/are missing/);
  });
});

describe('a signed delivery', () => {
  it('is let in, and an empty body counts as no bytes', () => {
    expect(answer(signed('x'))).toBe(true);
    expect(answer(signed(''), {})).toBe(true);
    expect(answer(signed('x'), {})).toMatch(/does not match/);
  });

  it('is not saved from a wrong signature by right credentials', () => {
    expect(answer({ ...signed('y'), ...basic(BASIC_AUTH) })).toMatch(/does not match/);
  });

  it.each(['webhook-timestamp', 'webhook-signature'])('needs %s', (name) =>
    expect(answer({ ...signed('x'), [name]: '' })).toMatch(/must come with webhook-id/),
  );

  it('has an id of 256 characters at most', () => {
    expect(answer({ ...signed('x'), 'webhook-id': 'a'.repeat(257) })).toMatch(/256 characters/);
  });
});
