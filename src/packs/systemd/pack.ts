import type { Pack } from '../../core/pack.ts';
import { clock } from './probes/clock.ts';
import { failedUnits } from './probes/failed-units.ts';
import { serviceProbe } from './probes/service.ts';
import { serviceReset } from './remedies/reset.ts';
import { serviceRestart } from './remedies/restart.ts';
import { systemdDropin } from './resources/dropin.ts';
import { service } from './resources/service.ts';
import { systemdUnit } from './resources/unit.ts';
import { unit } from './unit.ts';

/** systemd, or the init scripts of a machine without it. Any name is the name of a unit. */
export const systemdPack: Pack = {
  name: 'systemd',
  resources: [service, systemdDropin, systemdUnit],
  probes: [clock, failedUnits, serviceProbe],
  remedies: [serviceReset, serviceRestart],
  service: unit,
  schedulers: async (instruments) => (await import('./doctor.ts')).timerSchedulers(instruments),
  diagnose: async (patient) => (await import('./doctor.ts')).serviceDiagnoses(patient),
  find: async (finder) => (await import('./found.ts')).findUnits(finder),
  propose: async (backend, finder) => (await import('./found.ts')).proposeForUnit(backend, finder),
};
