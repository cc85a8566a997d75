import type { Instruments } from '../../src/core/instruments.ts';

/**
 * Instruments of a machine that this one cannot be: what a test gives, and nothing else. Anything else that is asked for
 * fails the test by its name.
 */
export function fakeInstruments(given: Partial<Instruments>): Instruments {
  return new Proxy({} as Instruments, {
    get(_, name) {
      if (Object.hasOwn(given, name)) return given[name as keyof Instruments];
      throw new Error(`the test gave no ${String(name)}`);
    },
  });
}
