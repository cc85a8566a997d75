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

/** Owner in numbers, since a name may no longer, or not yet again, be known. */
export function ownerOf({ uid, gid }: { readonly uid: number; readonly gid: number }): Owner {
  return { user: String(uid), group: String(gid) };
}

/** Mode and owner that a file step asks for; what is left out stays, or gets the default of a new file. */
export interface Attributes {
  readonly mode?: Mode;
  readonly owner?: Owner;
}

/**
 * Deed of a file step at its path. `secret`: what is removed, or replaced by a link, is shown nowhere.
 * `only`: identity of the one thing that gets the attributes, whatever bears its name by then. `of`: identity
 * of the file whose own content is written anew; the step is judged as one that gives that file another owner
 * or mode.
 */
type FileDeed =
  | ({ readonly do: 'write'; readonly content: Content; readonly of?: string } & Attributes)
  | { readonly do: 'remove'; readonly secret?: true }
  | { readonly do: 'link'; readonly to: string; readonly owner?: Owner; readonly secret?: true }
  | ({ readonly do: 'directory' } & Attributes)
  | ({ readonly do: 'attributes'; readonly only?: string } & Attributes);

/**
 * A change to the file tree. Paths are absolute, as the host sees them (below `--root`).
 *
 * `path` is the path as declared, links and all: the writer alone decides at the moment of writing which of them it
 * follows. `place` is where the plan found that it leads, without a link: two steps with one place are about one thing,
 * and backups, journal and manifest know it by that name. The writer refuses when the path leads elsewhere by then.
 */
export type FileStep = FileDeed & { readonly path: string; readonly place?: string };

/** Tells a step that is about what a last link leads to from one that is about the link itself. */
export function followsLast({ do: deed }: Pick<FileStep, 'do'>): boolean {
  return deed === 'write' || deed === 'attributes';
}

/** The place that a step changes. */
export function placeOf({ path, place = path }: Pick<FileStep, 'path' | 'place'>): string {
  return place;
}

/** Effect that a service can be asked for. `daemon_reload` makes systemd read its units again. */
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
      /** Command that succeeds while there is something to undo; without it, undoing must succeed. */
      readonly made?: Argv;
    };

/** Tells a step that changes the file tree from others. */
export function isFileStep(step: Step): step is FileStep {
  return step.do !== 'crontab' && step.do !== 'service' && step.do !== 'command';
}
