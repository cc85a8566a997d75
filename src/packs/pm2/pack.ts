import type { Pack } from '../../core/pack.ts';
import { pm2Daemon } from './daemon-probe.ts';
import { guessedOwner } from './lint.ts';
import { pm2AppProbe } from './probe.ts';
import { pm2DaemonRestart } from './remedies/daemon-restart.ts';
import { pm2Reset } from './remedies/reset.ts';
import { pm2Restart } from './remedies/restart.ts';
import { pm2App } from './resource.ts';
import { pm2Service } from './service.ts';
import { pm2Evidence } from './evidence.ts';

/** PM2: applications, and the daemons of their users. */
export const pm2Pack: Pack = {
  name: 'pm2',
  packages: ['nodejs', 'libnode*', 'pm2'],
  resources: [pm2App],
  probes: [pm2AppProbe, pm2Daemon],
  remedies: [pm2DaemonRestart, pm2Reset, pm2Restart],
  checks: [guessedOwner],
  service: (name) => (name.startsWith('pm2:') ? pm2Service(name) : undefined),
  evidence: pm2Evidence,
  diagnose: async (patient) => (await import('./doctor.ts')).pm2Diagnoses(patient),
  find: async (finder) => (await import('./found.ts')).findApps(finder),
  propose: async (backend, finder) => (await import('./propose.ts')).proposeForApp(backend, finder),
};
