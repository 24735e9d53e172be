import { applyDecorators } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';

import { runUnasked } from '../correlation';
import { wrapMethod } from '../wrap-method';

const EVERY = Symbol('every');

/**
 * Runs a method every so many ms while the application runs. Each run, also one that is called for, has a correlation id of
 * its own.
 */
export function Every(ms: number) {
  return applyDecorators(
    wrapMethod<never>(EVERY, String(ms), (method) => {
      return function (...args) {
        return runUnasked(() => method.apply(this, args));
      };
    }) as MethodDecorator,
    Interval(ms),
  );
}

/** The same for what is no method of a provider; keeps no process alive. */
export function every(ms: number, work: () => unknown): NodeJS.Timeout {
  return setInterval(() => void runUnasked(work), ms).unref();
}

/**
 * Runs work once, later. Without it a timer would go on in the context of whoever set it: one mail's, where the work is not
 * that mail's alone.
 */
export function later(ms: number, work: () => unknown): NodeJS.Timeout {
  return setTimeout(() => void runUnasked(work), ms);
}
