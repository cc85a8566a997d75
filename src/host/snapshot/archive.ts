import { readFileSync, statSync } from 'node:fs';
import { packTar, unpackTar } from 'modern-tar';
import { exitStatus } from '../../core/exit.ts';
import type { Facts } from '../../core/facts.ts';
import { Failure } from '../../core/failure.ts';
import { isLike } from '../../core/like.ts';
import { t } from '../../core/text.ts';
import type { HostAnswer, Snapshot } from './snapshot.ts';

/** A snapshot with what tells of it. */
export interface Archived {
  readonly snapshot: Snapshot;
  readonly facts: Facts;
  /** Milliseconds since 1970. */
  readonly made: number;
}

const index = 'kapa-snapshot.json';
const form = 1;

/** Bytes of a snapshot that are read, at most. */
const most = 256 * 1024 * 1024;

/** A snapshot as a tar archive: its files under their own paths, and all other answers in one JSON file. */
export async function pack({ snapshot, facts, made }: Archived): Promise<Uint8Array> {
  const { live, answers, contents, leftOut } = snapshot;
  const told = { form, made, facts, live, left_out: leftOut, answers: Object.fromEntries(answers) };
  const files = [
    { name: index, body: Buffer.from(`${JSON.stringify(told, undefined, 1)}\n`) },
    ...contents.map(({ path, content }) => ({ name: path.slice(1), body: content })),
  ];
  return packTar(
    files.map(({ name, body }) => ({
      header: { name, size: body.length, mode: 0o600, mtime: new Date(made) },
      body,
    })),
  );
}

/** Tells whether a root is a file, as a snapshot is, and no folder. */
export function isArchive(root: string): boolean {
  return statSync(root, { throwIfNoEntry: false })?.isFile() === true;
}

/** Opens an archive; a Failure where it is none of kapa's. */
export async function unpack(path: string): Promise<Archived> {
  const opened = statSync(path).size > most ? undefined : await entriesOf(readFileSync(path));
  const told = opened?.get(`/${index}`);
  const parsed = told === undefined ? undefined : parse(told);
  if (opened === undefined || parsed === undefined)
    throw new Failure(t('snapshot.none', { path }), {
      cure: t('snapshot.none_cure'),
      exit: exitStatus.usage,
    });
  const { live, answers, left_out: leftOut, facts, made } = parsed;
  opened.delete(`/${index}`);
  const contents = [...opened].map(([name, content]) => ({ path: name, content }));
  return { snapshot: { live, answers: new Map(Object.entries(answers)), contents, leftOut }, facts, made };
}

interface Told {
  readonly made: number;
  readonly facts: Facts;
  readonly live: boolean;
  readonly left_out: readonly string[];
  readonly answers: Readonly<Record<string, HostAnswer>>;
}

async function entriesOf(bytes: Uint8Array): Promise<Map<string, Uint8Array> | undefined> {
  try {
    const entries = await unpackTar(bytes);
    return new Map(
      entries.flatMap(({ header, data }) => (data === undefined ? [] : [[`/${header.name}`, data] as const])),
    );
  } catch {
    return undefined;
  }
}

function parse(bytes: Uint8Array): Told | undefined {
  try {
    const told: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isTold(told) ? told : undefined;
  } catch {
    return undefined;
  }
}

/** An archive may come from anyone. */
function isTold(told: unknown): told is Told {
  return (
    isLike(told, { form, made: 0, live: false, left_out: [''], answers: {} }) &&
    told.form === form &&
    Object.values(told.answers).every((answer) => typeof answer === 'boolean' || isAnswer(answer))
  );
}

const stateOf = { state: 'present' };

function isAnswer(answer: unknown): boolean {
  if (!isLike(answer, stateOf)) return false;
  if (answer.state === 'unreadable') return isLike(answer, { ...stateOf, reason: '' });
  return answer.state === 'absent' || (answer.state === 'present' && 'value' in answer);
}
