import type { Account, Reader } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { askEngines, containerPattern, type EngineName, type SocketExchange } from './engine.ts';

/** States of a container, as Docker names them and Podman after it. */
export const containerStates = [
  'created',
  'running',
  'paused',
  'restarting',
  'stopping',
  'exited',
  'removing',
  'dead',
] as const;

/** A container as its engine tells of it: the word of whoever owns the engine. */
export interface Container {
  readonly id: string;
  readonly status: (typeof containerStates)[number];
  /** `starting`, `healthy`, `unhealthy`; empty: it has no health check. */
  readonly health: string;
  readonly restarts: number;
  /** Its first process; 0: none. */
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly started: number | undefined;
  readonly exitCode: number;
  readonly isOomKilled: boolean;
  /** Bytes; 0: none. */
  readonly memoryLimit: number;
  /** TCP ports of the host that lead into it. */
  readonly published: readonly number[];
  /** Whether its engine, or a unit of systemd, starts it at boot. */
  readonly startsAtBoot: boolean;
  readonly socket: string;
  /** Owner of the engine. */
  readonly owner: Account;
}

/** Looks a container up by its name. Absent: the engines that are there know none. */
export async function inspectContainer(
  { name, ...engine }: EngineName & { readonly name: string },
  asks: { readonly exchange: SocketExchange; readonly reader: Pick<Reader, 'account'> },
): Promise<Reading<Container>> {
  const answer = await askEngines(engine, `/containers/${name}/json`, asks);
  if (answer.state !== 'present') return answer;
  const { socket, owner, body } = answer.value;
  const said = partOf(parseJson(body));
  // An engine takes the beginning of a number for a name as well.
  const named = said?.['Name'];
  if (typeof named === 'string' && named !== `/${name}`) return absent;
  const picked = said === undefined || named === undefined ? undefined : pick(said);
  return picked === undefined
    ? unreadable(t('container.garbage', { socket }))
    : present({ ...picked, socket, owner });
}

/** Containers that are looked at, of one engine. */
const mostContainers = 100;

/** Names of the containers of an engine that run. Absent: it knows none. */
export async function listContainers(
  engine: EngineName,
  asks: { readonly exchange: SocketExchange; readonly reader: Pick<Reader, 'account'> },
): Promise<Reading<readonly string[]>> {
  const answer = await askEngines(engine, '/containers/json', asks);
  if (answer.state !== 'present') return answer;
  const said = parseJson(answer.value.body);
  if (!Array.isArray(said)) return unreadable(t('container.garbage', { socket: answer.value.socket }));
  const names = said.map((one: unknown) => {
    const [name] = [partOf(one)?.['Names']].flat();
    return typeof name === 'string' ? name.replace(/^\//u, '') : '';
  });
  return present(
    names.filter((name) => new RegExp(containerPattern, 'u').test(name)).slice(0, mostContainers),
  );
}

type Said = Readonly<Record<string, unknown>>;

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function partOf(value: unknown): Said | undefined {
  return typeof value === 'object' && value !== null ? (value as Said) : undefined;
}

/** Words of Podman that mean the same as one of Docker's. */
const sameStates: Readonly<Record<string, string>> = {
  configured: 'created',
  initialized: 'created',
  stopped: 'exited',
};

/** Picks what kapa may see of a container: its environment never gets any further. */
function pick(said: Said): Omit<Container, 'socket' | 'owner'> | undefined {
  const state = partOf(said['State']);
  const id = said['Id'];
  const word = state?.['Status'];
  if (state === undefined || typeof word !== 'string' || typeof id !== 'string') return undefined;
  const status = containerStates.find(
    (one) => one === (Object.hasOwn(sameStates, word) ? sameStates[word] : word),
  );
  if (status === undefined || !/^[0-9a-f]{64}$/u.test(id)) return undefined;
  const health = partOf(state['Health'] ?? state['Healthcheck'])?.['Status'];
  const started = typeof state['StartedAt'] === 'string' ? Date.parse(state['StartedAt']) : Number.NaN;
  return {
    id,
    status,
    health: typeof health === 'string' && health !== 'none' && /^[a-z]{1,20}$/u.test(health) ? health : '',
    restarts: count(said['RestartCount']),
    pid: count(state['Pid']),
    // Of one that never ran it is the year 1.
    started: started > 0 ? started : undefined,
    exitCode: count(state['ExitCode']),
    isOomKilled: state['OOMKilled'] === true,
    memoryLimit: count(partOf(said['HostConfig'])?.['Memory']),
    startsAtBoot: startsAtBoot(said),
    published: publishedIn(partOf(said['NetworkSettings'])?.['Ports']),
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** A restart policy, but for one that looks at failures only; or the unit that Podman says runs it. */
function startsAtBoot(said: Said): boolean {
  const policy = partOf(partOf(said['HostConfig'])?.['RestartPolicy'])?.['Name'];
  const unit = partOf(partOf(said['Config'])?.['Labels'])?.['PODMAN_SYSTEMD_UNIT'];
  return policy === 'always' || policy === 'unless-stopped' || typeof unit === 'string';
}

/** Ports of the host in `{"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}`. */
function publishedIn(ports: unknown): readonly number[] {
  return Object.entries(partOf(ports) ?? {}).flatMap(([inner, bindings]) =>
    inner.endsWith('/tcp') && Array.isArray(bindings)
      ? bindings.map((binding: unknown) => Number(partOf(binding)?.['HostPort'])).filter((port) => port > 0)
      : [],
  );
}
