import { isBeyondMover, type Arrival } from '../../core/path-walk.ts';
import type { PlannedFile } from '../../core/plan.ts';
import type { Reader } from '../../core/reader.ts';
import { absent, present, type Reading } from '../../core/reading.ts';
import { reveal, Secret, type Content } from '../../core/secret.ts';
import { placeOf } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import type { PlannedStep } from '../contract.ts';

/** A step and the resource that asks for it first. */
export interface ComposedStep {
  readonly resource: string;
  readonly step: PlannedStep;
}

/** The steps of all resources becoming one sequence, and what it does to each file. */
export interface Composition {
  /**
   * Takes in a step with its place, and where on the host as it is that place is; undefined: nowhere. Unreadable: what is
   * there now cannot be told, so it cannot be saved.
   */
  add(resource: string, step: PlannedStep, from?: Arrival): Promise<Reading<true>>;
  readonly steps: () => readonly ComposedStep[];
  readonly files: () => readonly PlannedFile[];
}

/**
 * Composes steps: writes to one file become one, with the last content and attributes, in the place of the first.
 * `before` reads the host as it is.
 */
export function compose(before: Pick<Reader, 'examine' | 'crontab'>): Composition {
  const steps: (ComposedStep | undefined)[] = [];
  /** Positions of the steps, by path, that a later step on the same path may melt into. */
  const latest = new Map<string, number>();
  const files = new Map<string, { -readonly [K in keyof PlannedFile]: PlannedFile[K] }>();

  async function note(
    path: string,
    resource: string,
    after: Content | null,
    read: () => Promise<Reading<Old>>,
  ): Promise<Reading<true>> {
    let file = files.get(path);
    if (file === undefined) {
      const was = await read();
      if (was.state === 'unreadable') return was;
      file = {
        path,
        before: was.state === 'present' ? was.value.bytes : null,
        after: null,
        secret: false,
        because: [],
        ...(was.state === 'present' && was.value.hidden !== undefined ? { hidden: was.value.hidden } : {}),
      };
      files.set(path, file);
    }
    file.after = after === null ? null : reveal(after);
    file.secret ||= after instanceof Secret || file.hidden !== undefined;
    if (file.because.at(-1) !== resource) file.because = [...new Set([...file.because, resource])];
    return present(true);
  }

  function hide(path: string, secret: true | undefined): void {
    const file = files.get(path);
    if (file !== undefined) file.secret ||= secret === true;
  }

  function append(key: string | undefined, resource: string, step: PlannedStep): void {
    if (key !== undefined) latest.set(key, steps.length);
    steps.push({ resource, step });
  }

  return {
    async add(resource, step, from) {
      const key =
        step.do === 'crontab' ? `crontab:${step.user}` : step.do === 'command' ? undefined : placeOf(step);
      const at = key === undefined ? undefined : latest.get(key);
      const earlier = at === undefined ? undefined : steps[at];
      switch (step.do) {
        case 'write':
        case 'crontab': {
          const noted = await note(key ?? '', resource, step.content, () =>
            step.do === 'write' ? readFile(before, from) : readCrontab(before, step.user),
          );
          if (noted.state !== 'present') return noted;
          if (at !== undefined && earlier !== undefined && earlier.step.do === step.do) {
            steps[at] = { resource: earlier.resource, step: melt(earlier.step, step) };
            return noted;
          }
          break;
        }
        case 'attributes':
          if (
            at !== undefined &&
            earlier !== undefined &&
            (earlier.step.do === 'write' || earlier.step.do === 'directory')
          ) {
            steps[at] = { resource: earlier.resource, step: melt(earlier.step, step) };
            return present(true);
          }
          break;
        case 'remove':
        case 'link': {
          const place = placeOf(step);
          const was = await readFile(before, from);
          if (was.state === 'unreadable') return was;
          if (files.has(place) || was.state === 'present') {
            const noted = await note(place, resource, null, async () => was);
            if (noted.state !== 'present') return noted;
            hide(place, step.secret);
          }
          break;
        }
        case 'command':
          // It may depend on what was written so far: nothing later melts into what stands before it.
          latest.clear();
          break;
        case 'directory':
          break;
      }
      append(key, resource, step);
      return present(true);
    },
    steps: () =>
      steps
        .filter((one) => one !== undefined)
        .map((one) => (files.get(pathOf(one.step))?.hidden === undefined ? one : concealed(one))),
    files: () => [...files.values()],
  };
}

/** Bytes of a file as it is. `hidden`: why they are shown nowhere. */
interface Old {
  readonly bytes: Uint8Array;
  readonly hidden?: Text;
}

/** A link that a later step of the plan replaces is not the file it leads to. */
async function readFile(before: Pick<Reader, 'examine'>, from: Arrival | undefined): Promise<Reading<Old>> {
  if (from === undefined) return absent;
  const found = await before.examine(from.path);
  if (found.state !== 'present') return found;
  const { content, stat } = found.value;
  if (content === undefined) return absent;
  if (!isBeyondMover(from, stat)) return present({ bytes: content });
  const folder = from.path.slice(0, Math.max(1, from.path.lastIndexOf('/')));
  return present({ bytes: content, hidden: t('plan.beyond_mover', { folder }) });
}

async function readCrontab(before: Pick<Reader, 'crontab'>, user: string): Promise<Reading<Old>> {
  const found = await before.crontab(user);
  return found.state === 'present' ? present({ bytes: found.value }) : found;
}

function pathOf(step: PlannedStep): string {
  return step.do === 'crontab' || step.do === 'command' ? '' : placeOf(step);
}

/** Step as a secret: what replaces hidden content may hold it, and is told apart from it by nobody. */
function concealed({ resource, step }: ComposedStep): ComposedStep {
  if (step.do === 'write') return { resource, step: { ...step, content: new Secret(reveal(step.content)) } };
  if (step.do === 'remove' || step.do === 'link') return { resource, step: { ...step, secret: true } };
  return { resource, step };
}

function melt(earlier: PlannedStep, later: PlannedStep): PlannedStep {
  if ((earlier.do !== 'write' && earlier.do !== 'directory') || later.do === 'remove') return later;
  if (later.do !== 'write' && later.do !== 'attributes') return later;
  const owner = { ...earlier.owner, ...later.owner };
  return {
    ...earlier,
    ...(later.do === 'write' && earlier.do === 'write' ? { content: later.content } : {}),
    ...(later.mode === undefined ? {} : { mode: later.mode }),
    ...(Object.keys(owner).length === 0 ? {} : { owner }),
  };
}
