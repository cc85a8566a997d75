import type { Pack } from '../../core/pack.ts';
import { containerProbe } from './probes/container.ts';
import { containerRestart } from './remedies/container-restart.ts';

/** Containers of Docker and Podman. */
export const containerPack: Pack = {
  name: 'container',
  probes: [containerProbe],
  remedies: [containerRestart],
  diagnose: async (patient) => (await import('./doctor.ts')).containerDiagnoses(patient),
  propose: async (backend, finder) => (await import('./found.ts')).proposeForContainer(backend, finder),
};
