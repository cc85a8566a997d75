import type { Host } from './host.ts';
import type { Reader, ServiceState } from './reader.ts';
import type { Reading } from './reading.ts';
import type { Argv, Effect } from './step.ts';
import type { Text } from './text.ts';

/** Result of an effect on a service. */
export type EffectOutcome =
  | { readonly ok: true; readonly note?: Text }
  /** `down`: the service no longer serves, so putting the files back must start it, not reload it. */
  | { readonly ok: false; readonly reason: Text; readonly down: boolean };

/**
 * Holder of a configuration in memory: its check paired with its effects, so that there is no way to reload
 * without the check.
 */
export interface Service {
  readonly name: string;
  /** Folder with all of its configuration, where its checks name it. */
  readonly folder?: string;
  /** The commands that judge the configuration below `root`; none where nothing can judge it. */
  checks(reader: Reader): Promise<readonly Argv[]>;
  state(reader: Reader): Promise<Reading<ServiceState>>;
  /** Carries an effect out and watches what becomes of it. A reload never starts a stopped service. */
  perform(effect: Effect, host: Host): Promise<EffectOutcome>;
}
