import type { Finding } from '../../../core/finding.ts';
import { findingAt } from '../../../core/lint-check.ts';
import { nearest } from '../../../core/nearest.ts';
import { t } from '../../../core/text.ts';
import type { Check, Subject } from './subject.ts';
import { valueAt } from '../../yaml/located.ts';
import { pathTo, textsIn } from './texts-in.ts';

/** KAPA027: a remedy for an application, a port, a service or a container of which nothing else in the set speaks, where it speaks of others. */
export const remedyOfNothing: Check<'warning'> = function* remedyOfNothing(subject) {
  const { set, registry } = subject;
  if (set.rules.every((rule) => rule.do.length === 0)) return;
  const types = new Map(registry.remedies.map((type) => [type.type, type]));
  const named = namedThings(subject);
  for (const rule of set.rules)
    for (const [index, { type, spec }] of rule.do.entries()) {
      const [kind = '', name = ''] = (types.get(type)?.target(spec) ?? '').split(':');
      const { user } = spec as { readonly user?: unknown };
      const users = named.get('user') ?? new Set();
      const account = typeof user === 'string' && !users.has(user) ? nearest(user, users) : undefined;
      if (account !== undefined) {
        yield findingAt(rule, ['do', index, type, 'user'], 'value', {
          id: 'KAPA027',
          severity: 'warning',
          message: t('lint.remedy_of_nothing', { kind: 'user', name: String(user) }),
          cure: t('policy.did_you_mean', { meant: account }),
        });
        continue;
      }
      const known = named.get(kind);
      if (known === undefined || known.size === 0 || known.has(name)) continue;
      const meant = nearest(name, known);
      // A service or a container may well be restarted for the sake of another: only a misspelt one is told.
      if (meant === undefined && kind !== 'pm2' && kind !== 'port') continue;
      yield findingAt(rule, ['do', index, type], 'value', {
        id: 'KAPA027',
        severity: 'warning',
        message: t('lint.remedy_of_nothing', { kind: kind === 'pm2' ? 'app' : kind, name }),
        cure:
          meant === undefined
            ? t('lint.remedy_of_nothing_cure', { known: [...known].join(', ') })
            : t('policy.did_you_mean', { meant }),
      });
    }
};

/** Applications, ports, services and containers that probes and resources name. */
function namedThings({ set }: Subject): ReadonlyMap<string, Set<string>> {
  const named = new Map([
    ['pm2', new Set<string>()],
    ['port', new Set<string>()],
    ['service', new Set<string>()],
    ['container', new Set<string>()],
    ['user', new Set<string>()],
  ]);
  const look = (value: unknown, key: string, type: string): void => {
    if (Array.isArray(value)) for (const one of value) look(one, key, type);
    else if (typeof value === 'object' && value !== null)
      for (const [below, one] of Object.entries(value)) look(one, below, type);
    else if (key === 'port') named.get('port')?.add(String(value));
    else if (typeof value === 'string') {
      if (key === 'user') named.get('user')?.add(value);
      if (key.startsWith('pm2') || (type.startsWith('pm2') && key === 'name')) named.get('pm2')?.add(value);
      if (key === 'service' || ((type === 'service' || type.startsWith('systemd')) && key === 'name'))
        named.get('service')?.add(value.replace(/\.service$/u, ''));
      if (key === 'container' || (type === 'container' && key === 'name')) named.get('container')?.add(value);
      if (type.startsWith('apache')) named.get('service')?.add('apache2');
      for (const [, port] of value.matchAll(/\/\/[^/\s]*:(\d+)/gu)) named.get('port')?.add(String(port));
    }
  };
  for (const { type, spec } of [...set.probes, ...set.resources]) look(spec, '', type);
  return named;
}

/** KAPA034: a service effect for what hardly is a service. */
export const unknownService: Check<'warning'> = function* unknownService({ set }) {
  const notifying = set.resources.filter(({ notify }) => notify.length > 0);
  const services = [...set.resources, ...set.probes].filter(({ type }) => type === 'service');
  if (notifying.length + services.length === 0) return;
  const known = [
    'apache2',
    'cron',
    'ssh',
    'nginx',
    'mariadb',
    'mysql',
    'postgresql',
    'redis-server',
    'rsyslog',
  ];
  const mistaken: Readonly<Record<string, string>> = {
    apache: 'apache2',
    httpd: 'apache2',
    crond: 'cron',
    sshd: 'ssh',
    redis: 'redis-server',
    postgres: 'postgresql',
  };
  const declared = new Set(
    set.resources.flatMap(({ spec }) => {
      const { name } = spec as { readonly name?: unknown };
      return typeof name === 'string' ? [name, name.replace(/\.service$/u, '')] : [];
    }),
  );
  for (const { spec, locate } of services) {
    const { name } = spec as { readonly name?: unknown };
    const meant = mistaken[String(name).replace(/\.service$/u, '')];
    if (meant !== undefined)
      yield {
        id: 'KAPA034',
        severity: 'warning',
        place: locate([]),
        message: t('lint.unknown_service', { name: String(name) }),
        cure: t('policy.like_cure', { example: `name: ${meant}` }),
      };
  }
  for (const item of notifying)
    for (const [index, { effect, service }] of item.notify.entries()) {
      if (known.includes(service) || declared.has(service)) continue;
      const meant = mistaken[service] ?? nearest(service, known);
      if (meant === undefined) continue;
      yield findingAt(item, ['notify', index], 'value', {
        id: 'KAPA034',
        severity: 'warning',
        message: t('lint.unknown_service', { name: service }),
        cure: t('policy.did_you_mean', { meant: `${effect} ${meant}` }),
      });
    }
};

/** KAPA029: signs of a shell in a command that none reads. */
export const shellSigns: Check<'warning'> = function* shellSigns({ documents }) {
  for (const { value, locate } of documents) {
    const told = new Set<unknown>();
    for (const { text, spot } of textsIn(value)) {
      const list = spot?.above;
      if (typeof spot?.key !== 'number' || (list?.key !== 'argv' && list?.key !== 'validate')) continue;
      if (!isShellSign(text) || told.has(list)) continue;
      told.add(list);
      const argv = valueAt(value, pathTo(list)) as readonly unknown[];
      if (/(?:^|\/)(?:ba|da|k|z)?sh$/u.test(String(argv[0]))) continue;
      yield {
        id: 'KAPA029',
        severity: 'warning',
        place: locate(pathTo(spot), 'value'),
        message: t('lint.shell_sign', { written: text }),
        cure: t('lint.shell_sign_cure', { command: argv.join(' ') }),
      } satisfies Finding;
    }
  }
};

function isShellSign(word: string): boolean {
  return /^(?:\||\|\||&&|;|>|>>|<|2>|2>&1|&)$/u.test(word) || /^\S+ .*\s(?:\||&&|>)\s/u.test(word);
}
