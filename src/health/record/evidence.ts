import { tcpStates, type Instruments, type TcpSocket } from '../../core/instruments.ts';
import { askAll, runningIn } from '../../packs/pm2/apps.ts';
import type { ProbeItem } from '../../core/policy.ts';
import type { Reading } from '../../core/reading.ts';
import { render } from '../../core/text.ts';
import type { EvidencePart } from './incident.ts';
import { afterCut } from '../../core/cut.ts';

/** Where evidence is looked for, besides what every host has. */
export interface EvidencePlaces {
  readonly ports: readonly number[];
  /** server-status pages. */
  readonly statusPages: readonly string[];
  readonly logs: readonly string[];
}

/** Bytes kept of the end of each log. */
const logTail = 32 * 1024;
/** Logs of applications that are kept. */
const mostLogs = 24;
/** Seconds for the end of one: it may be a pipe, on which nothing ever comes. */
const secondsOfTail = 1;

/** What the probes of a group say of where to look: their ports, status pages and logs. */
export function placesOf(probes: readonly ProbeItem[], logs: readonly string[]): EvidencePlaces {
  const specs = probes.map(({ type, spec }) => ({ type, ...(spec as Record<string, unknown>) }));
  const named = (type: string, key: string): string[] =>
    specs.flatMap((spec) => {
      const value = (spec as Record<string, unknown>)[key];
      return spec.type === type && typeof value === 'string' ? [value] : [];
    });
  const ports = specs.flatMap((spec) => {
    const port = (spec as Record<string, unknown>)['port'];
    return typeof port === 'number' ? [port] : [];
  });
  return {
    ports: [...new Set(ports)],
    statusPages: [...new Set(named('apache', 'url'))],
    logs: [...new Set([...named('log', 'file'), '/var/log/apache2/error.log', ...logs])],
  };
}

/**
 * The evidence that is saved before a remedy: sockets and who holds them, processes, PM2's applications (picked
 * fields, never their environment), Apache's status, the ends of logs.
 */
export function evidenceParts(instruments: Instruments, places: EvidencePlaces): readonly EvidencePart[] {
  return [
    { name: 'sockets.txt', local: true, collect: async () => sockets(instruments, places.ports) },
    { name: 'processes.txt', collect: async () => processes(instruments) },
    { name: 'pm2.json', collect: async () => applications(instruments) },
    ...(places.statusPages.length === 0
      ? []
      : [{ name: 'apache-status.txt', collect: async () => statusPages(instruments, places.statusPages) }]),
    { name: 'logs.txt', collect: async () => tails(instruments, places.logs) },
    // A PM2 that hangs is asked where its logs are, and must not cost the others.
    {
      name: 'application-logs.txt',
      collect: async () => {
        const logs = await applicationLogs(instruments);
        return (await Promise.all(logs.map((log) => tailAs(log, instruments)))).join('\n');
      },
    },
  ];
}

/** Sockets of one port in one state that are written down. */
const mostListed = 100;

async function sockets(instruments: Instruments, ports: readonly number[]): Promise<string> {
  const listed: (TcpSocket | string)[] = [];
  const problems: string[] = [];
  for (const port of ports)
    for (const state of tcpStates) {
      const reading = await instruments.tcp({ port, state, most: mostListed + 1 });
      if (reading.state === 'unreadable') problems.push(render(reading.reason, 'en'));
      if (reading.state !== 'present') continue;
      listed.push(...reading.value.slice(0, mostListed));
      if (reading.value.length > mostListed) listed.push(`${state.padEnd(12)} and more of port ${port}`);
    }
  const holders = await instruments.socketHolders();
  if (holders.state === 'present' && holders.value.late === true)
    problems.push('(too many open files to find all who hold them)');
  const names = new Map<number, string>();
  const lines: string[] = [];
  for (const socket of listed) {
    if (typeof socket === 'string') {
      lines.push(socket);
      continue;
    }
    const pids = holders.state === 'present' ? (holders.value.byInode.get(socket.inode) ?? []) : [];
    for (const pid of pids) if (!names.has(pid)) names.set(pid, await programOf(instruments, pid));
    const held =
      pids.length === 0 && holders === undefined
        ? '?'
        : pids.map((pid) => `${pid} ${names.get(pid) ?? '?'}`).join(', ');
    lines.push(
      `${socket.state.padEnd(12)} ${socket.local.address}:${socket.local.port} ${socket.remote.address}:${socket.remote.port} inode ${socket.inode} ${socket.inode === 0 ? unheld(socket) : held}`,
    );
  }
  return `${[...new Set(problems), ...lines].join('\n')}\n`;
}

/** Why no process holds a socket: its own has closed it, or nobody has accepted it yet. */
function unheld({ state }: TcpSocket): string {
  return state === 'established' || state === 'close-wait' || state === 'syn-recv'
    ? 'not accepted'
    : 'closed by its process';
}

