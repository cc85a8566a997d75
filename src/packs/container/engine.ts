import type { ExchangeAnswer, ExchangeRequest } from '../../core/instruments.ts';
import type { Account, Reader } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t } from '../../core/text.ts';
import { parseAnswer, type PlainAnswer } from './plain-http.ts';

/** Engine, Docker's or Podman's, as a probe or a remedy names it. */
export interface EngineName {
  /** User whose own it is; root's where neither this nor a socket is named. */
  readonly user?: string;
  readonly socket?: string;
}

/** Schema of EngineName. */
export const engineProperties: Readonly<Record<'user' | 'socket', SchemaPart>> = {
  user: {
    type: 'string',
    minLength: 1,
    description:
      "Whose containers these are, where they are a user's own (rootless): his Podman or Docker is asked at `/run/user`, with his rights. Unless given: root's.",
    examples: ['shop'],
  },
  socket: {
    type: 'string',
    pattern: '^/[^\\x00-\\x1f\\x7f]*$',
    description:
      'Socket of Docker or Podman, where it is not at one of the usual places; it is asked with the rights of its owner, who is the `user` where one is named.',
    examples: ['/run/docker.sock'],
  },
};

/** Pattern of the name of a container. */
export const containerPattern = '^[a-zA-Z0-9][a-zA-Z0-9_.\\-]*$';

/** Schema of the name of a container. */
export const containerName: SchemaPart = {
  type: 'string',
  pattern: containerPattern,
  description: 'Name of the container.',
  examples: ['shop-api'],
};

/** Exchange of bytes with a socket: of the instruments, or of a remedy's context. */
export type SocketExchange = (request: ExchangeRequest) => Promise<Reading<ExchangeAnswer>>;

/** Answer of an engine, the socket that it listens at, and whose it is. */
export interface EngineAnswer extends PlainAnswer {
  readonly socket: string;
  readonly owner: Account;
}

/** Bytes of an answer: what is told of one container takes some ten thousand. */
const mostBytes = 512 * 1024;
/** Seconds within which an engine that is well answers, and one that its socket starts. */
const patience = 5;

/** Asks an engine at a socket for a path of its API. Absent: there is no such socket. */
export async function askEngine(
  {
    method,
    path,
    timeout = patience,
  }: { readonly method: 'GET' | 'POST'; readonly path: string; readonly timeout?: number },
  { socket, owner }: { readonly socket: string; readonly owner?: number | undefined },
  exchange: SocketExchange,
): Promise<Reading<EngineAnswer>> {
  // An answer of HTTP/1.0 has no chunks and ends where the connection does.
  const head = `${method} ${path} HTTP/1.0\r\nHost: kapa\r\nContent-Length: 0\r\n\r\n`;
  const answer = await exchange({
    place: { socket },
    ...(owner === undefined ? {} : { owner }),
    bytes: new TextEncoder().encode(head),
    timeout,
    most: mostBytes,
  });
  if (answer.state !== 'present') return answer;
  const { bytes, owner: of } = answer.value;
  const parsed = parseAnswer(bytes);
  return parsed === undefined || of === undefined
    ? unreadable(t('container.garbage', { socket }))
    : present({ ...parsed, socket, owner: of });
}

/** Sockets at which an engine may listen, with the user who must own each. Absent: there is no such user. */
async function socketsOf(
  { user, socket }: EngineName,
  reader: Pick<Reader, 'account'>,
): Promise<Reading<readonly { readonly socket: string; readonly owner?: number }[]>> {
  if (user === undefined)
    return present(
      socket === undefined ? rootSockets.map((one) => ({ socket: one, owner: 0 })) : [{ socket }],
    );
  const account = await reader.account(user);
  if (account.state === 'absent') return unreadable(t('measure.no_account', { name: user }));
  if (account.state !== 'present') return account;
  const { uid } = account.value;
  const paths = socket === undefined ? socketsOfUser(uid) : [socket];
  return present(paths.map((one) => ({ socket: one, owner: uid })));
}

const rootSockets = ['/run/docker.sock', '/run/podman/podman.sock'];

function socketsOfUser(uid: number): readonly string[] {
  return uid === 0 ? rootSockets : [`/run/user/${uid}/podman/podman.sock`, `/run/user/${uid}/docker.sock`];
}

/** Asks the engines of a name one after the other for a path, until one knows it. Absent: all that are there do not. */
export async function askEngines(
  name: EngineName,
  path: string,
  { exchange, reader }: { readonly exchange: SocketExchange; readonly reader: Pick<Reader, 'account'> },
): Promise<Reading<EngineAnswer>> {
  const sockets = await socketsOf(name, reader);
  if (sockets.state !== 'present') return sockets;
  let unsure: Reading<never> | undefined;
  let isThere = false;
  for (const place of sockets.value) {
    const answer = await askEngine({ method: 'GET', path }, place, exchange);
    if (answer.state === 'absent') continue;
    isThere = true;
    if (answer.state === 'unreadable') unsure ??= answer;
    else if (answer.value.status === 200) return answer;
    else if (answer.value.status !== 404)
      unsure ??= unreadable(
        t('container.engine_failed', { socket: place.socket, said: saidBy(answer.value) }),
      );
  }
  if (!isThere)
    return unreadable(
      t('container.no_engine', { sockets: sockets.value.map(({ socket }) => socket).join(', ') }),
    );
  return unsure ?? absent;
}

/** Words of an engine on why it did not do what it was asked. */
export function saidBy({ status, body }: PlainAnswer): string {
  const said = /"message"\s*:\s*"((?:[^"\\]|\\.){0,160})/u.exec(body)?.[1];
  return said === undefined ? String(status) : `${status} ${said}`;
}
