import type { Pack } from '../../core/pack.ts';
import { logrotate as logrotateResource } from './resource.ts';

/** logrotate: stanzas that rotate logs. */
export const logrotatePack: Pack = {
  name: 'logrotate',
  resources: [logrotateResource],
  find: async (finder) => (await import('./found.ts')).findStanzas(finder),
  diagnose: async (patient) => (await import('./doctor.ts')).rotationDiagnoses(patient),
};
