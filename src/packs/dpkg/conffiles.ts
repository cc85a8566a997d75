import { createHash } from 'node:crypto';
import type { Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import { t, type Text } from '../../core/text.ts';

/** A configuration file of a package, as dpkg's database has it (deb-conffiles(5)). */
export interface Conffile {
  readonly path: string;
  readonly package: string;
  /** MD5 of what the package shipped, in hexadecimal. */
  readonly shipped: string;
}

const database = '/var/lib/dpkg/status';

/** Those of some files that are configuration files of installed packages and differ from what the package shipped. */
export async function changedConffiles(
  paths: readonly string[],
  host: Reader,
): Promise<Reading<readonly Conffile[]>> {
  const read = await host.read(database);
  if (read.state !== 'present') return read;
  const wanted = new Set(paths);
  const changed: Conffile[] = [];
  for (const conffile of conffilesIn(Buffer.from(read.value).toString('latin1'))) {
    if (!wanted.has(conffile.path)) continue;
    const now = await host.read(conffile.path);
    if (now.state !== 'present') continue;
    if (createHash('md5').update(now.value).digest('hex') !== conffile.shipped) changed.push(conffile);
  }
  return present(changed);
}

/** Sentences on the configuration files among files that a plan changes. */
export async function conffileRemarks(
  paths: readonly string[],
  after: Reader,
): Promise<ReadonlyMap<string, Text>> {
  if (!paths.some((path) => path.startsWith('/etc/'))) return new Map();
  const changed = await changedConffiles(paths, after);
  if (changed.state !== 'present') return new Map();
  return new Map(
    changed.value.map(({ path, package: name }) => [path, t('dpkg.conffile', { path, package: name })]),
  );
}

/** Configuration files of the packages that are installed; those that a package no longer has are left out. */
function* conffilesIn(text: string): Generator<Conffile> {
  for (const paragraph of text.split('\n\n')) {
    const at = paragraph.indexOf('\nConffiles:\n');
    if (at < 0 || !/^Status: install /mu.test(paragraph)) continue;
    const name = /^Package: (.*)$/mu.exec(paragraph)?.[1] ?? '';
    for (const line of paragraph.slice(at + '\nConffiles:\n'.length).split('\n')) {
      if (!line.startsWith(' ')) break;
      const [, path, shipped] = /^ (\/.+) ([0-9a-f]{32})$/u.exec(line) ?? [];
      if (path !== undefined && shipped !== undefined) yield { path, package: name, shipped };
    }
  }
}
