import { effectiveWorkers, mpmNames, settingOf, type MpmName, type MpmSettings } from './facts/mpm.ts';
import type { Comparison } from '../../core/expression.ts';
import { formatSize } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';
import {
  comparisonsIn,
  findingAt,
  resourcesOf,
  type LintCheck,
  type LintSubject,
} from '../../core/lint-check.ts';

/** KAPA043: a bound on workers that the declared MPM never lets Apache come to. */
export const unreachableWorkers: LintCheck = function* unreachableWorkers(subject) {
  const mpm = declaredMpm(subject);
  if (mpm === undefined) return;
  const workers = effectiveWorkers(mpm.name, mpm.settings);
  for (const { condition, comparison, type, spec } of comparisonsIn(subject)) {
    const most = mostOf(comparison.field, type, spec, mpm);
    if (most === undefined || !isBeyond(comparison.operator, comparison.bound, most)) continue;
    yield findingAt(condition.rule, ['when'], 'value', {
      id: 'KAPA043',
      severity: 'warning',
      message: t('lint.unreachable_workers', { bound: comparison.bound, most }),
      cure: t('lint.unreachable_workers_cure', { below: Math.max(1, Math.floor(workers * 0.9)) }),
    });
  }
};

/** KAPA044: a bound on memory below what the declared workers use in good health. */
export const lowMemory: LintCheck = function* lowMemory(subject) {
  const mpm = declaredMpm(subject);
  if (mpm === undefined) return;
  const workers = effectiveWorkers(mpm.name, mpm.settings);
  for (const { condition, comparison, type, spec } of comparisonsIn(subject)) {
    if (type !== 'apache' && !(type === 'processes' && isApache(spec['program']))) continue;
    const each = usualMemory[comparison.field];
    const upwards = comparison.operator === '>' || comparison.operator === '>=';
    if (each === undefined || !upwards) continue;
    const processes =
      mpm.name === 'prefork' ? workers : workers / settingOf(mpm.name, mpm.settings, 'ThreadsPerChild');
    const usual = Math.round(processes * each);
    if (comparison.bound >= usual) continue;
    yield findingAt(condition.rule, ['when'], 'value', {
      id: 'KAPA044',
      severity: 'warning',
      message: t('lint.low_memory', {
        bound: formatSize(comparison.bound),
        usual: formatSize(usual),
        workers,
        each: formatSize(each),
      }),
      cure: t('lint.low_memory_cure', { usual: formatSize(usual) }),
    });
  }
};

/** KAPA045: after a burst every spare worker of a healthy Apache holds one connection that the backend has closed. */
export const lowCloseWait: LintCheck = function* lowCloseWait(subject) {
  const spare = spareWorkers(declaredMpm(subject));
  for (const { condition, comparison, type, spec } of comparisonsIn(subject)) {
    if (type !== 'tcp_sockets' || spec['state'] !== 'close-wait') continue;
    if (comparison.field !== 'count' && comparison.field !== 'client_side') continue;
    if ((comparison.operator !== '>' && comparison.operator !== '>=') || comparison.bound > spare) continue;
    const { rule } = condition;
    const gated = rule.onlyIf !== undefined || asksTheSite(subject, condition.compiled?.probes ?? []);
    if (gated) continue;
    yield findingAt(rule, ['when'], 'value', {
      id: 'KAPA045',
      severity: 'warning',
      message: t('lint.low_close_wait', { bound: comparison.bound, spare }),
      cure: t('lint.low_close_wait_cure', { probe: comparison.probe }),
    });
  }
};

interface DeclaredMpm {
  readonly name: MpmName;
  readonly settings: MpmSettings;
}

/**
 * Bytes that an Apache process has for itself in good health: PSS where pages shared with its parent count in
 * proportion, else RSS. An assumption, which the message says: a Debian 12 prefork worker with the usual
 * modules and no interpreter inside.
 */
const usualMemory: Readonly<Record<string, number>> = { memory: 3 * 2 ** 20, rss: 8 * 2 ** 20 };

function declaredMpm(subject: LintSubject): DeclaredMpm | undefined {
  for (const { spec } of resourcesOf<Readonly<Record<string, unknown>>>(subject, 'apache_mpm'))
    for (const name of mpmNames)
      if (spec[name] !== undefined) return { name, settings: spec[name] as MpmSettings };
  return undefined;
}

/** The most that a field can come to under an MPM; undefined where it is no count of workers. */
function mostOf(
  field: string,
  type: string,
  spec: Readonly<Record<string, unknown>>,
  { name, settings }: DeclaredMpm,
): number | undefined {
  const workers = effectiveWorkers(name, settings);
  if (type === 'apache') return ['workers', 'busy', 'idle', 'unused'].includes(field) ? workers : undefined;
  if (type !== 'processes' || field !== 'count' || !isApache(spec['program'])) return undefined;
  // The parent counts as a process, too.
  return (name === 'prefork' ? workers : workers / settingOf(name, settings, 'ThreadsPerChild')) + 1;
}

function isBeyond(operator: Comparison['operator'], bound: number, most: number): boolean {
  if (operator === '>=' || operator === '==') return bound > most;
  return operator === '>' && bound >= most;
}

function isApache(program: unknown): boolean {
  return typeof program === 'string' && /(?:^|\/)(?:apache2|httpd)$/u.test(program);
}

function spareWorkers(mpm: DeclaredMpm | undefined): number {
  const name = mpm?.name ?? 'prefork';
  return settingOf(name, mpm?.settings ?? {}, name === 'prefork' ? 'MaxSpareServers' : 'MaxSpareThreads');
}

/** Tells whether a condition holds only when the site itself answers badly. */
function asksTheSite({ set }: LintSubject, probes: readonly string[]): boolean {
  return set.probes.some(({ name, type }) => type === 'http' && probes.includes(name));
}
