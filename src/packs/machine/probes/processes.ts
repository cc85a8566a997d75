import type { Instruments, Process } from '../../../core/instruments.ts';
import type { ProbeType } from '../../../core/probe.ts';
import type { SchemaPart } from '../../../core/resource.ts';
import { present, whyNot, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { told, toldAs } from '../../../core/told.ts';

/** Spec of `processes`. */
export interface ProcessesSpec {
  readonly program: string;
  readonly user?: string;
}

/** Schema of a program's processes. */
export const processesSchema: SchemaPart = {
  type: 'object',
  additionalProperties: false,
  required: ['program'],
  properties: {
    program: {
      type: 'string',
      minLength: 1,
      description: 'The name of the program file, or the name that the process gave itself.',
      examples: ['apache2'],
    },
    user: { type: 'string', minLength: 1, description: 'Counts only processes of this user.' },
  },
};

/** The processes of a program. */
export const processes: ProbeType<ProcessesSpec> = {
  type: 'processes',
  elsewhere: ['process', 'proc'],
  summary: 'How many processes of a program run, and what they take of memory and processor.',
  schema: processesSchema,
  example: `apache: { processes: { program: apache2 } }`,
  fields: () => ({
    count: { type: 'number', unit: 'count', description: 'Processes, zombies aside.' },
    memory: {
      type: 'number',
      unit: 'size',
      description: 'Memory, shared pages counted once between them (PSS); RSS where PSS may not be read.',
    },
    rss: { type: 'number', unit: 'size', description: 'Memory, shared pages counted in each.' },
    cpu: {
      type: 'number',
      unit: 'share',
      description: 'Of one processor, since the last check; at the first since they were started.',
    },
    oldest: { type: 'number', unit: 'duration', description: 'Age of the oldest.' },
  }),
  told: (_, show) => [told(show('count')), toldAs(t('check.label.memory'), show('memory'))],
  async measure(spec, { instruments, memory }) {
    const found = await findProcesses(spec, instruments);
    if (found.state !== 'present') return { unknown: whyNot(found, '/proc') };
    const uptime = instruments.uptime();
    const last = readMemory(memory, uptime);
    let used = 0;
    let pss = 0;
    for (const process of found.value) {
      const before = last?.cpu[keyOf(process)];
      const span = last === undefined || before === undefined ? process.age : uptime - last.at;
      used += span > 0 ? (process.cpu - (before ?? 0)) / span : 0;
      const reading = await instruments.pss(process.pid);
      pss += reading.state === 'present' ? reading.value : process.rss;
    }
    return {
      fields: {
        count: found.value.length,
        memory: pss,
        rss: found.value.reduce((sum, { rss }) => sum + rss, 0),
        cpu: Math.round(used * 1000) / 1000,
        oldest: found.value.reduce((most, { age }) => Math.max(most, age), 0),
      },
      memory: {
        at: uptime,
        cpu: Object.fromEntries(found.value.map((process) => [keyOf(process), process.cpu])),
      } satisfies Remembered,
    };
  },
};

/** Uptime of the last check, and processor seconds by process. */
interface Remembered {
  readonly at: number;
  readonly cpu: Readonly<Record<string, number>>;
}

function readMemory(memory: unknown, uptime: number): Remembered | undefined {
  const last = memory as Remembered | undefined;
  return typeof last?.at === 'number' && last.at < uptime ? last : undefined;
}

function keyOf({ pid, started }: Process): string {
  return `${pid}@${started}`;
}

/** Processes of a program that run, zombies aside. */
export async function findProcesses(
  { program, user }: ProcessesSpec,
  instruments: Instruments,
): Promise<Reading<readonly Process[]>> {
  const all = await instruments.processes();
  if (all.state !== 'present') return all;
  const account = user === undefined ? undefined : await instruments.account(user);
  if (account?.state === 'unreadable') return account;
  if (account?.state === 'absent')
    return { state: 'unreadable', reason: t('measure.no_account', { name: user ?? '' }) };
  const found: Process[] = [];
  for (const process of all.value.values()) {
    if (process.ended) continue;
    const detail = await instruments.inspect(process.pid);
    if (detail.state !== 'present') continue;
    const isNamed = detail.value.program === program || process.command === program.slice(0, 15);
    if (isNamed && (account === undefined || detail.value.uid === account.value.uid)) found.push(process);
  }
  return present(found);
}
