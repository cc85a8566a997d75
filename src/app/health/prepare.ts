import { meansGroup } from '../../core/group-name.ts';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { findProbeType, packs, registry } from '../../packs/index.ts';
import type { CommandContext } from '../context.ts';
import { remedyContextOf, tellAlerts } from './remedy-context.ts';
import { openObserver } from './observe.ts';
import { openHealthRecords } from './records.ts';
import { compileRules } from './rules.ts';
import { assembleHealth, type HealthSetup } from './assemble.ts';
import { readDrift } from '../drift.ts';
import { loadSet } from '../policies/load.ts';
import { selects } from '../policies/select.ts';
import { openSession } from '../session.ts';

/** Demands of a command on the policies. */
export interface HealthWanted {
  /** All when none is named. */
  readonly groups?: readonly string[] | undefined;
  /** Policies without rules are no fault. */
  readonly mayHaveNoRules?: boolean;
}

/** Loads policies and makes them ready to be checked on the running host. */
export async function prepareHealth(
  args: readonly string[],
  context: CommandContext,
  { groups, mayHaveNoRules = false }: HealthWanted = {},
): Promise<HealthSetup> {
  assertLive(context);
  const set = await loadSet(args, context);
  const session = openSession(context, set.settings);
  const { appendLog, beginPass, poll, openRecords } = await import('../../host/index.ts');
  const records = await openHealthRecords(context, set.settings.stateDir);
  const items = set.rules.filter(({ name, aliases = [] }) => selects(context.options, name, ...aliases));
  if (items.length === 0 && !mayHaveNoRules)
    throw new Failure(t('health.no_rules'), { cure: t('health.no_rules_cure') });
  const wanted = items.filter(
    ({ group }) => groups === undefined || groups.some((one) => meansGroup(one, group)),
  );
  return assembleHealth({
    set,
    rules: await compileRules(wanted, set, findProbeType),
    groups,
    host: session.host,
    records,
    spare: openRecords(`/run/kapa${records.path}`),
    findProbeType,
    remedyTypes: registry.remedies,
    packs,
    appendLog,
    poll,
    instruments: () => ({
      ...beginPass(session.host, records),
      drift: () => readDrift({ set, host: session.host, records }),
    }),
    remedyContext: remedyContextOf(set, session, context),
    observer: openObserver({ set, groups, records, findProbeType, mask: context.mask }),
    tell: (alerts) => tellAlerts(alerts, set, session, context),
  });
}

function assertLive({ options }: CommandContext): void {
  if (options.root !== '/') throw new Failure(t('health.not_live'), { cure: t('health.not_live_cure') });
}
