import type { Content } from './secret.ts';

/** A command as a list of words; no shell ever sees it. */
export type Argv = readonly [program: string, ...args: string[]];

/** Permission bits, `0o644`. */
export type Mode = number;

/** Names of the owning user and group, or their ids in decimal digits; what is left out stays as it is. */
export interface Owner {
  readonly user?: string;
  readonly group?: string;
}

/** Mode and owner that a file step asks for; what is left out stays, or gets the default of a new file. */
export interface Attributes {
  readonly mode?: Mode;
  readonly owner?: Owner;
}

/** A change to the file tree. Paths are absolute, as the host sees them (below `--root`). */
export type FileStep =
  | ({ readonly do: 'write'; readonly path: string; readonly content: Content } & Attributes)
  /** `secret`: what is removed is shown nowhere. */
  | { readonly do: 'remove'; readonly path: string; readonly secret?: true }
  | { readonly do: 'link'; readonly path: string; readonly to: string }
  | ({ readonly do: 'directory'; readonly path: string } & Attributes)
  | ({ readonly do: 'attributes'; readonly path: string } & Attributes);

/** What can be done to a service. `daemon_reload` makes systemd read its units again. */
export type Effect = 'reload' | 'restart' | 'start' | 'stop' | 'enable' | 'disable' | 'daemon_reload';

/** One thing to do, as data: printed, saved, proven, executed, backed up and undone by the engine alone. */
export type Step =
  | FileStep
  /** Replaces a user's crontab through crontab(1); null removes it. */
  | { readonly do: 'crontab'; readonly user: string; readonly content: Uint8Array | null }
  | { readonly do: 'service'; readonly service: string; readonly effect: Effect }
  | {
      readonly do: 'command';
      readonly argv: Argv;
      /** The account that runs it; root, or whoever runs kapa, unless given. */
      readonly user?: string;
      readonly cwd?: string;
      readonly undo: Argv | 'irreversible';
    };

/** Whether a step changes the file tree. */
export function isFileStep(step: Step): step is FileStep {
  return step.do !== 'crontab' && step.do !== 'service' && step.do !== 'command';
}
