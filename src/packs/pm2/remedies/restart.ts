import { endingOf } from '../../../core/command-result.ts';
import { findPm2App, pm2Owner } from '../apps.ts';
import { findPm2Command } from '../command.ts';
import { whyNot } from '../../../core/reading.ts';
import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';

/** Spec of `pm2_restart`. */
export interface Pm2RestartSpec {
  readonly app: string;
  readonly user?: string;
  readonly home?: string;
}

/** Restarts an application under PM2. */
export const pm2Restart: RemedyType<Pm2RestartSpec> = {
  type: 'pm2_restart',
  summary:
    'Restarts an application through the socket of its PM2; in cluster mode reloads it, one worker after the other. Where no daemon runs, brings back the list that PM2 saved.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['app'],
    properties: { app: { type: 'string', minLength: 1, description: 'Its name in PM2.' }, ...pm2Owner },
  },
  example: `- pm2_restart: { app: kapa-backend, user: kapa }`,
  kills: false,
  told: 'restarted',
  target: ({ app }) => `pm2:${app}`,
  async act(spec, context) {
    const instruments = context.instruments();
    const found = await findPm2App(spec, instruments);
    if (found.state !== 'present') return { outcome: 'failed', reason: whyNot(found, spec.app) };
    const { home, processes } = found.value;
    if (processes === undefined) {
      const command = await findPm2Command(home, instruments);
      if (command === undefined)
        return { outcome: 'failed', reason: t('measure.no_pm2', { user: home.user }) };
      const done = await context.host.run(command.argv('resurrect'), command.options);
      return done.status === 0
        ? { outcome: 'done', summary: t('measure.resurrected', { user: home.user }) }
        : {
            outcome: 'failed',
            reason: t('measure.command_failed', {
              program: 'pm2 resurrect',
              reason: endingOf(done),
            }),
          };
    }
    if (processes.length === 0)
      return { outcome: 'failed', reason: t('measure.pm2_unknown_app', { app: spec.app, user: home.user }) };
    for (const { id, mode, status } of processes) {
      const method = mode === 'cluster' && status === 'online' ? 'reloadProcessId' : 'restartProcessId';
      const answer = await context.pm2(home.home, { method, id, name: spec.app, timeout: 30 });
      if (!answer.ok) return { outcome: 'failed', reason: answer.reason };
    }
    return { outcome: 'done', summary: t('measure.restarted', { name: spec.app }) };
  },
};
