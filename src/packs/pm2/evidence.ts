import { logTail, whyMissing, type EvidencePart } from '../../core/evidence.ts';
import type { Instruments } from '../../core/instruments.ts';
import { askAll, runningIn } from './apps.ts';

/** Logs of applications that are kept. */
const mostLogs = 24;
/** Seconds for the end of one: it may be a pipe, on which nothing ever comes. */
const secondsOfTail = 1;

/** PM2's applications (picked fields, never their environment) and the ends of their logs. */
export function pm2Evidence(instruments: Instruments): readonly EvidencePart[] {
  return [
    { name: 'pm2.json', collect: async () => applications(instruments) },
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

async function applications(instruments: Instruments): Promise<string> {
  const homes = await instruments.pm2Homes();
  if (homes.state !== 'present') return `${whyMissing(homes)}\n`;
  const idle = homes.value.filter(({ daemon }) => daemon === undefined);
  const found: Record<string, unknown> = Object.fromEntries(
    idle.map(({ home, user }) => [home, { user, daemon: null }]),
  );
  for (const { home, processes } of await askAll(runningIn(homes.value), instruments))
    found[home.home] = {
      user: home.user,
      daemon: home.daemon?.pid,
      applications: processes.state === 'present' ? processes.value : whyMissing(processes),
    };
  return `${JSON.stringify(found, null, 1)}\n`;
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
