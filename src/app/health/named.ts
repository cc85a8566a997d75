import type { Failure } from '../../core/failure.ts';
import { meansGroup } from '../../core/group-name.ts';
import { t } from '../../core/text.ts';
import { probesOf, type Rule } from '../../health/index.ts';
import type { HealthSetup, PreparedGroup } from './assemble.ts';
import { findRule, unknownAmong } from './named-rule.ts';

/** Groups that names mean, and whether some of the names mean single rules. */
export interface NamedGroups {
  readonly groups: readonly PreparedGroup[];
  /** True: only some rules, of which the whole story is wanted. */
  readonly single: boolean;
}

/**
 * Groups that some names mean: a group, or the use of a module, with all its rules; a rule; or a thing that probes look at and
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
  const called = findRule(
    name,
    rules.map(({ item }) => item),
  );
  return called === undefined ? rulesAbout(name, rules, setup) : rules.filter(({ item }) => item === called);
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
  const rules = groups.flatMap((group) => group.rules.map(({ item }) => item.name));
  return unknownAmong(t('health.nothing_called', { name }), name, [
    ...groups.map((group) => group.name),
    ...rules,
  ]);
}
