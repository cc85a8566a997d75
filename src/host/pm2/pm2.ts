import { lstatSync } from 'node:fs';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import type { Account, Pm2Process } from '../../core/reader.ts';
import type { Pm2Answer, Pm2Request } from '../../core/remedy.ts';
import { cutTo } from '../../core/cut.ts';
import { isLike } from '../../core/like.ts';
import { t, type Text } from '../../core/text.ts';
import { runProgramAs } from '../processes/program-as.ts';
import { runErrand, type Answer, type Errand } from './errand.ts';
import { findNamed, homeOfAccount, judgeHome, judgeHomeOf, readSaved, type JudgedHome } from './homes.ts';
import { readProcesses, readUptime } from '../processes/proc.ts';

/** Seconds within which a living daemon answers what it has in memory. */
const patience = 3;
/** Characters of a reason that it gives. */
const mostWords = 120;
/** Bytes of its answer: what is picked of PM2's own, at most. */
const mostBytes = 1024 * 1024;

/**
 * The applications of the PM2 daemon in a folder (`PM2_HOME`), asked through its socket with the rights of the folder's
 * owner. Absent: no daemon runs (there is no socket, or nobody behind it). Unreadable: the folder is not one to trust,
 * the daemon hangs, is another user's, or answers what PM2 would not. Never starts a daemon.
 */
export async function readPm2(path: string): Promise<Reading<readonly Pm2Process[]>> {
  return listIn(judgeHome(path));
}

/**
 * The applications of an account's PM2: of the folder given, which must be the account's; else of `~/.pm2`, or of a
 * daemon of that user that keeps its sockets elsewhere. As `readPm2` in all else.
 */
export async function readPm2Of(account: Account, path?: string): Promise<Reading<readonly Pm2Process[]>> {
  return listIn(pm2HomeOf(account, path));
}

/** Names that an account's PM2 saved for the next boot; absent: no list of its own is there. */
export function readPm2Saved(account: Account, path?: string): Reading<readonly string[]> {
  const judged = pm2HomeOf(account, path);
  return judged.state === 'present' ? readSaved(judged.value) : judged;
}

/** The folder of an account's PM2, judged; absent: it has none. */
export function pm2HomeOf(account: Account, path?: string): Reading<JudgedHome> {
  if (path !== undefined) return judgeHomeOf(account, path);
  return homeOfAccount(account, () => {
    const processes = readProcesses(readUptime());
    return processes.state === 'present' ? findNamed(processes.value) : [];
  });
}

/** Asks a daemon to do something to an application that has the name asked for. */
export async function askPm2(path: string, { method, id, name, timeout }: Pm2Request): Promise<Pm2Answer> {
  const judged = judgeHome(path);
  if (judged.state === 'absent') return { ok: false, reason: t('measure.pm2_no_daemon', { home: path }) };
  if (judged.state === 'unreadable') return { ok: false, reason: judged.reason };
  const answer = await run(judged.value, { act: { method, id, name, timeout } });
  if (answer.outcome === 'done') return { ok: true };
  if (answer.outcome === 'renamed') return { ok: false, reason: t('measure.pm2_renamed', { id, name }) };
  return { ok: false, reason: reasonOf(answer, judged.value, timeout) };
}

async function listIn(judged: Reading<JudgedHome>): Promise<Reading<readonly Pm2Process[]>> {
  if (judged.state !== 'present') return judged;
  const answer = await run(judged.value, {});
  if (answer.outcome === 'down') return absent;
  return answer.outcome === 'list'
    ? present(answer.processes)
    : unreadable(reasonOf(answer, judged.value, patience));
}

function reasonOf(answer: Answer, { home, user }: JudgedHome, seconds: number): Text {
  switch (answer.outcome) {
    case 'down':
      return t('measure.pm2_no_daemon', { home });
    case 'hangs':
      return t('measure.pm2_hangs', { home, seconds });
    case 'hung_up':
      return t('measure.pm2_hung_up', { home });
    case 'too_much':
      return t('measure.pm2_too_much', { home });
    case 'denied':
      return process.geteuid?.() === 0
        ? t('measure.pm2_foreign_socket', { home, user })
        : t('measure.pm2_denied', { home });
    case 'failed':
      return t('measure.pm2_failed', { home, reason: answer.reason });
    case 'list':
    case 'done':
    case 'renamed':
    case 'garbage':
    default:
      return t('measure.pm2_garbage', { home });
  }
}

/** Runs an errand with the rights of the folder's owner, or with kapa's own where it has none to give up. */
async function run({ home, real, uid, account }: JudgedHome, errand: Pick<Errand, 'act'>): Promise<Answer> {
  // A program is not started to find that there is nobody to ask.
  if (lstatSync(`${real}/rpc.sock`, { throwIfNoEntry: false }) === undefined) return { outcome: 'down' };
  const whole: Errand = { home, patience, ...errand };
  return process.geteuid?.() !== 0 || uid === 0 ? runErrand(whole) : runAs(account, whole);
}

async function runAs(account: Account, errand: Errand): Promise<Answer> {
  const { program } = await import('#pm2-errand');
  const seconds = errand.patience + (errand.act?.timeout ?? 0);
  const ended = await runProgramAs(account, program, errand, { seconds, most: mostBytes });
  if (ended.status !== 0) return { outcome: 'failed', reason: ended.failed ?? String(ended.status) };
  return readAnswer(Buffer.from(ended.stdout).toString());
}

/**
 * Reads the answer of a user's program, which is the user's word: it must be an answer, and of the right
 * shape.
 */
function readAnswer(text: string): Answer {
  try {
    const said = JSON.parse(text) as Answer;
    if (said.outcome === 'list' && !said.processes.every(isProcess)) return garbage;
    if (!('reason' in said)) return said;
    return typeof said.reason === 'string' ? { ...said, reason: cutTo(said.reason, mostWords) } : garbage;
  } catch {
    return garbage;
  }
}

const garbage: Answer = { outcome: 'garbage', reason: '' };

const example: Pm2Process = {
  id: 0,
  name: '',
  pid: 0,
  status: '',
  restarts: 0,
  entry: '',
  uptimeSince: 0,
  memory: 0,
  cpu: 0,
  mode: 'fork',
  script: '',
  cwd: '',
  logs: { out: '', err: '' },
};

function isProcess(value: Pm2Process): boolean {
  return isLike(value, example) && ['fork', 'cluster'].includes(value.mode);
}
