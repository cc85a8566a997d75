import type { Finding } from '../../core/finding.ts';
import type { Path, PolicySet, ResourceItem } from '../../core/policy.ts';
import { t, type Text } from '../../core/text.ts';
import { expandBraces } from './braces.ts';
import { periods, scripts, type LogrotateSpec } from './spec.ts';
import { namesSameLog } from './stanzas-there.ts';

/** Findings of one `logrotate` resource, beyond its schema. */
export function lintLogrotate(item: ResourceItem<LogrotateSpec>, all: PolicySet): readonly Finding[] {
  const { spec } = item;
  if (spec.state === 'absent') return [];
  const findings: Finding[] = [];
  const found = (
    id: Finding['id'],
    severity: Finding['severity'],
    { path, part }: { readonly path: Path; readonly part?: 'key' },
    told: { readonly message: Text; readonly cure: Text },
  ): void => {
    findings.push({ id, severity, place: item.locate(path, part), ...told });
  };
  const chosen = periods.filter((name) => spec[name] !== undefined && spec[name] !== false);
  const [, second] = chosen;
  if (second !== undefined)
    found(
      'KAPA231',
      'error',
      { path: [second], part: 'key' },
      {
        message: t('resources.logrotate_two_periods', {
          periods: chosen.join(', '),
          last: chosen.at(-1) ?? '',
        }),
        cure: t('resources.logrotate_two_periods_cure'),
      },
    );
  if (chosen.length === 0 && spec.size === undefined && spec.maxsize === undefined)
    found(
      'KAPA232',
      'warning',
      { path: [], part: 'key' },
      {
        message: t('resources.logrotate_no_period'),
        cure: t('resources.logrotate_no_period_cure'),
      },
    );
  if (spec.rotate === undefined)
    found(
      'KAPA233',
      'warning',
      { path: [], part: 'key' },
      {
        message: t('resources.logrotate_no_rotate'),
        cure: t('resources.logrotate_no_rotate_cure'),
      },
    );
  for (const [index, path] of (spec.paths ?? []).entries()) {
    const at = { path: ['paths', index] };
    const other = otherOwner(item, path, all);
    if (other !== undefined)
      found('KAPA234', 'error', at, {
        message: t('resources.logrotate_twice', { path, other }),
        cure: t('resources.logrotate_twice_cure'),
      });
    if (expandBraces(path).some((one) => /[{}]/u.test(one)))
      found('KAPA236', 'error', at, {
        message: t('resources.logrotate_brace', { path }),
        cure: t('resources.logrotate_brace_cure'),
      });
  }
  for (const name of scripts)
    if (spec[name] !== undefined && /^[ \t]*endscript(?![A-Za-z])/mu.test(spec[name]))
      found(
        'KAPA236',
        'error',
        { path: [name] },
        {
          message: t('resources.logrotate_endscript', { script: name }),
          cure: t('resources.logrotate_endscript_cure'),
        },
      );
  if (spec.sharedscripts === undefined && spec.postrotate !== undefined && hasSeveral(spec))
    found(
      'KAPA235',
      'warning',
      { path: ['postrotate'], part: 'key' },
      {
        message: t('resources.logrotate_not_shared'),
        cure: t('resources.logrotate_not_shared_cure'),
      },
    );
  if (spec.copytruncate === true && spec.create !== undefined && spec.create !== false)
    found(
      'KAPA237',
      'warning',
      { path: ['create'], part: 'key' },
      {
        message: t('resources.logrotate_not_created'),
        cure: t('resources.logrotate_not_created_cure'),
      },
    );
  return findings;
}

function hasSeveral({ paths = [] }: LogrotateSpec): boolean {
  const all = paths.flatMap(expandBraces);
  return all.length > 1 || all.some((path) => /[*?[]/u.test(path));
}

/** logrotate refuses a log file that two stanzas name. */
function otherOwner(item: ResourceItem<LogrotateSpec>, path: string, all: PolicySet): string | undefined {
  const own = expandBraces(path);
  return all.resources.find(
    ({ type, name, spec }) =>
      type === 'logrotate' &&
      name !== item.name &&
      (spec as LogrotateSpec).state !== 'absent' &&
      (spec as LogrotateSpec).paths
        ?.flatMap(expandBraces)
        .some((other) => own.some((one) => namesSameLog(one, other))),
  )?.name;
}