async function programOf(instruments: Instruments, pid: number): Promise<string> {
  const reading = await instruments.inspect(pid);
  return reading.state === 'present' ? reading.value.program : '?';
}

async function processes(instruments: Instruments): Promise<string> {
  const reading = await instruments.processes();
  if (reading.state !== 'present') return because(reading);
  const heading = '    PID  PARENT S        RSS       CPU       AGE COMMAND';
  const lines = [...reading.value.values()].map(
    ({ pid, parent, state, rss, cpu, age, command }) =>
      `${String(pid).padStart(7)} ${String(parent).padStart(7)} ${state} ${`${Math.round(rss / 1024)}k`.padStart(10)} ${`${cpu.toFixed(1)}s`.padStart(9)} ${`${Math.round(age)}s`.padStart(9)} ${command}`,
  );
  return `${[heading, ...lines].join('\n')}\n`;
}

async function applications(instruments: Instruments): Promise<string> {
  const homes = await instruments.pm2Homes();
  if (homes.state !== 'present') return because(homes);
  const idle = homes.value.filter(({ daemon }) => daemon === undefined);
  const found: Record<string, unknown> = Object.fromEntries(
    idle.map(({ home, user }) => [home, { user, daemon: null }]),
  );
  for (const { home, processes } of await askAll(runningIn(homes.value), instruments))
    found[home.home] = {
      user: home.user,
      daemon: home.daemon?.pid,
      applications: processes.state === 'present' ? processes.value : because(processes).trim(),
    };
  return `${JSON.stringify(found, null, 1)}\n`;
}

async function statusPages(instruments: Instruments, urls: readonly string[]): Promise<string> {
  const pages: string[] = [];
  for (const url of urls) {
    const answer = await instruments.request({ url, timeout: 2, verify: false, most: 64 * 1024 });
    const text =
      answer.outcome === 'answered'
        ? `${answer.status}\n${new TextDecoder().decode(answer.body)}`
        : answer.outcome === 'failed'
          ? answer.error
          : render(answer.reason, 'en');
    pages.push(`== ${url} ==\n${text}\n`);
  }
  return pages.join('\n');
}

async function tails(instruments: Instruments, paths: readonly string[]): Promise<string> {
  return (await Promise.all(paths.map(async (path) => tail(instruments, path)))).join('\n');
}

/** A log that an application writes, and the user who runs it. */
interface ApplicationLog {
  readonly path: string;
  readonly user: string;
}

/** The logs that PM2's daemons name: each daemon's in turn, so that none fills the list alone. */
async function applicationLogs(instruments: Instruments): Promise<readonly ApplicationLog[]> {
  const homes = await instruments.pm2Homes();
  if (homes.state !== 'present') return [];
  const named = (await askAll(runningIn(homes.value), instruments)).map(({ home: { user }, processes }) => {
    const all = processes.state === 'present' ? processes.value : [];
    const paths = all.flatMap(({ logs }) => [logs.out, logs.err]).filter((path) => path.startsWith('/'));
    return [...new Set(paths)].slice(0, mostLogs).map((path) => ({ path, user }));
  });
  const turns = Array.from({ length: mostLogs }, (_, turn) => named.flatMap((logs) => logs[turn] ?? []));
  return turns.flat().slice(0, mostLogs);
}

/** The end of a log as the user sees it: a path that PM2 names may lead anywhere. */
async function tailAs({ path, user }: ApplicationLog, instruments: Instruments): Promise<string> {
  const argv = ['tail', '-c', String(logTail), '--', path] as const;
  const { status, stdout, stderr, failed } = await instruments.query(argv, { user, timeout: secondsOfTail });
  if (status !== 0) {
    const reason = failed ?? new TextDecoder().decode(stderr).trim().slice(-200);
    return `== ${path} ==\n(${reason})\n`;
  }
  const text = new TextDecoder().decode(stdout);
  return `== ${path} ==\n${stdout.length < logTail ? text : text.slice(text.indexOf('\n') + 1)}`;
}

async function tail(instruments: Instruments, path: string): Promise<string> {
  const end = await instruments.readFrom(path, 0, 0);
  if (end.state !== 'present') return `== ${path} ==\n${because(end)}`;
  const from = Math.max(0, end.value.size - logTail);
  const piece = await instruments.readFrom(path, from, logTail);
  if (piece.state !== 'present') return `== ${path} ==\n${because(piece)}`;
  const text = new TextDecoder().decode(piece.value.bytes);
  return `== ${path} ==\n${from === 0 ? text : afterCut(text)}`;
}

function because(reading: Exclude<Reading<unknown>, { state: 'present' }>): string {
  return reading.state === 'absent' ? '(not there)\n' : `(${render(reading.reason, 'en')})\n`;
}
