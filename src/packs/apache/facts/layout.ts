import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import { t } from '../../../core/text.ts';

/** Folder in which Debian keeps Apache's configuration. */
export const confdir = '/etc/apache2';

/** The service that reads it. */
export const apacheName = 'apache2';

/** Layout of an Apache's configuration, and what reads it. */
export interface Layout {
  /** The service that reads it. */
  readonly service: string;
  /** The folder that relative paths begin at unless the configuration names another. */
  readonly root: string;
  /** The file that is read first. */
  readonly main: string;
  readonly program: string;
}

/** Debian's way, in its own folder or in that of a further instance (`/etc/apache2-NAME`). */
export function layoutIn(root: string): Layout {
  const service = root.slice(root.lastIndexOf('/') + 1);
  return { service, root, main: `${root}/apache2.conf`, program: '/usr/sbin/apache2' };
}

/** Debian's own. */
export const debian = layoutIn(confdir);

/** Red Hat's and its kin's. */
export const redHat: Layout = {
  service: 'httpd',
  root: '/etc/httpd',
  main: '/etc/httpd/conf/httpd.conf',
  program: '/usr/sbin/httpd',
};

/** The layout whose folder a path lies in; undefined: in none that kapa knows. */
export function layoutOf(path: string): Layout | undefined {
  const instance = /^\/etc\/apache2(?:-[^/]+)?(?=\/)/u.exec(path)?.[0];
  if (instance !== undefined) return layoutIn(instance);
  return path.startsWith(`${redHat.root}/`) ? redHat : undefined;
}

/** The layout of a service; undefined: it is no Apache's. */
export function layoutNamed(service: string): Layout | undefined {
  if (service === redHat.service) return redHat;
  return /^apache2(?:-[A-Za-z0-9_.-]+)?$/u.test(service) ? layoutIn(`/etc/${service}`) : undefined;
}

/**
 * State of a name in an `*-enabled` folder. A file of its own is loaded as well, but no link that kapa may
 * remove.
 */
export type Enabled = 'no' | 'link' | 'dangling' | 'file';

/** Looks at one name in an `*-enabled` folder. */
export async function enabledAs(reader: Reader, path: string): Promise<Enabled> {
  const stat = await reader.stat(path);
  if (stat.state === 'unreadable') throw new Failure(stat.reason, { cure: t('resources.unreadable_cure') });
  if (stat.state === 'absent') return 'no';
  if (stat.value.kind !== 'link') return 'file';
  const target = await reader.resolve(path);
  return target.state === 'present' ? 'link' : 'dangling';
}

/** Names in a folder; a Failure that says so when Apache is not there. */
export async function namesIn(reader: Reader, folder: string): Promise<readonly string[]> {
  const names = await reader.list(folder);
  if (names.state === 'present') return names.value;
  throw new Failure(
    names.state === 'unreadable' ? names.reason : t('apache.no_folder', { folder }),
    names.state === 'unreadable' ? {} : { cure: t('apache.no_folder_cure') },
  );
}
