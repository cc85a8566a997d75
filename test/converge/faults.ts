import { Failure } from '../../src/core/failure.ts';
import type { Host } from '../../src/core/host.ts';
import type { Service } from '../../src/core/service.ts';
import type { StateStore } from '../../src/core/state-store.ts';
import { t } from '../../src/core/text.ts';

/**
 * Called before each deed, in order, counting from 1; `half` does the first half of it, where there is one.
 * What it throws, or does to the process, is the fault.
 */
export type OnDeed = (number: number, what: string, half: () => void) => void;

/** A host, state folder and services of which every deed can be made to fail. */
export function withFaults(
  {
    host,
    store,
    service,
  }: { readonly host: Host; readonly store: StateStore; readonly service: (name: string) => Service },
  onDeed: OnDeed,
): {
  readonly host: Host;
  readonly store: StateStore;
  readonly service: (name: string) => Service;
  deeds(): number;
} {
  let number = 0;
  const deed = (what: string, half: () => void = () => undefined): void => {
    number += 1;
    onDeed(number, what, half);
  };
  return {
    deeds: () => number,
    host: {
      ...host,
      async carryOut(steps) {
        const ids: [string, string][] = [];
        for (const step of steps) {
          deed(`${step.do} ${step.path}`);
          ids.push(...(await host.carryOut([step])));
        }
        return new Map(ids);
      },
      async setCrontab(user, content) {
        deed(`crontab ${user}`);
        return host.setCrontab(user, content);
      },
      async run(argv, options) {
        deed(argv.join(' '));
        return host.run(argv, options);
      },
    },
    store: {
      ...store,
      write(name, content) {
        deed(`state write ${name}`);
        store.write(name, content);
      },
      append(name, content) {
        deed(`state append ${name}`, () => store.append(name, content.slice(0, content.length / 2)));
        store.append(name, content);
      },
      remove(name) {
        deed(`state remove ${name}`);
        store.remove(name);
      },
    },
    service: (name) => {
      const real = service(name);
      return {
        ...real,
        async perform(effect, host) {
          deed(`${effect} ${name}`);
          const outcome = await real.perform(effect, host);
          deed(`${effect} ${name} done`);
          return outcome;
        },
      };
    },
  };
}

/** Not a Failure, and nothing works after it: as if the process had been killed. */
export class Crash extends Error {}

/** Crashes at a deed, and keeps everything from working from then on. */
export function crashAt(at: number, torn: boolean): OnDeed {
  return (number, what, half) => {
    if (number < at) return;
    if (number === at && torn) half();
    throw new Crash(what);
  };
}

/** Fails once, as a full disk or a permission does. */
export function failAt(at: number): OnDeed {
  return (number, what) => {
    if (number === at) throw new Failure(t('host.cannot_write', { path: what, code: 'ENOSPC' }));
  };
}
