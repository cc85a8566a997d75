import type { Finding, FindingId } from '../../../core/finding.ts';
import type { Path, PolicySet, ResourceItem } from '../../../core/policy.ts';
import { t, type Text } from '../../../core/text.ts';
import { directiveOf, hides, mountPath, type Mount } from '../facts/mount.ts';
import { wantedMounts, type ProxySpec } from './proxy-spec.ts';

/** Findings in an `apache_proxy` item. */
export function lintProxy({ spec, locate }: ResourceItem<ProxySpec>, all: PolicySet): readonly Finding[] {
  const findings: Finding[] = [];
  const find = (id: FindingId, path: Path, message: Text, cure: Text): void => {
    const severity = id === 'KAPA108' || id === 'KAPA112' ? 'error' : 'warning';
    findings.push({ id, severity, place: locate(path, 'value'), message, cure });
  };
  for (const [name, value] of Object.entries(spec.directives ?? {})) {
    if (/[\r\n]/u.test(String(value)))
      find('KAPA108', ['directives', name], t('apache.lint_newline'), t('apache.lint_newline_cure'));
    else if (!Array.isArray(value) && /\s#/u.test(String(value)))
      find('KAPA108', ['directives', name], t('apache.lint_comment'), t('apache.lint_comment_cure'));
  }
  const proxyTimeout = Number(spec.directives?.['ProxyTimeout'] ?? Number.NaN);
  for (const [index, mount] of (spec.mounts ?? []).entries()) {
    const at = (key: keyof Mount): Path => ['mounts', index, key];
    const path = mountPath(mount);
    const named = mount.match === undefined ? 'path' : 'match';
    const earlier = (spec.mounts ?? []).slice(0, index);
    if (earlier.some((other) => directiveOf(other) === directiveOf(mount) && mountPath(other) === path))
      find('KAPA112', at(named), t('apache.lint_twice', { name: path }), t('apache.lint_twice_cure'));
    if (mount.state !== 'absent') lintMount(mount, at, find);
  }
  const mounts = wantedMounts(spec);
  for (const [index, { path }] of mounts.entries()) {
    const hidden =
      path && mounts.slice(index + 1).find((later) => later.path !== undefined && hides(path, later.path));
    if (path !== undefined && hidden)
      find(
        'KAPA106',
        ['mounts', (spec.mounts ?? []).findIndex((one) => one.path === path), 'path'],
        t('apache.lint_order', { shorter: path, longer: mountPath(hidden) }),
        t('apache.lint_order_cure', { longer: mountPath(hidden) }),
      );
  }
  return findings;

  function lintMount(mount: Mount, at: (key: keyof Mount) => Path, add: typeof find): void {
    const { url = '' } = mount;
    const path = mountPath(mount);
    if (mount.ttl !== undefined && declaresPrefork(all))
      add('KAPA104', at('ttl'), t('apache.lint_ttl'), t('apache.lint_ttl_cure'));
    if (/^\w+:\/\/localhost(?=[:/]|$)/iu.test(url))
      add(
        'KAPA105',
        at('url'),
        t('apache.lint_localhost', { url }),
        t('apache.lint_localhost_cure', { url: url.replace(/localhost/iu, '127.0.0.1') }),
      );
    if (mount.timeout !== undefined && proxyTimeout < mount.timeout)
      add(
        'KAPA107',
        ['directives', 'ProxyTimeout'],
        t('apache.lint_timeout', { proxy: proxyTimeout, mount: mount.timeout, path }),
        t('apache.lint_timeout_cure', { mount: mount.timeout }),
      );
    const comparable = url !== '!' && mount.match === undefined && !/\$\{|^unix:|^balancer:/iu.test(url);
    if (comparable && path.endsWith('/') !== url.endsWith('/'))
      add('KAPA111', at('url'), t('apache.lint_slash', { path, url }), t('apache.lint_slash_cure', { path }));
  }
}

const preforks = new WeakMap<PolicySet, boolean>();

function declaresPrefork(all: PolicySet): boolean {
  let found = preforks.get(all);
  if (found === undefined) {
    found = all.resources.some(
      ({ type, spec }) =>
        type === 'apache_mpm' && typeof spec === 'object' && spec !== null && 'prefork' in spec,
    );
    preforks.set(all, found);
  }
  return found;
}
