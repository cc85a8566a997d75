import type { PlannedFile } from '../../core/plan.ts';
import type { Reader } from '../../core/reader.ts';
import { absent, present, type Reading } from '../../core/reading.ts';
import { reveal, Secret, type Content } from '../../core/secret.ts';
import { placeOf } from '../../core/step.ts';
import type { PlannedStep } from '../contract.ts';

/** A step and the resource that asks for it first. */
export interface ComposedStep {
  readonly resource: string;
  readonly step: PlannedStep;
}

/** The steps of all resources becoming one sequence, and what it does to each file. */
export interface Composition {
  /** Takes in a step with its place. Unreadable: what is there now cannot be told, so it cannot be saved. */
  add(resource: string, step: PlannedStep): Promise<Reading<true>>;
  readonly steps: () => readonly ComposedStep[];
  readonly files: () => readonly PlannedFile[];
}

/**
 * Composes steps: writes to one file become one, with the last content and attributes, in the place of the first.
 * `before` reads the host as it is.
 */
export function compose(before: Pick<Reader, 'examine' | 'crontab'>): Composition {
  const steps: (ComposedStep | undefined)[] = [];
  /** Where the step stands that a later step on the same path may melt into. */
  const latest = new Map<string, number>();
  const files = new Map<string, { -readonly [K in keyof PlannedFile]: PlannedFile[K] }>();

  async function note(
    path: string,
    resource: string,
    { after, hidden }: { readonly after: Content | null; readonly hidden: boolean },
    read: () => Promise<Reading<Uint8Array>>,
  ): Promise<Reading<true>> {
    let file = files.get(path);
    if (file === undefined) {
      const was = await read();
      if (was.state === 'unreadable') return was;
      file = {
        path,
        before: was.state === 'present' ? was.value : null,
        after: null,
        secret: false,
        because: [],
      };
      files.set(path, file);
    }
    file.after = after === null ? null : reveal(after);
    file.secret ||= hidden;
    if (file.because.at(-1) !== resource) file.because = [...new Set([...file.because, resource])];
    return present(true);
  }

  function append(key: string | undefined, resource: string, step: PlannedStep): void {
    if (key !== undefined) latest.set(key, steps.length);
    steps.push({ resource, step });
  }

  return {
    async add(resource, step) {
      const key =
        step.do === 'crontab' ? `crontab:${step.user}` : step.do === 'command' ? undefined : placeOf(step);
      const at = key === undefined ? undefined : latest.get(key);
      const earlier = at === undefined ? undefined : steps[at];
      switch (step.do) {
        case 'write':
        case 'crontab': {
          const noted = await note(key ?? '', resource, shown(step.content), () =>
            step.do === 'write' ? readFile(before, placeOf(step)) : before.crontab(step.user),
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
          const was = await readFile(before, place);
          if (was.state === 'unreadable') return was;
          if (files.has(place) || was.state === 'present') {
            const hidden = step.do === 'remove' && step.secret === true;
            const noted = await note(place, resource, { after: null, hidden }, async () => was);
            if (noted.state !== 'present') return noted;
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
    steps: () => steps.filter((step) => step !== undefined),
    files: () => [...files.values()],
  };
}

/** A link that a later step of the plan replaces is not the file it leads to. */
async function readFile(before: Pick<Reader, 'examine'>, path: string): Promise<Reading<Uint8Array>> {
  const found = await before.examine(path);
  if (found.state !== 'present') return found;
  return found.value.content === undefined ? absent : present(found.value.content);
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

function shown(after: Content | null): { readonly after: Content | null; readonly hidden: boolean } {
  return { after, hidden: after instanceof Secret };
}
