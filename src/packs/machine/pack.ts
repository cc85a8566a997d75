import type { Pack } from '../../core/pack.ts';
import { command } from './probes/command.ts';
import { disk } from './probes/disk.ts';
import { drift } from './probes/drift.ts';
import { fileAge } from './probes/file-age.ts';
import { load } from './probes/load.ts';
import { log } from './probes/log.ts';
import { processes } from './probes/processes.ts';
import { apply } from './remedies/apply.ts';
import { notify } from './remedies/notify.ts';
import { run } from './remedies/run.ts';

/** The machine itself: disks, load, processes, logs, commands, and the people who look after it. */
export const machine: Pack = {
  name: 'machine',
  probes: [command, disk, drift, fileAge, load, log, processes],
  remedies: [apply, notify, run],
};
