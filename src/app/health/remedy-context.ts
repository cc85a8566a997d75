import { Failure } from '../../core/failure.ts';
import type { PolicySet } from '../../core/policy.ts';
import type { Reapplied, RemedyContext } from '../../core/remedy.ts';
import { t, type Text } from '../../core/text.ts';
import { alertMessage } from '../../report/health/alert.ts';
import type { CommandContext } from '../context.ts';
import type { Session } from '../session.ts';
import type { Alert } from '../../core/alert.ts';

/**
 * Tools of remedies besides the host: PM2's socket, channels, a converging of resources. Loaded when used.
 */
export function remedyContextOf(
  set: PolicySet,
  session: Session,
  context: CommandContext,
): Pick<RemedyContext, 'service' | 'pm2' | 'exchange' | 'apply' | 'notify'> {
  return {
    service: session.service,
    pm2: async (home, request) => (await import('../../host/pm2/pm2.ts')).askPm2(home, request),
    exchange: async (asked) =>
      (await import('../../host/network/exchange-as-owner.ts')).exchangeAsOwner(asked),
    apply: (names) => reapply(names, set, session),
    notify: async (message, channels) => {
      const wanted = set.settings.notify.channels.filter(
        ({ name }) => channels.length === 0 || channels.includes(name),
      );
      if (wanted.length === 0) return [];
      const { tellChannels } = await import('../../host/network/channels.ts');
      const text = context.mask.apply(message);
      return tellChannels(wanted, { subject: text.split('\n', 1)[0] ?? '', text: `${text}\n` }, session.host);
    },
  };
}

/** Tells all channels of a check's alerts, in one message. */
export async function tellAlerts(
  alerts: readonly Alert[],
  set: PolicySet,
  session: Session,
  context: CommandContext,
): Promise<readonly Text[]> {
  const { channels } = set.settings.notify;
  if (channels.length === 0) return [];
  const [{ hostname }, { tellChannels }] = await Promise.all([
    import('node:os'),
    import('../../host/network/channels.ts'),
  ]);
  const { mask } = context;
  const { subject, text, data } = alertMessage(alerts, hostname(), context.say);
  return tellChannels(
    channels,
    {
      subject: mask.apply(subject),
      text: mask.apply(text),
      data: mask.document(data),
      urgent: alerts.some(({ severity, state }) => severity === 'critical' && state !== 'healed'),
    },
    session.host,
  );
}

async function reapply(names: readonly string[], set: PolicySet, session: Session): Promise<Reapplied> {
  const [{ applyPlan, makePlan, recoverFirst }, { registry }] = await Promise.all([
    import('../../converge/index.ts'),
    import('../../packs/index.ts'),
  ]);
  try {
    const request = { ...session, set, types: registry.resources, target: names };
    await session.withLock(() => recoverFirst(session));
    const plan = await makePlan({ ...request, reader: session.host });
    const { outcome, error } = await applyPlan({ ...request, agreed: plan });
    if (outcome !== 'converged') return { ok: false, reason: error ?? t('health.not_converged') };
    return { ok: true, changed: plan.resources.filter(({ change }) => change.action !== 'none').length };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, reason: error.text };
    throw error;
  }
}
