import type { HostName } from '../config/hosts.ts';
import { confdir } from '../facts/layout.ts';
import type { Mount } from '../facts/mount.ts';
import type { Scalar } from './values.ts';

/** Spec of what one virtual host hands on to a backend. */
export interface ProxySpec {
  /** A site of sites-available, without .conf; or `file`. */
  readonly site?: string;
  readonly file?: string;
  /** Undefined: the top level of the file, which a host includes, or the server itself. */
  readonly virtual_host?: HostName;
  readonly directives?: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  readonly mounts?: readonly Mount[];
}

/** The file that a spec is about. */
export function fileOf({ site, file }: Pick<ProxySpec, 'site' | 'file'>): string {
  return file ?? `${confdir}/sites-available/${site}.conf`;
}

/** Mounts that are to be there. */
export function wantedMounts({ mounts = [] }: ProxySpec): readonly Mount[] {
  return mounts.filter(({ state }) => state !== 'absent');
}

/** The modules that talk to the backends of the mounts, by the scheme of their addresses. */
export function backendModules(spec: ProxySpec): readonly string[] {
  const mounts = wantedMounts(spec);
  return [...new Set(['proxy', 'proxy_http', ...mounts.flatMap(({ url = '' }) => modulesFor(url))])];
}

/** The modules that talk to a backend beside mod_proxy itself. */
export function modulesFor(url: string): readonly string[] {
  return modulesOfSchemes[schemeOf(url) ?? ''] ?? [];
}

/** The scheme of a backend's address in small letters, that behind the bar where it is at a unix socket. */
export function schemeOf(url: string): string | undefined {
  return /^(?:unix:[^|]*\|)?([a-z][a-z0-9+.-]*):/iu.exec(url)?.[1]?.toLowerCase();
}

const modulesOfSchemes: Readonly<Record<string, readonly string[]>> = {
  http: ['proxy_http'],
  https: ['proxy_http', 'ssl'],
  ws: ['proxy_wstunnel'],
  wss: ['proxy_wstunnel', 'ssl'],
  fcgi: ['proxy_fcgi'],
  scgi: ['proxy_scgi'],
  uwsgi: ['proxy_uwsgi'],
  ajp: ['proxy_ajp'],
  ftp: ['proxy_ftp'],
  h2: ['proxy_http2', 'ssl'],
  h2c: ['proxy_http2'],
  balancer: ['proxy_balancer', 'slotmem_shm', 'lbmethod_byrequests'],
};
