import { Failure } from '../../../core/failure.ts';
import type { PackSettings, Reader } from '../../../core/reader.ts';
import type { SchemaPart } from '../../../core/resource.ts';
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
  /** The file of shell with the variables that the program is started with. */
  readonly variables: string;
  /** True: Debian's way, where `apache2ctl` starts the program and its folder tells whose it is. */
  readonly isDebian: boolean;
}

/** Debian's way, in its own folder or in that of a further instance (`/etc/apache2-NAME`). */
export function layoutIn(root: string): Layout {
  const service = root.slice(root.lastIndexOf('/') + 1);
  return {
    service,
    root,
    main: `${root}/apache2.conf`,
    program: '/usr/sbin/apache2',
    variables: `${root}/envvars`,
    isDebian: true,
  };
}

/** Debian's own. */
export const debian = layoutIn(confdir);

/** The schema of a field that names a further instance. */
export const instanceSchema: SchemaPart = {
  type: 'string',
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
  description:
    "Debian's further instance that is meant, by what stands behind `/etc/apache2-` (setup-instance makes one). Left out: the one in /etc/apache2.",
  examples: ['blue'],
};

/** A further instance by its name, Debian's own without one. */
export function instanceNamed(name: string | undefined): Layout {
  return name === undefined ? debian : layoutIn(`${confdir}-${name}`);
}

/** The address of a module, or of something else that an Apache has, as resources own it. */
export function addressIn({ service }: Layout, ...parts: readonly string[]): string {
  return [service === apacheName ? 'apache' : service, ...parts].join(':');
}

/** Red Hat's and its kin's. */
export const redHat: Layout = {
  service: 'httpd',
  root: '/etc/httpd',
  main: '/etc/httpd/conf/httpd.conf',
  program: '/usr/sbin/httpd',
  variables: '/etc/sysconfig/httpd',
  isDebian: false,
};

/** The `settings.apache` of the policies: an Apache of neither layout, Bitnami's or one built by hand. */
export const layoutSchema: SchemaPart = {
  type: 'object',
  required: ['program', 'config', 'service'],
  additionalProperties: false,
  description: "An Apache of neither Debian's nor Red Hat's layout.",
  properties: {
    program: {
      type: 'string',
      pattern: '^/.*[^/]$',
      description: 'Its program.',
      examples: ['/opt/bitnami/apache/bin/httpd'],
    },
    config: {
      type: 'string',
      pattern: '^/.*[^/]$',
      description: 'The file that it reads first.',
      examples: ['/opt/bitnami/apache/conf/httpd.conf'],
    },
    service: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9@._:-]*$',
      description:
        'What policies call it, and its unit where systemd has one of the name; else the program itself is told to start.',
      examples: ['bitnami'],
    },
  },
};

/** The layout that policies declare in their settings. */
function declaredLayout(settings: PackSettings = {}): Layout | undefined {
  const declared = settings['apache'] as
    Readonly<Record<'program' | 'config' | 'service', string>> | undefined;
  if (declared === undefined) return undefined;
  const { program, config: main, service } = declared;
  return {
    service,
    root: folderOf(main).replace(/(?<=.)\/conf$/u, ''),
    main,
    program,
    variables: `${folderOf(program)}/envvars`,
    isDebian: false,
  };
}

/** The layouts that are looked for: the one that is declared, Debian's own, Red Hat's. */
export function knownLayouts({ settings }: Pick<Reader, 'settings'>): readonly Layout[] {
  const declared = declaredLayout(settings);
  return declared === undefined ? [debian, redHat] : [declared, debian, redHat];
}

/** The first of these layouts that is there; undefined: none is. */
export async function layoutHere(reader: Reader): Promise<Layout | undefined> {
  for (const layout of knownLayouts(reader))
    if ((await reader.stat(layout.main)).state === 'present') return layout;
  return undefined;
}

/** The layout whose folder a path lies in; undefined: in none that kapa knows. */
export function layoutOf(path: string, { settings }: Pick<Reader, 'settings'>): Layout | undefined {
  const declared = declaredLayout(settings);
  if (declared !== undefined && path.startsWith(`${declared.root}/`)) return declared;
  const instance = /^\/etc\/apache2(?:-[^/]+)?(?=\/)/u.exec(path)?.[0];
  if (instance !== undefined) return layoutIn(instance);
  return path.startsWith(`${redHat.root}/`) ? redHat : undefined;
}

/** The layout of a service; undefined: it is no Apache's. */
export function layoutNamed(service: string, settings: PackSettings): Layout | undefined {
  const declared = declaredLayout(settings);
  if (declared?.service === service) return declared;
  if (service === redHat.service) return redHat;
  return /^apache2(?:-[A-Za-z0-9_.-]+)?$/u.test(service) ? layoutIn(`/etc/${service}`) : undefined;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
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

/** Names in a folder of Debian's layout; a Failure that says so when there is no such Apache. */
export async function namesIn(reader: Reader, folder: string): Promise<readonly string[]> {
  const names = await reader.list(folder);
  if (names.state === 'present') return names.value;
  if (names.state === 'unreadable') throw new Failure(names.reason);
  const other = await layoutHere(reader);
  throw other === undefined || other === debian
    ? new Failure(t('apache.no_folder', { folder }), { cure: t('apache.no_folder_cure') })
    : new Failure(t('apache.other_layout', { folder, main: other.main }), {
        cure: t('apache.other_layout_cure'),
      });
}
