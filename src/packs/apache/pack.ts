import type { Pack } from '../../core/pack.ts';
import { readConfiguration } from './config/loaded.ts';
import { lowCloseWait, lowMemory, unreachableWorkers } from './lint.ts';
import { apacheProbe } from './probe.ts';
import { apacheReload } from './remedies/reload.ts';
import { apacheRestart } from './remedies/restart.ts';
import { apacheConf } from './resources/conf.ts';
import { apacheDirectives } from './resources/directives.ts';
import { apacheListen } from './resources/listen.ts';
import { apacheModule } from './resources/module.ts';
import { apacheMpm } from './resources/mpm.ts';
import { apacheProxy } from './resources/proxy.ts';
import { apacheSite } from './resources/site.ts';
import { layoutNamed, layoutOf, layoutSchema } from './facts/layout.ts';
import { apacheService } from './service/service.ts';

/** Apache: its configuration, the server and what it measures. */
export const apachePack: Pack = {
  name: 'apache',
  packages: ['apache2', 'apache2-*', 'libapache2-mod-*'],
  resources: [apacheConf, apacheDirectives, apacheListen, apacheModule, apacheMpm, apacheProxy, apacheSite],
  probes: [apacheProbe],
  remedies: [apacheReload, apacheRestart],
  settings: layoutSchema,
  service: (name, settings) => {
    const layout = layoutNamed(name, settings);
    return layout && apacheService(layout);
  },
  loads: async (reader, path) =>
    (await readConfiguration(reader, layoutOf(path, reader)))?.wouldRead(path) === true,
  checks: [unreachableWorkers, lowMemory, lowCloseWait],
  logs: ['/var/log/apache2/error.log'],
  diagnose: async (patient) => (await import('./doctor.ts')).apacheDiagnoses(patient),
  find: async (finder) => (await import('./found/found.ts')).findApache(finder),
};
