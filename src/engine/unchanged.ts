import type { Plan } from '../core/plan.ts';
import type { ResourceItem } from '../core/policy.ts';
import type { Reader } from '../core/reader.ts';
import type { StateStore } from '../core/state-store.ts';
import type { Locale, Text } from '../core/text.ts';
import type { Testimony } from '../core/witness.ts';
import { planDigest } from './digest.ts';
import { readKept, writeKept } from './kept.ts';

const file = 'unchanged.json';
const version = 1;

/** What the host answered where no file does: asked again, the answer is the same or it is another host. */
type Answer = readonly [question: Question, words: readonly unknown[], answer: string];

type Question = (typeof questions)[number];

const questions = [
  'account',
  'group',
  'crontab',
  'service',
  'pm2',
  'pm2Folder',
  'query',
] as const satisfies readonly (keyof Reader)[];

/**
 * A plan is made of the policies and of what was looked at, and of nothing else. One that had nothing to do is
 * remembered with all of that: for as long as none of it moves, it is the plan.
 */
interface Unchanged {
  readonly version: typeof version;
  /** How the plan was asked for. */
  readonly request: string;
  readonly locale: Locale | undefined;
  readonly resources: readonly (readonly [name: string, type: string, ...notes: Text[]])[];
  readonly testimony: Testimony;
  readonly answers: readonly Answer[];
}

/** A reader that writes down what the host answers. */
export function listen(reader: Reader): { readonly reader: Reader; readonly answers: readonly Answer[] } {
  const answers: Answer[] = [];
  const listening = Object.fromEntries(
    questions.map((question) => [
      question,
      async (...words: unknown[]) => {
        const answer = await ask(reader, question, words);
        answers.push([question, words.filter((word) => word !== undefined), told(answer)]);
        return answer;
      },
    ]),
  );
  return { reader: { ...reader, ...listening }, answers };
}

/** Whether a plan has nothing to do: the only kind that is remembered. */
function isQuiet({ resources, steps, effects, orphans, proof }: Plan): boolean {
  return (
    resources.every(({ change }) => change.action === 'none') &&
    steps.length + effects.length + orphans.length === 0 &&
    proof.status === 'not_needed'
  );
}

/** Remembers a plan, if it had nothing to do. To be called under the lock. */
export function rememberUnchanged(
  store: StateStore,
  plan: Plan,
  seen: Pick<Unchanged, 'request' | 'locale' | 'answers'> & { testimony(): Testimony | undefined },
): void {
  const { request, locale, answers } = seen;
  // What PM2 says of an application, its memory and uptime, is never the same again.
  if (!isQuiet(plan) || answers.some(([question]) => question === 'pm2')) return;
  const testimony = seen.testimony();
  if (testimony === undefined) return;
  const resources = plan.resources.map(({ item: { name, type }, notes }) => [name, type, ...notes] as const);
  const unchanged: Unchanged = { version, request, locale, resources, testimony, answers };
  writeKept(store, file, unchanged);
}

/** Forgets it: the host, or what kapa owns of it, is about to change. */
export function forgetUnchanged(store: StateStore): void {
  if (store.read(file).state !== 'absent') store.remove(file);
}

/** The remembered plan, if it was asked for in the same way and nothing that it was made of has moved. */
export async function recallUnchanged(
  store: StateStore,
  request: () => Promise<string>,
  reader: Reader,
  holds: (testimony: Testimony) => boolean,
): Promise<{ readonly plan: Plan; readonly locale: Locale | undefined } | undefined> {
  const kept = readKept<Unchanged>(store, file, version);
  if (kept === undefined || kept.request !== (await request()) || !holds(kept.testimony)) return undefined;
  for (const [question, words, answer] of kept.answers)
    if (told(await ask(reader, question, words)) !== answer) return undefined;
  return { plan: planOf(kept.resources, store), locale: kept.locale };
}

function planOf(resources: Unchanged['resources'], store: StateStore): Plan {
  return {
    resources: resources.map(([name, type, ...notes]) => ({
      item: itemOf(name, type),
      change: { action: 'none', fields: [], steps: [] },
      notes,
    })),
    files: [],
    steps: [],
    effects: [],
    proof: { status: 'not_needed', checks: [] },
    orphans: [],
    get digest() {
      return planDigest(store, [], [], []);
    },
  };
}

/** What is shown of a resource that stays as it is; its declaration has not been read. */
function itemOf(name: string, type: string): ResourceItem {
  const place = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    name,
    type,
    policy: '',
    spec: undefined,
    requires: [],
    notify: [],
    backup: true,
    tags: [],
    locate: () => place,
  };
}

function ask(reader: Reader, question: Question, words: readonly unknown[]): Promise<unknown> {
  return (reader[question] as (...all: readonly unknown[]) => Promise<unknown>)(...words);
}

/** An answer as text; bytes as what they spell, so that a secret in them can be found. */
function told(answer: unknown): string {
  return JSON.stringify(answer, function told(this: Record<string, unknown>, key: string, plain: unknown) {
    // A Buffer's toJSON has run before this is asked: look at the holder.
    const original = this[key];
    return original instanceof Uint8Array ? new TextDecoder('latin1').decode(original) : plain;
  });
}
