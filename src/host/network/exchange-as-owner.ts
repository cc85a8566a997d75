import { Failure } from '../../core/failure.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../../core/instruments.ts';
import type { Account } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t, type Text } from '../../core/text.ts';
import { codeOf, isGone, unreadableReason } from '../errno.ts';
import { openAccounts } from '../files/accounts.ts';
import { openTree } from '../files/path-resolver.ts';
import { follow } from '../files/way.ts';
import { runProgramAs } from '../processes/program-as.ts';
import { exchange, type Exchange, type Exchanged } from './exchange.ts';

/**
 * Exchanges bytes with what listens at a socket, with the rights of the socket's owner; nobody else may decide where its
 * path leads. A TCP port belongs to nobody, and whoever asks shows no rights there. Absent: there is no socket.
 */
export async function exchangeAsOwner(asked: ExchangeRequest): Promise<Reading<ExchangeAnswer>> {
  const { place, timeout, most } = asked;
  const judged = 'socket' in place ? ownerOf(place.socket, asked.owner) : present(undefined);
  if (judged.state !== 'present') return judged;
  const owner = judged.value;
  const bytes = Buffer.from(asked.bytes).toString('base64');
  const exchanged = await run(owner, { place, bytes, timeout, most });
  const where = 'socket' in place ? place.socket : `${place.address}:${place.port}`;
  if (exchanged.outcome === 'answered')
    return present({ bytes: Buffer.from(exchanged.bytes, 'base64'), owner });
  return unreadable(reasonOf(exchanged, where, timeout));
}

/** Owner of a socket, who must be the one that is wanted. */
function ownerOf(socket: string, wanted: number | undefined): Reading<Account> {
  try {
    const { stat, foreign } = follow(socket);
    if (foreign !== undefined) return unreadable(foreign);
    if (!stat.isSocket()) return unreadable(t('measure.no_socket', { path: socket }));
    if (wanted !== undefined && wanted !== stat.uid)
      return unreadable(t('measure.socket_foreign', { path: socket, owner: stat.uid, wanted }));
    const account = openAccounts(openTree('/')).accountOf(stat.uid);
    return account.state === 'absent'
      ? unreadable(t('measure.socket_nobodys', { path: socket, uid: stat.uid }))
      : account;
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.text);
    if (isGone(error) || codeOf(error) === 'ENOTDIR') return absent;
    return unreadable(unreadableReason(socket, error));
  }
}

/** Runs an exchange with the rights of an account, or with kapa's own where it has none to give up. */
async function run(account: Account | undefined, asked: Exchange): Promise<Exchanged> {
  if (process.geteuid?.() !== 0 || account === undefined || account.uid === 0) return exchange(asked);
  const { program } = await import('#exchange-program');
  // Base64 takes four characters for three bytes.
  const most = Math.ceil(asked.most * 1.4) + 1024;
  const ended = await runProgramAs(account, program, asked, { seconds: asked.timeout, most });
  if (ended.status !== 0) return { outcome: 'failed', code: ended.failed ?? String(ended.status) };
  return readExchanged(Buffer.from(ended.stdout).toString());
}

/** Reads what a user's program says, which is the user's word. */
function readExchanged(text: string): Exchanged {
  const garbage: Exchanged = { outcome: 'failed', code: 'EPROTO' };
  try {
    const said = JSON.parse(text) as Exchanged;
    switch (said.outcome) {
      case 'answered':
        return typeof said.bytes === 'string' ? said : garbage;
      case 'failed':
        return typeof said.code === 'string' && /^[A-Z]\w{1,20}$/u.test(said.code) ? said : garbage;
      case 'hangs':
      case 'hung_up':
      case 'too_much':
        return said;
      default:
        return garbage;
    }
  } catch {
    return garbage;
  }
}

function reasonOf(
  exchanged: Exclude<Exchanged, { readonly outcome: 'answered' }>,
  path: string,
  seconds: number,
): Text {
  switch (exchanged.outcome) {
    case 'hangs':
      return t('measure.socket_hangs', { path, seconds });
    case 'hung_up':
      return t('measure.socket_hung_up', { path });
    case 'too_much':
      return t('measure.socket_too_much', { path });
    case 'failed':
    default:
      return t('measure.socket_failed', { path, reason: exchanged.code });
  }
}
