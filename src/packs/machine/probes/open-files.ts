import type { Instruments } from '../../../core/instruments.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';
import { findProcesses, processesSchema, type ProcessesSpec } from './processes.ts';

/** The open files of a program's processes, against the bound that each has. */
export const openFiles: ProbeType<ProcessesSpec> = {
  type: 'open_files',
  summary:
    'How many files and sockets the processes of a program have open, and how near the nearest is to its limit (EMFILE).',
  schema: processesSchema,
  example: `backend_files: { open_files: { program: node, user: kapa } }`,
  fields: () => ({
    used: { type: 'number', unit: 'share', description: 'Of its limit, by the process nearest to it.' },
    open: { type: 'number', unit: 'count', description: 'Open files of that process.' },
    limit: { type: 'number', unit: 'count', description: 'The soft limit of that process.' },
    pid: { type: 'number', names: true, description: 'That process; 0: none runs.' },
    total: { type: 'number', unit: 'count', description: 'Open files of all of them.' },
  }),
  told: tellFields('used', 'open'),
  async measure(spec, { instruments }) {
    const found = await findProcesses(spec, instruments);
    if (found.state !== 'present') return { unknown: whyNot(found, '/proc') };
    let most = { used: 0, open: 0, limit: 0, pid: 0 };
    let total = 0;
    for (const { pid } of found.value) {
      const open = await instruments.openFiles(pid);
      // It has ended meanwhile.
      if (open.state === 'absent') continue;
      if (open.state === 'unreadable') return { unknown: open.reason };
      const limit = await limitOf(pid, instruments);
      const used = limit === 0 ? 0 : open.value / limit;
      total += open.value;
      if (most.pid === 0 || used > most.used) most = { used, open: open.value, limit, pid };
    }
    return { fields: { ...most, total } };
  },
};

/** Soft limit of a process; 0: it has none, or none that can be read. */
async function limitOf(pid: number, instruments: Instruments): Promise<number> {
  const limits = await instruments.read(`/proc/${pid}/limits`);
  const text = limits.state === 'present' ? new TextDecoder().decode(limits.value) : '';
  return Number(/^Max open files\s+(\d+)/mu.exec(text)?.[1] ?? 0);
}
