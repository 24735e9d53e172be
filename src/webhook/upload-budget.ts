import { HttpException, HttpStatus } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';

/** So many bodies of the largest size may be under way at once. */
const LARGEST_AT_ONCE = 8;

/**
 * Keeps the memory that bodies under way take within a bound: Express middleware to stand before the body parser. Who
 * comes when it is spent is told to come again (429).
 *
 * @param types  media types of the bodies that the parser gathers in memory.
 * @param maxBytes  the largest body that it takes.
 */
export function uploadBudget(types: string[], maxBytes: number): RequestHandler {
  const budget = LARGEST_AT_ONCE * maxBytes;
  let spent = 0;
  return (request, response, next) => {
    const cost = request.is(types) ? costOf(request, maxBytes) : 0;
    if (spent + cost > budget) {
      const message = 'Too many large deliveries are under way: deliver it again';
      return next(new HttpException(message, HttpStatus.TOO_MANY_REQUESTS));
    }
    spent += cost;
    response.once('close', () => (spent -= cost));
    next();
  };
}

/** The declared length; the limit where none is declared or what arrives is compressed; nothing where the parser will refuse it unread. */
function costOf({ headers }: Request, maxBytes: number): number {
  const declared = headers['content-length'];
  if (declared === undefined || headers['content-encoding'] !== undefined) return maxBytes;
  return Number(declared) > maxBytes ? 0 : Number(declared);
}
