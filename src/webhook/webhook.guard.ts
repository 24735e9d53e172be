import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

import { Settings } from '../settings';
import { equalInConstantTime, signatureProblem } from './signature';

/** Lets a delivery in that is signed per Standard Webhooks, or carries the HTTP Basic user where one is set. */
@Injectable()
export class WebhookGuard implements CanActivate {
  constructor(private readonly settings: Settings) {}

  /** @throws UnauthorizedException with what is wrong; never 403, at which providers stop trying. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const problem = request.header('webhook-id')
      ? this.signatureProblem(request)
      : this.basicProblem(request);
    if (problem) throw new UnauthorizedException(problem);
    return true;
  }

  private signatureProblem(request: Request): string | null {
    const id = request.header('webhook-id') ?? '';
    const timestamp = request.header('webhook-timestamp');
    const signature = request.header('webhook-signature');
    if (id.length > 256) return 'webhook-id must have 256 characters at most';
    if (!timestamp || !signature) return 'webhook-timestamp and webhook-signature must come with webhook-id';
    return signatureProblem({ id, timestamp, signature }, bodyOf(request), this.settings.webhookSecrets);
  }

  private basicProblem(request: Request): string | null {
    const expected = this.settings.webhookBasicAuth;
    if (!expected) return 'the headers webhook-id, webhook-timestamp and webhook-signature are missing';
    const [scheme = '', credentials = ''] = (request.header('authorization') ?? '').split(' ', 2);
    if (scheme.toLowerCase() !== 'basic') return 'a signature or HTTP Basic credentials are missing';
    const given = Buffer.from(credentials, 'base64').toString('utf8');
    return equalInConstantTime(given, expected) ? null : 'the HTTP Basic credentials are wrong';
  }
}

/** The bytes as they were signed; body-parser leaves `{}` where there were none. */
function bodyOf(request: Request): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}
