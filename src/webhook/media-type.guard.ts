import {
  Injectable,
  UnsupportedMediaTypeException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';

/** Refuses what is neither a message nor JSON ahead of its proof: no body of another type is read that a signature could be held against. */
@Injectable()
export class MediaTypeGuard implements CanActivate {
  /** @throws UnsupportedMediaTypeException; an empty body is of no type and passes. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const isEmpty = request.header('content-length') === '0';
    if (!isEmpty && request.is(['message/rfc822', 'application/json']) === false)
      throw new UnsupportedMediaTypeException('The body must be message/rfc822 or application/json');
    return true;
  }
}
