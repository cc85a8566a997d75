import { listenersFor, placeOf, portProperties, type DeclaredPort } from '../../../core/address.ts';
import type { Instruments, TcpSocket } from '../../../core/instruments.ts';
import {
  holdersByPid,
  holdersOfListeners,
  listenersAt,
  pidsOfApp,
  pidsStarted,
  type PortHolder,
} from '../port-holders.ts';
import { pm2Owner } from '../../pm2/apps.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { absent, present, unreadable, whyNot, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';

/** Spec of `port_owner`. */
export interface PortOwnerSpec extends DeclaredPort {
  readonly expected: {
    readonly pm2_app?: string;
    readonly user?: string;
    readonly home?: string;
    readonly program?: string;
  };
}

/** Probe of who listens at a port, and whether it is who should. */
export const portOwner: ProbeType<PortOwnerSpec> = {
  type: 'port_owner',
  atPort: true,
  summary: 'Who listens at a TCP port, and whether it is the one that should.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port', 'expected'],
    properties: {
      ...portProperties,
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
            description:
              "The name of a program's file. Anybody may give a file that name: name the `user` where others can listen at the port.",
            examples: ['apache2'],
          },
          ...pm2Owner,
          user: {
            ...pm2Owner.user,
            description: `${String(pm2Owner.user['description'])} Of a program, the user that it runs as; what root runs counts as well.`,
          },
        },
      },
    },
  },
  example: `port: { port_owner: { port: 3001, expected: { pm2_app: kapa-backend, user: kapa } } }`,
  fields: () => ({
    owned: { type: 'bool', description: 'Who should listens, and nobody else.' },
    foreign: { type: 'bool', description: 'Somebody else listens.' },
    pid: {
      type: 'number',
      names: true,
      description: 'The process that listens, the foreign one first; 0: none.',
    },
    program: { type: 'string', description: 'Its program; empty: none.' },
  }),
  watches: ({ port }, { pid }) => ({
    ports: [port],
    pids: typeof pid === 'number' && pid > 0 ? [pid] : [],
  }),
  label: ({ port }) => t('check.label.port', { port: String(port) }),
  told: ({ foreign, owned }, show) => [
    foreign === true
      ? t('check.label.foreign', { program: show('program') })
      : t(owned === true ? 'check.label.owned' : 'check.label.free'),
  ],
  isWell: ({ owned }) => owned === true,
  async measure(spec, { instruments, memory }) {
    const last = typeof memory === 'number' ? memory : 0;
    const first = await look(spec, instruments, last);
    if (first.state !== 'present') return { unknown: whyNot(first, 'PM2') };
    // PM2 and /proc are not read at the same instant: an application that just restarts looks foreign.
    const isSettled = first.value.foreign === undefined || spec.expected.pm2_app === undefined;
    const read = isSettled ? first : await look(spec, instruments.afresh(), last);
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
 * Looks first at who should listen. A socket that it holds is its own, whomever it shares it with; only for
 * one that it does not hold the files of all processes are walked. `last`: who rightly held the port at the
 * last check.
 */
async function look(
  { expected, ...declared }: PortOwnerSpec,
  instruments: Instruments,
  last: number,
): Promise<Reading<Look>> {
  const place = placeOf(declared);
  // Where nothing names its address, it is wherever its owner listens; a name alone, anyone may bear who may listen.
  const isSure = expected.pm2_app !== undefined || declared.port < firstFreePort;
  const anywhere = declared.address === undefined && isSure;
  const sockets = await listenersAt(place, instruments, anywhere);
  if (sockets.state !== 'present') return sockets;
  const here = listenersFor(sockets.value, place.addresses);
  const listeners = { all: sockets.value, here, anywhere };
  if (sockets.value.length === 0) return present({ foreign: undefined, rightful: undefined });
  const bearer = await bearerOf(expected, instruments);
  if (bearer.state !== 'present') return bearer;
  const usual = await usualHolder(listeners, expected, { bears: bearer.value, last }, instruments);
  if (usual.state === 'unreadable') return usual;
  if (usual.state === 'present') return present({ foreign: undefined, rightful: usual.value });
  const judge = await judgeOf(expected, bearer.value, instruments);
  if (judge.state !== 'present') return judge;
  const { likely, isRightful } = judge.value;
  const own = await heldBy(listeners, likely, isRightful, instruments);
  if (own.state !== 'present') return own;
  const holders = await holdersOfListeners(place, own.value.others, instruments);
  if (holders.state !== 'present') return holders;
  return present({
    foreign: holders.value.find((holder) => !isRightful(holder)),
    rightful: own.value.holders[0] ?? holders.value.find(isRightful),
  });
}

/** Ports below this one only root may take. */
const firstFreePort = 1024;

/** Sockets that listen at a port: all that count, and those that do where who should listen holds none. */
interface Listeners {
  readonly all: readonly TcpSocket[];
  readonly here: readonly TcpSocket[];
  /** True: the port is wherever its owner listens. */
  readonly anywhere: boolean;
}

interface Held {
  readonly holders: readonly PortHolder[];
  /** Sockets at the owner's addresses, or else at the port's, that the owner does not hold. */
  readonly others: readonly TcpSocket[];
}

/** Finds which of some processes are right to listen and do, and what is left beside them. */
async function heldBy(
  { all, here, anywhere }: Listeners,
  pids: Iterable<number>,
  isRightful: (holder: PortHolder) => boolean,
  instruments: Instruments,
): Promise<Reading<Held>> {
  const held = await instruments.firstHolders(
    (anywhere ? all : here).map(({ inode }) => inode),
    pids,
  );
  if (held.state !== 'present') return held;
  const holders = await holdersByPid([...held.value.values()], instruments);
  if (holders.state !== 'present') return holders;
  const rightful = holders.value.filter(isRightful);
  const known = new Set(rightful.map(({ process }) => process.pid));
  const isOwn = ({ inode }: TcpSocket): boolean => known.has(held.value.get(inode) ?? 0);
  const addresses = new Set(all.filter(isOwn).map(({ local }) => local.address));
  const counted =
    anywhere && addresses.size > 0 ? all.filter(({ local }) => addresses.has(local.address)) : here;
  return present({ holders: rightful, others: counted.filter((socket) => !isOwn(socket)) });
}

/**
 * Process that should hold all of these sockets and does, found without a walk over all processes. Absent:
 * not found so.
 */
async function usualHolder(
  listeners: Listeners,
  { pm2_app: app, program: _, ...owner }: PortOwnerSpec['expected'],
  { bears, last }: { readonly bears: Judge['isRightful']; readonly last: number },
  instruments: Instruments,
): Promise<Reading<PortHolder>> {
  const started = app === undefined ? undefined : await pidsStarted({ app, ...owner }, instruments);
  if (started?.state === 'unreadable') return started;
  const candidates = started?.state === 'present' ? started.value.roots : [last];
  const isRightful = (holder: PortHolder): boolean => app !== undefined || bears(holder);
  const held = await heldBy(listeners, candidates, isRightful, instruments);
  if (held.state !== 'present' || held.value.others.length > 0) return absent;
  const [holder] = held.value.holders;
  return holder === undefined ? absent : present(holder);
}

interface Judge {
  /** Processes that probably hold the port. */
  readonly likely: Iterable<number>;
  isRightful(holder: PortHolder): boolean;
}

/** Tells who is the program that was named, under the user that was named with it. */
async function bearerOf(
  { program, user }: PortOwnerSpec['expected'],
  instruments: Instruments,
): Promise<Reading<Judge['isRightful']>> {
  if (program === undefined || user === undefined) return present((holder) => holder.program === program);
  const account = await instruments.account(user);
  if (account.state === 'unreadable') return account;
  if (account.state === 'absent') return unreadable(t('engine.no_account', { name: user }));
  const { uid } = account.value;
  return present((holder) => holder.program === program && (holder.uid === uid || holder.uid === 0));
}

async function judgeOf(
  { pm2_app: app, program, ...owner }: PortOwnerSpec['expected'],
  bears: Judge['isRightful'],
  instruments: Instruments,
): Promise<Reading<Judge>> {
  if (app === undefined) {
    const processes = await instruments.processes();
    if (processes.state !== 'present') return processes;
    const likely = [...processes.value.values()].filter(({ command }) => command === program?.slice(0, 15));
    return present({
      likely: likely.map(({ pid }) => pid),
      isRightful: bears,
    });
  }
  const pids = await pidsOfApp({ app, ...owner }, instruments);
  if (pids.state === 'absent') return { state: 'unreadable', reason: t('measure.absent', { path: app }) };
  if (pids.state !== 'present') return pids;
  return present({ likely: pids.value, isRightful: ({ process }) => pids.value.has(process.pid) });
}
