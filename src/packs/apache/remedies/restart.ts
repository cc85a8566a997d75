import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';
import { performEffect } from '../../systemd/effect-as-remedy.ts';

/** Restarts Apache. */
export const apacheRestart: RemedyType<Readonly<Record<string, never>>> = {
  type: 'apache_restart',
  summary:
    'Restarts Apache after its configuration test: requests under way are cut. A reload nearly always does.',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `- apache_restart: {}`,
  kills: false,
  told: 'restarted',
  reset: 'last',
  announced: () => t('apache.about_to_restart'),
  target: () => 'service:apache2',
  act: (_, context) => performEffect('apache2', 'restart', context),
};
