import type { RemedyType } from '../../../core/remedy.ts';
import { performEffect } from '../../systemd/effect-as-remedy.ts';

/** Reloads Apache. */
export const apacheReload: RemedyType<Readonly<Record<string, never>>> = {
  type: 'apache_reload',
  summary: 'Reloads Apache after its configuration test: requests under way are finished, workers replaced.',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `- apache_reload: {}`,
  kills: false,
  told: 'reloaded',
  target: () => 'service:apache2',
  act: (_, context) => performEffect('apache2', 'reload', context),
};
