import { createHash } from 'node:crypto';
import { endingOf } from '../../core/command-result.ts';
import { cutTo } from '../../core/cut.ts';
import type { EcosystemAnswer, EcosystemQuestion } from '../../core/pm2-ecosystem.ts';
import type { Reader } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';
import type { Pm2Command } from './command.ts';

/** An application as an ecosystem file should give it. */
export interface Ecosystem {
  readonly file: string;
  readonly name: string;
  readonly home: string;
  /** Content that the file has, or will have once the plan is carried out. */
  readonly content?: Uint8Array;
  /** True: what the daemon has of it is compared with what the file gives. */
  readonly compare?: true;
}

/**
 * Answer whether PM2 could start an application from its ecosystem file: it can, could not (`refused`), or cannot be
 * asked (`unread`).
 */
export type Startable =
  | {
      readonly lasting: boolean;
      /** Names of settings of which the daemon has another value. */
      readonly differs?: readonly string[];
      /** Variables that the daemon has from an earlier file, and this one gives no more. */
      readonly left?: readonly string[];
      /** Only once the plan is carried out can be told what it gives. */
      readonly planned?: true;
    }
  | { readonly refused: Text }
  | { readonly unread: Text };

const seconds = 20;
const mostWords = 200;
/** Settings that are named of those that differ. */
const mostDiffering = 100;
/** Bytes at the end of what the program writes that its answer may be in. */
const mostAnswer = 64 * 1024;

/** Reason why PM2's command line takes a name for something else than one application. */
export function misreadName(name: string): Text | undefined {
  // `pm2 start --only` takes a list, and parts it at these.
  if (/[ ,]/u.test(name)) return t('pm2.name_parted', { name });
  return name === 'all' || !Number.isNaN(Number(name)) || /^\/(?:.*\/)?$/su.test(name)
    ? t('pm2.name_misread', { name })
    : undefined;
}

/**
 * Looks for an application in its ecosystem file. PM2's own code reads the file, with the rights and by the Node of the
 * user whose PM2 it is. What a plan is about to write is taken to be right.
 */
export async function findInEcosystem(
  ecosystem: Ecosystem,
  command: Pm2Command,
  reader: Pick<Reader, 'query' | 'resolve' | 'stat'>,
): Promise<Startable> {
  const { file, name } = ecosystem;
  const misread = misreadName(name);
  if (misread !== undefined) return { refused: misread };
  const library = await libraryOf(command, reader);
  if (library === undefined) return { unread: t('pm2.no_library', { program: command.program }) };
  const answer = await ask({ library, ...ecosystem }, command, reader);
  switch (answer.outcome) {
    case 'gives':
      return {
        lasting: answer.lasting,
        ...(answer.differs === undefined ? {} : { differs: answer.differs }),
        ...(answer.left === undefined ? {} : { left: answer.left }),
      };
    case 'to_be_written':
      return { lasting: true, planned: true };
    case 'no_ecosystem_name':
      return { refused: t('pm2.no_ecosystem_name', { file }) };
    case 'no_such_app':
      return {
        refused: t('pm2.no_such_app', { file, name, names: cutTo(answer.names.join(', '), mostWords) }),
      };
    case 'malformed':
      return { refused: t('pm2.malformed', { file, reason: cutTo(answer.reason, mostWords) }) };
    case 'cannot_start':
      return { refused: t('pm2.cannot_start', { file, name, reason: cutTo(answer.reason, mostWords) }) };
    case 'ended':
      return { refused: t('pm2.ecosystem_ends', { file, status: answer.status }) };
    case 'none':
      return { unread: t('pm2.unread_ecosystem', { file, reason: answer.reason }) };
  }
}

/** Ending of the program that was to answer, and did not. */
interface NoAnswer {
  readonly outcome: 'none';
  readonly reason: Text;
}

async function ask(
  { content, ...asked }: Ecosystem & Pick<EcosystemQuestion, 'library'>,
  { node, options: { user, env } }: Pm2Command,
  reader: Pick<Reader, 'query'>,
): Promise<EcosystemAnswer | NoAnswer> {
  const { program } = await import('#pm2-ecosystem');
  const { file } = asked;
  const question: EcosystemQuestion = {
    ...asked,
    ...(content === undefined ? {} : { digest: createHash('sha256').update(content).digest('hex') }),
  };
  const ended = await reader.query([node, '-e', program, '--', JSON.stringify(question)], {
    ...(user === undefined ? {} : { user }),
    cwd: file.slice(0, file.lastIndexOf('/')) || '/',
    ...(content === undefined ? {} : { stdin: content }),
    env: { ...env, PM2_SILENT: 'true' },
    timeout: seconds,
    // The file is a program of the user's: what it leaves running does not stay beside kapa, and fills no limit of kapa's.
    apart: true,
  });
  const said = ended.failed === undefined ? readAnswer(ended.stdout) : undefined;
  return said ?? { outcome: 'none', reason: endingOf(ended) };
}

/** The last line that the program wrote: the file itself may write as well. */
function readAnswer(stdout: Uint8Array): EcosystemAnswer | undefined {
  try {
    const end = new TextDecoder().decode(stdout.subarray(-mostAnswer)).trimEnd();
    const said = JSON.parse(end.slice(end.lastIndexOf('\n') + 1)) as Record<string, unknown>;
    const { outcome, reason, status, names: others } = said;
    if (outcome === 'gives') {
      const names = (key: 'differs' | 'left'): Partial<Record<typeof key, readonly string[]>> => {
        const list = said[key];
        return Array.isArray(list)
          ? { [key]: list.slice(0, mostDiffering).map((name) => cutTo(String(name), mostWords)) }
          : {};
      };
      return {
        outcome,
        lasting: said['lasting'] === true,
        ...names('differs'),
        ...names('left'),
      };
    }
    if (outcome === 'no_ecosystem_name' || outcome === 'to_be_written') return { outcome };
    if (outcome === 'no_such_app' && Array.isArray(others)) return { outcome, names: others.map(String) };
    if ((outcome === 'malformed' || outcome === 'cannot_start') && typeof reason === 'string')
      return { outcome, reason };
    if (outcome === 'ended' && typeof status === 'number') return { outcome, status };
    return undefined;
  } catch {
    return undefined;
  }
}

/** PM2's own package: where its command leads, or where Volta keeps it behind a command of its own. */
async function libraryOf(
  { program }: Pm2Command,
  reader: Pick<Reader, 'resolve' | 'stat'>,
): Promise<string | undefined> {
  const real = await reader.resolve(program);
  const behind = real.state === 'present' ? [real.value.replace(/\/bin\/[^/]+$/u, '')] : [];
  const volta = program.replace(/\/bin\/pm2$/u, '/tools/image/packages/pm2/lib/node_modules/pm2');
  for (const folder of [...behind, volta])
    if ((await reader.stat(`${folder}/lib/Common.js`)).state === 'present') return `${folder}/package.json`;
  return undefined;
}
