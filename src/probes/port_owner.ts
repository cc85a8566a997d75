import type { Instruments } from '../core/instruments.ts';
import {
  holdersByPid,
  holdersOfInodes,
  listenersAt,
  pidsOfApp,
  pidsStarted,
  type PortHolder,
} from '../core/port-holders.ts';
import { pm2Owner } from '../core/pm2-apps.ts';
import type { ProbeType } from '../core/probe.ts';
import { absent, present, whyNot, type Reading } from '../core/reading.ts';
import { t } from '../core/text.ts';

/** Spec of `port_owner`. */
export interface PortOwnerSpec {
  readonly port: number;
  readonly expected: {
    readonly pm2_app?: string;
    readonly user?: string;
    readonly home?: string;
    readonly program?: string;
  };
}

/** Who listens at a port, and whether it is who should. */
export const portOwner: ProbeType<PortOwnerSpec> = {
  type: 'port_owner',
  summary: 'Who listens at a TCP port, and whether it is the one that should.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port', 'expected'],
    properties: {
      port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'The port.' },
      expected: {
        type: 'object',
        additionalProperties: false,
        description: 'Who should listen there.',
        oneOf: [{ required: ['pm2_app'] }, { required: ['program'] }],
        properties: {
          pm2_app: {
            type: 'string',
            minLength: 1,
            description: 'An application under PM2, or what it starts.',
          },
          program: {
            type: 'string',
            minLength: 1,
            description: 'The name of a program.',
            examples: ['apache2'],
          },
          ...pm2Owner,
        },
      },
    },
  },
  example: `port: { port_owner: { port: 3001, expected: { pm2_app: kapa-backend } } }`,
  fields: () => ({
    owned: { type: 'bool', description: 'Who should listens, and nobody else.' },
    foreign: { type: 'bool', description: 'Somebody else listens.' },
    pid: { type: 'number', description: 'The process that listens, the foreign one first; 0: none.' },
    program: { type: 'string', description: 'Its program; empty: none.' },
  }),
  watches: ({ port }, { pid }) => ({
    ports: [port],
    pids: typeof pid === 'number' && pid > 0 ? [pid] : [],
  }),
  async measure(spec, { instruments, memory }) {
    const last = typeof memory === 'number' ? memory : 0;
    const first = await look(spec, instruments, last);
    if (first.state !== 'present') return { unknown: whyNot(first, 'PM2') };
    // PM2 and /proc are not read at the same instant: an application that just restarts looks foreign.
    const read = first.value.foreign === undefined ? first : await look(spec, instruments.afresh(), last);
    if (read.state !== 'present') return { unknown: whyNot(read, 'PM2') };
    const { foreign, rightful } = read.value;
    const shown = foreign ?? rightful;
    return {
      fields: {
        owned: foreign === undefined && rightful !== undefined,
        foreign: foreign !== undefined,
        pid: shown?.process.pid ?? 0,
        program: shown?.program ?? '',
      },
      ...(rightful === undefined ? {} : { memory: rightful.process.pid }),
    };
  },
};

interface Look {
  readonly foreign: PortHolder | undefined;
  readonly rightful: PortHolder | undefined;
}

/**
 * Who should listen is looked at first. A socket that it holds is its own, whomever it shares it with; only for one
 * that it does not hold the files of all processes are walked. `last`: who rightly held the port at the last check.
 */
async function look(
  { port, expected }: PortOwnerSpec,
  instruments: Instruments,
  last: number,
): Promise<Reading<Look>> {
  const inodes = await listenersAt(port, instruments);
  if (inodes.state !== 'present') return inodes;
  if (inodes.value.length === 0) return present({ foreign: undefined, rightful: undefined });
  const usual = await usualHolder(inodes.value, expected, instruments, last);
  if (usual.state === 'unreadable') return usual;
  if (usual.state === 'present') return present({ foreign: undefined, rightful: usual.value });
  const judge = await judgeOf(expected, instruments);
  if (judge.state !== 'present') return judge;
  const { likely, isRightful } = judge.value;
  const held = await instruments.firstHolders(inodes.value, likely);
  if (held.state !== 'present') return held;
  const own = await holdersByPid([...held.value.values()], instruments);
  if (own.state !== 'present') return own;
  const known = own.value.filter(isRightful);
  const settled = new Set(known.map(({ process }) => process.pid));
  const others = inodes.value.filter((inode) => !settled.has(held.value.get(inode) ?? 0));
  const holders = await holdersOfInodes(port, others, instruments);
  if (holders.state !== 'present') return holders;
  return present({
    foreign: holders.value.find((holder) => !isRightful(holder)),
    rightful: known[0] ?? holders.value.find(isRightful),
  });
}

/** Who should hold all of these sockets and does, found without a walk over all processes. Absent: not found so. */
async function usualHolder(
  inodes: readonly number[],
  { pm2_app: app, program, ...owner }: PortOwnerSpec['expected'],
  instruments: Instruments,
  last: number,
): Promise<Reading<PortHolder>> {
  const started = app === undefined ? undefined : await pidsStarted({ app, ...owner }, instruments);
  if (started?.state === 'unreadable') return started;
  const candidates = started?.state === 'present' ? started.value.roots : [last];
  const held = await instruments.firstHolders(inodes, candidates);
  if (held.state !== 'present' || held.value.size < inodes.length) return absent;
  const holders = await holdersByPid([...held.value.values()], instruments);
  if (holders.state !== 'present') return holders;
  const [holder] = holders.value;
  return holder !== undefined && (app !== undefined || holder.program === program) ? present(holder) : absent;
}

interface Judge {
  /** Processes that probably hold the port. */
  readonly likely: Iterable<number>;
  isRightful(holder: PortHolder): boolean;
}

async function judgeOf(
  { pm2_app: app, program, ...owner }: PortOwnerSpec['expected'],
  instruments: Instruments,
): Promise<Reading<Judge>> {
  if (app === undefined) {
    const processes = await instruments.processes();
    if (processes.state !== 'present') return processes;
    const likely = [...processes.value.values()].filter(({ command }) => command === program?.slice(0, 15));
    return present({
      likely: likely.map(({ pid }) => pid),
      isRightful: (holder) => holder.program === program,
    });
  }
  const pids = await pidsOfApp({ app, ...owner }, instruments);
  if (pids.state === 'absent') return { state: 'unreadable', reason: t('measure.absent', { path: app }) };
  if (pids.state !== 'present') return pids;
  return present({ likely: pids.value, isRightful: ({ process }) => pids.value.has(process.pid) });
}
