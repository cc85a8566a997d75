import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { meansGroup } from '../../core/group-name.ts';
import { nearest } from '../../core/nearest.ts';
import { t } from '../../core/text.ts';
import { isCalled, probesOf, type Rule } from '../../health/index.ts';
import type { HealthSetup, PreparedGroup } from './assemble.ts';

/** Groups that names mean, and whether some of the names mean single rules. */
export interface NamedGroups {
  readonly groups: readonly PreparedGroup[];
  /** True: only some rules, of which the whole story is wanted. */
  readonly single: boolean;
}

/**
 * What some names mean: a group, or the use of a module, with all its rules; a rule; or a thing that probes look at and
 * remedies act upon, as an application, with the rules that speak of it. Each group with what of it is meant. A Failure
 * where a name means nothing.
 */
export function namedGroups(names: readonly string[], setup: HealthSetup): NamedGroups {
  if (names.length === 0) return { groups: setup.groups, single: false };
  const wanted = new Set<Rule>();
  let single = false;
  for (const name of names) {
    const whole = setup.groups.filter((group) => meansGroup(name, group.name));
    const rules = whole.length > 0 ? whole.flatMap((group) => group.rules) : rulesOf(name, setup);
    if (rules.length === 0 && whole.length === 0) throw unknownName(name, setup);
    single ||= whole.length === 0;
    for (const rule of rules) wanted.add(rule);
  }
  const groups = setup.groups.flatMap((group) => {
    const rules = group.rules.filter((rule) => wanted.has(rule));
    const isWhole = rules.length === group.rules.length;
    const probes = new Set(rules.flatMap(probesOf));
    if (rules.length === 0 && !(isWhole && names.some((name) => meansGroup(name, group.name)))) return [];
    return [
      isWhole && !single
        ? group
        : { ...group, rules, probes: group.probes.filter((probe) => probes.has(probe.name)) },
    ];
  });
  return { groups, single };
}

function rulesOf(name: string, setup: HealthSetup): readonly Rule[] {
  const rules = setup.groups.flatMap((group) => group.rules);
  const called = rules.filter(({ item }) => isCalled(item, name));
  if (called.length > 0) return called;
  const folded = rules.filter(({ item }) => item.name.toLowerCase() === name.toLowerCase());
  return folded.length > 0 ? folded : rulesAbout(name, rules, setup);
}

/** Rules whose remedies act upon a thing of that name, or whose probes look at it. */
function rulesAbout(thing: string, rules: readonly Rule[], setup: HealthSetup): readonly Rule[] {
  const types = new Map(setup.remedyTypes.map((type) => [type.type, type]));
  const seen = new Set(
    setup.groups
      .flatMap((group) => group.probes)
      .filter(({ spec }) => Object.values(spec as object).includes(thing))
      .map((probe) => probe.name),
  );
  return rules.filter(
    (rule) =>
      probesOf(rule).some((probe) => seen.has(probe)) ||
      rule.item.do.some(({ type, spec }) => (types.get(type)?.target(spec) ?? '').split(':').includes(thing)),
  );
}

function unknownName(name: string, { groups }: HealthSetup): Failure {
  const known = [
    ...groups.map((group) => group.name),
    ...groups.flatMap(({ rules }) => rules.map(({ item }) => item.name)),
  ];
  const meant = nearest(name, known);
  return new Failure(t('health.nothing_called', { name }), {
    cure:
      meant === undefined
        ? t('health.no_rule_cure', { rules: known.join(', ') || '-' })
        : t('policy.did_you_mean', { meant }),
    exit: exitStatus.usage,
  });
}
