import { tcpStates, type Instruments, type TcpSocket } from '../../core/instruments.ts';
import type { ProbeItem } from '../../core/policy.ts';
import { render } from '../../core/text.ts';
import type { Pack } from '../../core/pack.ts';
import type { FindProbeType } from '../../core/probe.ts';
import { logTail, whyMissing, type EvidencePart } from '../../core/evidence.ts';
import { afterCut } from '../../core/cut.ts';

/** Places where evidence is looked for, besides what every host has. */
export interface EvidencePlaces {
  readonly ports: readonly number[];
  readonly pages: readonly string[];
  readonly logs: readonly string[];
}

/** Ports, pages and logs that the probes of a group name, and logs beside. */
export function placesOf(
  probes: readonly ProbeItem[],
  find: FindProbeType,
  logs: readonly string[],
): EvidencePlaces {
  const wanted = probes.map(({ type, spec }) => find(type)?.evidence?.(spec) ?? {});
  const ports = probes.flatMap(({ spec }) => {
    const { port } = spec as { readonly port?: unknown };
    return typeof port === 'number' ? [port] : [];
  });
  return {
    ports: [...new Set(ports)],
    pages: [...new Set(wanted.flatMap(({ pages = [] }) => pages))],
    logs: [...new Set([...wanted.flatMap((one) => one.logs ?? []), ...logs])],
  };
}

/**
 * The evidence that is saved before a remedy: sockets and who holds them, processes, pages and the ends of logs that
 * probes name, and what the packs keep of theirs.
 */
export function evidenceParts(
  instruments: Instruments,
  { ports, pages, logs }: EvidencePlaces,
  packs: readonly Pack[],
): readonly EvidencePart[] {
  const logsOfPacks = packs.flatMap((pack) => pack.logs ?? []);
  return [
    { name: 'sockets.txt', local: true, collect: async () => sockets(instruments, ports) },
    { name: 'processes.txt', collect: async () => processes(instruments) },
    ...(pages.length === 0
      ? []
      : [{ name: 'pages.txt', collect: async () => pageTexts(instruments, pages) }]),
    { name: 'logs.txt', collect: async () => tails(instruments, [...new Set([...logs, ...logsOfPacks])]) },
    ...packs.flatMap((pack) => pack.evidence?.(instruments) ?? []),
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
  if (reading.state !== 'present') return `${whyMissing(reading)}\n`;
  const heading = '    PID  PARENT S        RSS       CPU       AGE COMMAND';
  const lines = [...reading.value.values()].map(
    ({ pid, parent, state, rss, cpu, age, command }) =>
      `${String(pid).padStart(7)} ${String(parent).padStart(7)} ${state} ${`${Math.round(rss / 1024)}k`.padStart(10)} ${`${cpu.toFixed(1)}s`.padStart(9)} ${`${Math.round(age)}s`.padStart(9)} ${command}`,
  );
  return `${[heading, ...lines].join('\n')}\n`;
}

async function pageTexts(instruments: Instruments, urls: readonly string[]): Promise<string> {
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

async function tail(instruments: Instruments, path: string): Promise<string> {
  const end = await instruments.readFrom(path, 0, 0);
  if (end.state !== 'present') return `== ${path} ==\n${whyMissing(end)}\n`;
  const from = Math.max(0, end.value.size - logTail);
  const piece = await instruments.readFrom(path, from, logTail);
  if (piece.state !== 'present') return `== ${path} ==\n${whyMissing(piece)}\n`;
  const text = new TextDecoder().decode(piece.value.bytes);
  return `== ${path} ==\n${from === 0 ? text : afterCut(text)}`;
}
