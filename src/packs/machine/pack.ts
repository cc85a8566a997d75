import type { Pack } from '../../core/pack.ts';
import { command } from './probes/command.ts';
import { deletedFiles } from './probes/deleted-files.ts';
import { disk } from './probes/disk.ts';
import { drift } from './probes/drift.ts';
import { fileAge } from './probes/file-age.ts';
import { files } from './probes/files.ts';
import { journal } from './probes/journal.ts';
import { load } from './probes/load.ts';
import { log } from './probes/log.ts';
import { memory } from './probes/memory.ts';
import { openFiles } from './probes/open-files.ts';
import { pressure } from './probes/pressure.ts';
import { processes } from './probes/processes.ts';
import { zombies } from './probes/zombies.ts';
import { apply } from './remedies/apply.ts';
import { notify } from './remedies/notify.ts';
import { run } from './remedies/run.ts';

/** The machine itself: disks, load, processes, logs, commands, and the people who look after it. */
export const machinePack: Pack = {
  name: 'machine',
  probes: [
    ...[command, deletedFiles, disk, drift, fileAge, files, journal, load, log, memory],
    ...[openFiles, pressure, processes, zombies],
  ],
  remedies: [apply, notify, run],
};
