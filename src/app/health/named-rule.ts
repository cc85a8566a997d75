import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { nearest } from '../../core/nearest.ts';
import type { RuleItem } from '../../core/policy.ts';
import { t, type Text } from '../../core/text.ts';
import { isCalled } from '../../health/index.ts';

/** Rule that a person means: by its name or a former one, else the only one with that name in other letters' case. */
export function findRule(named: string, rules: readonly RuleItem[]): RuleItem | undefined {
  return rules.find((rule) => isCalled(rule, named)) ?? onlyOne(named, rules);
}

/** Rule that a person means; a Failure where the policies have none. */
export function ruleNamed(named: string, rules: readonly RuleItem[]): RuleItem {
  const found = findRule(named, rules);
  if (found === undefined) throw unknownRule(named, rules);
  return found;
}

/** Failure of a command line that names a rule which the policies do not have, with what may be meant. */
export function unknownRule(named: string, rules: readonly RuleItem[]): Failure {
  return unknownAmong(
    t('health.no_rule', { rule: named }),
    named,
    rules.map(({ name }) => name),
  );
}

/** Failure of a command line that names what there is not, with the name that may be meant, or all there are. */
export function unknownAmong(message: Text, named: string, names: readonly string[]): Failure {
  const meant = nearest(named, names);
  return new Failure(message, {
    cure:
      meant === undefined
        ? t('health.no_rule_cure', { rules: names.join(', ') || '-' })
        : t('policy.did_you_mean', { meant }),
    exit: exitStatus.usage,
  });
}

function onlyOne(named: string, rules: readonly RuleItem[]): RuleItem | undefined {
  const found = rules.filter(({ name }) => name.toLowerCase() === named.toLowerCase());
  return found.length === 1 ? found[0] : undefined;
}
