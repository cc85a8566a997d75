import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Machine } from './machine.ts';

const project = resolve(import.meta.dirname, '../..');

/** What `npm run package` makes, in a folder of its own. */
export interface Packages {
  readonly folder: string;
  remove(): void;
}

/** Builds the packages and their repository from the project as it is built. */
export function buildPackages(): Packages {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-packages-'));
  execFileSync(process.execPath, ['packaging/build.mjs', folder], { cwd: project, stdio: 'ignore' });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Puts the repository on a machine, with its key and its source for apt, as README says. */
export function offer(machine: Machine, { folder }: Packages): void {
  machine.copy(join(folder, 'repository'), '/srv/kapa');
  const keyring = 'kapa-archive-keyring.gpg';
  machine.copy(join(folder, 'repository', keyring), `/usr/share/keyrings/${keyring}`);
  machine.copy(join(folder, 'repository/kapa.sources'), '/etc/apt/sources.list.d/kapa.sources');
}

/** `apt-get update` of kapa's source alone: the machine has no network, and Debian's lists are those of the image. */
export const update = [
  ...['apt-get', 'update', '-o', 'Dir::Etc::sourcelist=/etc/apt/sources.list.d/kapa.sources'],
  ...['-o', 'Dir::Etc::sourceparts=-', '-o', 'APT::Get::List-Cleanup=0'],
] as const;

/** Fetches packages of Debian's to where apt looks for them first; the machine itself has no network. */
export function fetchFor(machine: Machine, ...names: readonly string[]): void {
  execFileSync('chroot', [machine.root, 'apt-get', 'install', '--download-only', '-y', ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Packages on a machine again under a later version, with their own content and scripts, as archives in `/srv/later`.
 * `change` is a line of shell, run in the unpacked package of the first name.
 */
export async function later(
  machine: Machine,
  names: readonly string[],
  {
    from,
    version,
    change = 'true',
  }: { readonly from: string; readonly version: string; readonly change?: string },
): Promise<void> {
  await machine.sh(
    `rm -rf /srv/later && mkdir /srv/later && cd /srv/later
     change='${change.replaceAll("'", String.raw`'\''`)}'
     for name in ${names.join(' ')}; do
       dpkg-deb -R ${from}/"$name"_*.deb "$name"
       old=$(sed -n 's/^Version: //p' "$name/DEBIAN/control")
       sed -i "s/$old/${version}/g" "$name/DEBIAN/control"
       (cd "$name" && eval "$change"); change=true
       dpkg-deb -Znone -b "$name" "$name.deb" && rm -r "$name"
     done`,
    { timeout: 120 },
  );
}
