import {
  Injectable,
  SetMetadata,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

import { Settings } from '../settings';

const PUBLIC = 'route:public';

/** Marks a route or controller that needs no API token: the webhook, which has its own proof, and health. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Asks for `Authorization: Bearer $API_TOKEN` everywhere but where `@Public` says otherwise. */
@Injectable()
export class ApiTokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly settings: Settings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const header = context.switchToHttp().getRequest<Request>().header('authorization') ?? '';
    const token = /^Bearer (.+)$/i.exec(header)?.[1];
    if (token && sameToken(token, this.settings.apiToken)) return true;
    throw new UnauthorizedException('The header "Authorization: Bearer $API_TOKEN" is missing or wrong');
  }
}

function sameToken(left: string, right: string): boolean {
  const digest = (token: string) => createHash('sha256').update(token).digest();
  return timingSafeEqual(digest(left), digest(right));
}
