import { ecosystemNames } from './ecosystem-of.ts';
import type { Finder, Found, FoundResource } from '../../core/found.ts';
import type { Reader } from '../../core/reader.ts';
import { askAll, runningIn } from './apps.ts';
import { usualPm2Home } from '../../core/pm2-home.ts';

/** Applications under PM2. */
export async function findApps(finder: Finder): Promise<Found> {
  const logs: string[] = [];
  const resources = await appsIn(finder, logs);
  return { policy: 'backend', description: 'Applications under PM2.', resources, logs };
}

/** The applications of every daemon that runs, wherever its folder is. What cannot be asked is told, and left out. */
async function appsIn(
  { host, instruments, leaveOut }: Finder,
  logs: string[],
): Promise<readonly FoundResource[]> {
  if (instruments === undefined) return [];
  const homes = await instruments.pm2Homes();
  if (homes.state === 'unreadable') leaveOut(homes.reason);
  const running = homes.state === 'present' ? runningIn(homes.value) : [];
  const items = new Map<string, FoundResource>();
  for (const { home: place, processes: apps } of await askAll(running, instruments)) {
    const { user, home } = place;
    const account = await host.account(user);
    if (apps.state === 'unreadable') leaveOut(apps.reason);
    if (apps.state !== 'present' || account.state !== 'present') continue;
    logs.push(...apps.value.flatMap((app) => [app.logs.out, app.logs.err]));
    const names = new Map(apps.value.map((app) => [app.name, app]));
    for (const [name, { cwd, status }] of names) {
      const ecosystem = isPlain(name) && isPlain(cwd) ? await ecosystemIn(host, cwd) : undefined;
      if (ecosystem === undefined) continue;
      const plain = `${name} runs under PM2`;
      const item = {
        name: items.has(plain) ? `${plain} of ${user} in ${home}` : plain,
        type: 'pm2_app',
        spec: {
          name,
          user,
          ...(home === usualPm2Home(account.value) ? {} : { home }),
          ecosystem,
          status: status === 'stopped' ? 'stopped' : 'online',
        },
      };
      items.set(item.name, item);
    }
  }
  return [...items.values()];
}

/** Tells a word of PM2's that could be one of a policy: what its schema refuses is not worth writing. */
function isPlain(word: string): boolean {
  return !/[\0-\x1f\x7f]/u.test(word);
}

/** The ecosystem file in a folder. */
export async function ecosystemIn(host: Reader, folder: string): Promise<string | undefined> {
  for (const name of ecosystemNames)
    if ((await host.stat(`${folder}/${name}`)).state === 'present') return `${folder}/${name}`;
  return undefined;
}
