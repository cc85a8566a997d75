import type { Host } from '../core/host.ts';
import type { Settings } from '../core/policy.ts';
import type { Prover } from '../core/plan.ts';
import type { Service } from '../core/service.ts';
import type { StateStore, WithLock } from '../core/state-store.ts';
import { lockWork, openHost, openRecords, openStateStore, stateFolder } from '../host/index.ts';
import { isLoaded, remarksOn, serviceFor } from '../packs/index.ts';
import type { CommandContext } from './context.ts';

/** The host that a command works on, with all that belongs to it. */
export interface Session {
  readonly host: Host;
  readonly prover: Prover;
  readonly store: StateStore;
  readonly withLock: WithLock;
  service(name: string): Service;
  readonly loads: typeof isLoaded;
  readonly remarks: typeof remarksOn;
}

/** Opens the host below `--root`; the policies' settings may name the state folder, and tell packs of the host. */
export function openSession(
  { options, env }: CommandContext,
  { stateDir, packs }: Pick<Settings, 'stateDir' | 'packs'> = {},
): Session {
  const { root } = options;
  const { host, prover } = openHost({
    root,
    service: (name, reader) => serviceFor(name, packs).state(reader),
    ...(packs === undefined ? {} : { settings: packs }),
  });
  const folder = stateFolder({ root, given: options.stateDir ?? stateDir, env });
  return {
    host,
    prover,
    store: openStateStore(folder),
    withLock: lockWork(openRecords(folder)),
    service: (name) => serviceFor(name, packs),
    loads: isLoaded,
    remarks: remarksOn,
  };
}
