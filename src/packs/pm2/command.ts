import type { ProcessIdentity } from '../../core/host.ts';
import type { CommandOptions, Reader } from '../../core/reader.ts';
import type { Argv } from '../../core/step.ts';

/** PM2's own command line, as the user whose applications it looks after. */
export interface Pm2Command {
  argv(...words: readonly string[]): Argv;
  /** Path of pm2. */
  readonly program: string;
  /** Path of the Node that runs it. */
  readonly node: string;
  readonly options: CommandOptions;
}

/** A folder of PM2 as far as its command line needs to know. */
export interface CommandHome {
  readonly home: string;
  readonly user: string;
  readonly daemon?: ProcessIdentity | undefined;
}

/**
 * Finds PM2's command line under a PATH as short as cron's: beside the Node that runs the daemon, where version
 * managers put it in the user's home, and where npm puts it for all. For root only what no one else can change.
 * Undefined: there is none.
 */
export async function findPm2Command(
  { home, user, daemon }: CommandHome,
  reader: Reader,
): Promise<Pm2Command | undefined> {
  const account = await reader.account(user);
  if (account.state !== 'present') return undefined;
  const folder = account.value.home.replace(/\/$/u, '');
  const node = daemon === undefined ? undefined : await reader.resolve(`/proc/${daemon.pid}/exe`);
  const beside =
    node?.state === 'present' && isOneLine(node.value)
      ? [node.value.slice(0, Math.max(0, node.value.lastIndexOf('/')))]
      : [];
  const folders = [...beside, ...(await userFolders(folder, reader)), ...commonFolders].filter(isOneLine);
  const mayRun = (path: string): Promise<boolean> =>
    account.value.uid === 0 ? reader.isGuarded(path) : Promise.resolve(true);
  const common: string[] = [];
  for (const bin of commonFolders) if (await mayRun(bin)) common.push(bin);
  for (const bin of folders) {
    const path = `${bin}/pm2`;
    if ((await reader.stat(path)).state !== 'present' || !(await mayRun(path))) continue;
    // `env node` of its first line must find a Node as well.
    const searched = [...new Set([bin, ...beside, ...common, '/sbin', '/bin'])];
    return {
      argv: (...words) => [path, '-s', ...words],
      program: path,
      node: await nodeIn(searched, reader),
      options: {
        user,
        // It may start the user's daemon, which is the site's and not kapa's.
        apart: true,
        timeout: 60,
        env: {
          PM2_HOME: home,
          PATH: searched.join(':'),
        },
      },
    };
  }
  return undefined;
}

/** Users name their folders: one with the end of a line in it would be a setting of its own in a unit of systemd. */
function isOneLine(path: string): boolean {
  return !/[\0-\x1f\x7f-\x9f\u2028\u2029]/u.test(path);
}

async function nodeIn(folders: readonly string[], reader: Reader): Promise<string> {
  for (const folder of folders)
    if ((await reader.stat(`${folder}/node`)).state === 'present') return `${folder}/node`;
  return `${folders[0] ?? ''}/node`;
}

const commonFolders = [
  '/usr/local/bin',
  '/usr/bin',
  '/usr/local/node/bin',
  '/opt/node/bin',
  '/opt/nodejs/bin',
] as const;

/** Folders in which nvm, fnm, asdf, volta, n and npm's prefix keep commands; newest versions first. */
async function userFolders(home: string, reader: Reader): Promise<readonly string[]> {
  if (home === '') return [];
  const versions = async (folder: string, tail: string): Promise<string[]> => {
    const names = await reader.list(folder);
    return names.state === 'present'
      ? names.value.toSorted(byVersion).map((name) => `${folder}/${name}/${tail}`)
      : [];
  };
  return [
    ...(await versions(`${home}/.nvm/versions/node`, 'bin')),
    ...(await versions(`${home}/.local/share/fnm/node-versions`, 'installation/bin')),
    ...(await versions(`${home}/.asdf/installs/nodejs`, 'bin')),
    `${home}/.volta/bin`,
    `${home}/n/bin`,
    `${home}/.npm-global/bin`,
    `${home}/.local/bin`,
  ];
}

function byVersion(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}
