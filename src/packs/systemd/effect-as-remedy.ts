import type { RemedyContext, RemedyOutcome } from '../../core/remedy.ts';
import type { Effect } from '../../core/step.ts';
import { t } from '../../core/text.ts';

/** An effect on a service as a rung of a ladder: the service's own check comes first, and refuses. */
export async function performEffect(
  name: string,
  effect: Extract<Effect, 'reload' | 'restart'>,
  { host, service }: RemedyContext,
): Promise<RemedyOutcome> {
  const held = service(name);
  for (const argv of await held.checks(host)) {
    const check = await host.query(argv);
    if (check.status !== 0)
      return {
        outcome: 'refused',
        reason: t('measure.check_failed', { name, said: lastLine(check.stderr) }),
      };
  }
  const done = await held.perform(effect, host);
  if (!done.ok) return { outcome: 'failed', reason: done.reason };
  return {
    outcome: 'done',
    summary: done.note ?? t(effect === 'reload' ? 'measure.reloaded' : 'measure.restarted', { name }),
  };
}

function lastLine(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}
