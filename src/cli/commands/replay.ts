import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Period } from '../../core/history.ts';
import type { PolicySet, RuleItem } from '../../core/policy.ts';
import type { Records } from '../../core/records.ts';
import type { Replay } from '../../core/replay.ts';
import { t } from '../../core/text.ts';
import { figuresByRule, readEvents, replayRules } from '../../health/index.ts';
import { findProbeType, registry } from '../../packs/index.ts';
import { replayJson, replayText, type ReplayView } from '../../report/health/replay.ts';
import { writingTo } from '../../report/writing.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { openHealthRecords } from '../../app/health/records.ts';
import { compileRules } from '../../app/health/rules.ts';
import { loadSet } from '../../app/policies/load.ts';
import { ruleNamed } from '../../app/health/named-rule.ts';
import { parseMoment } from '../parse-time.ts';

/**
 * `kapa replay`: what the policies' rules would have done over the recorded samples, and beside it what they would have
 * done with the values of `--set`. It looks at records only, and changes nothing.
 */
export async function replayCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const now = Date.now();
  const moment = (name: string, otherwise: string): number =>
    parseMoment((given[name] as string | undefined) ?? otherwise, now);
  const period: Period = {
    since: moment('since', '30d'),
    until: given['until'] === undefined ? now : moment('until', ''),
  };
  const { set: values } = context.options;
  const declared = await loadSet(args, { ...context, options: { ...context.options, set: [] } });
  const rule = given['rule'] as string | undefined;
  if (declared.rules.length === 0)
    throw new Failure(t('health.no_rules'), { cure: t('health.no_rules_cure') });
  const shown = rule === undefined ? declared.rules : [ruleNamed(rule, declared.rules)];
  const records = await openHealthRecords(context, declared.settings.stateDir);
  const asDeclared = await replayed(declared, records, period);
  if (asDeclared.samples === 0) throw new Failure(t('replay.none'), { cure: t('replay.none_cure') });
  const figures = figuresByRule(readEvents(records, period));
  const view: ReplayView = {
    period,
    declared: asDeclared,
    ...(values.length === 0
      ? {}
      : { changed: { set: values, replay: await replayed(await loadSet(args, context), records, period) } }),
    shown: shown.map(({ name }) => name),
    remedies: Object.fromEntries(shown.map((item) => [item.name, ladderOf(item)])),
    recorded: Object.fromEntries(Object.entries(figures).map(([name, { alerts }]) => [name, alerts])),
  };
  if (context.options.json) context.out.document(replayJson(view));
  else context.out.write(replayText(view, writingTo(context.out, context.say)));
  return exitStatus.ok;
}

async function replayed(set: PolicySet, records: Records, period: Period): Promise<Replay> {
  return replayRules(records, period, {
    rules: await compileRules(set.rules, set, findProbeType),
    thresholds: set.thresholds,
    probes: set.probes,
    find: findProbeType,
  });
}

/** The remedies of a rule with their targets, first rung first. */
function ladderOf({ do: rungs }: RuleItem): readonly string[] {
  return rungs.map(({ type, spec }) => {
    const target = registry.remedies.find((one) => one.type === type)?.target(spec);
    return target === undefined ? type : `${type} ${target}`;
  });
}
