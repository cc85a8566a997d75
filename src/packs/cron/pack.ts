import type { Pack } from '../../core/pack.ts';
import { deadSchedule, programNotFound, schedulesApart } from './lint.ts';
import { cron as cronResource } from './resource.ts';
import { cronDaemon as cronService } from './service.ts';

const services = [cronService('cron'), cronService('crond')];

/** cron: crontabs and the daemon that reads them. */
export const cronPack: Pack = {
  name: 'cron',
  resources: [cronResource],
  service: (name) => services.find((service) => service.name === name),
  checks: [deadSchedule, schedulesApart, programNotFound],
  schedulers: async (instruments) => (await import('./doctor.ts')).cronSchedulers(instruments),
  diagnose: async (patient) => (await import('./doctor.ts')).cronDiagnoses(patient),
  find: async (finder) => (await import('./found.ts')).findJobs(finder),
};
