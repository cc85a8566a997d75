import { listenersFor, portPlaceOf, portProperties, type DeclaredPort } from '../../../core/address.ts';
import type { Instruments, TcpSocket } from '../../../core/instruments.ts';
import {
  holdersByPid,
  holdersOfListeners,
  listenersAt,
  pidsOfApp,
  pidsStarted,
  type PortHolder,
} from '../port-holders.ts';
import { containerName, engineProperties } from '../../container/engine.ts';
import { holdersForContainer } from '../../container/holders.ts';
import { pm2Owner } from '../../pm2/apps.ts';
import { processesOfService, systemdPid } from '../../systemd/service-processes.ts';
import { unitPattern } from '../../systemd/show.ts';
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
    readonly service?: string;
    readonly container?: string;
    readonly socket?: string;
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
        oneOf: [
          { required: ['pm2_app'] },
          { required: ['service'] },
          { required: ['container'] },
          { required: ['program'] },
        ],
        properties: {
          pm2_app: {
            type: 'string',
            minLength: 1,
            description: 'An application under PM2, or what it starts.',
          },
          service: {
            type: 'string',
            pattern: unitPattern,
            description:
              'A unit of systemd: any process of its control group, or systemd for a socket unit of it.',
            examples: ['kapa-backend'],
          },
          container: {
            ...containerName,
            description:
              "A container of Docker or Podman: its own processes, or what holds a port that it publishes (docker-proxy, conmon, rootlessport). Of a user's own engine, name the `user`.",
          },
          socket: engineProperties.socket,
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
            description: `${String(pm2Owner.user['description'])} Of a program, the user that it runs as; what root runs counts as well. Of a container, the user whose own engine it is.`,
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
    if (first.state !== 'present') return { unknown: whyNot(first, managerOf(spec)) };
    // PM2 or systemd and /proc are not read at the same instant: a backend that just restarts looks foreign.
    const isSettled = first.value.foreign === undefined || spec.expected.program !== undefined;
    const read = isSettled ? first : await look(spec, instruments.afresh(), last);
    if (read.state !== 'present') return { unknown: whyNot(read, managerOf(spec)) };
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

function managerOf({ expected: { service, container } }: PortOwnerSpec): string {
  return container ?? service ?? 'PM2';
}

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
  const place = portPlaceOf(declared);
  // Where nothing names its address, it is wherever its owner listens; a name alone, anyone may bear who may listen.
  const isSure = expected.program === undefined || declared.port < firstFreePort;
  const anywhere = declared.address === undefined && isSure;
  const sockets = await listenersAt(place, instruments, anywhere);
  if (sockets.state !== 'present') return sockets;
  const here = listenersFor(sockets.value, place.addresses);
  const listeners = { all: sockets.value, here, anywhere };
  if (sockets.value.length === 0) return present({ foreign: undefined, rightful: undefined });
  const bearer = await bearerOf(expected, declared.port, instruments);
  if (bearer.state !== 'present') return bearer;
  const started = await startedFor(expected, declared.port, instruments);
  if (started.state === 'unreadable') return started;
  const usual =
    started.state === 'present'
      ? await usualHolder(listeners, started.value, () => true, instruments)
      : await usualHolder(listeners, [last], bearer.value.isRightful, instruments);
  if (usual.state === 'unreadable') return usual;
  if (usual.state === 'present') return present({ foreign: undefined, rightful: usual.value });
  const judge = await judgeOf(expected, declared.port, bearer.value, instruments);
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
  candidates: Iterable<number>,
  isRightful: Judge['isRightful'],
  instruments: Instruments,
): Promise<Reading<PortHolder>> {
  const held = await heldBy(listeners, candidates, isRightful, instruments);
  if (held.state !== 'present' || held.value.others.length > 0) return absent;
  const [holder] = held.value.holders;
  return holder === undefined ? absent : present(holder);
}

/** Processes that PM2 or systemd started for who should listen; absent: neither is named. */
async function startedFor(
  { pm2_app: app, service, ...owner }: PortOwnerSpec['expected'],
  port: number,
  instruments: Instruments,
): Promise<Reading<ReadonlySet<number>>> {
  if (service !== undefined) return pidsOfService(service, port, instruments);
  if (app === undefined) return absent;
  const started = await pidsStarted({ app, ...owner }, instruments);
  return started.state === 'present' ? present(started.value.roots) : started;
}

/** Processes of a unit of systemd, and systemd itself where it listens for the unit; none where there is no such unit. */
async function pidsOfService(
  name: string,
  port: number,
  instruments: Instruments,
): Promise<Reading<ReadonlySet<number>>> {
  const found = await processesOfService(name, port, instruments);
  if (found.state === 'unreadable') return found;
  const { pids, bySocket } = found.state === 'present' ? found.value : { pids: [], bySocket: false };
  return present(new Set(bySocket ? [...pids, systemdPid] : pids));
}

interface Judge {
  /** Processes that probably hold the port. */
  readonly likely: Iterable<number>;
  isRightful(holder: PortHolder): boolean;
}

/** Tells who is the program that was named, under the user that was named with it; or who may listen for a container. */
async function bearerOf(
  { program, user, container, socket }: PortOwnerSpec['expected'],
  port: number,
  instruments: Instruments,
): Promise<Reading<Judge>> {
  if (container !== undefined) {
    const engine = { ...(user === undefined ? {} : { user }), ...(socket === undefined ? {} : { socket }) };
    return holdersForContainer({ name: container, ...engine }, port, instruments);
  }
  const bearer = (bears: Judge['isRightful']): Reading<Judge> => present({ likely: [], isRightful: bears });
  if (program === undefined || user === undefined) return bearer((holder) => holder.program === program);
  const account = await instruments.account(user);
  if (account.state === 'unreadable') return account;
  if (account.state === 'absent') return unreadable(t('engine.no_account', { name: user }));
  const { uid } = account.value;
  return bearer((holder) => holder.program === program && (holder.uid === uid || holder.uid === 0));
}

async function judgeOf(
  { pm2_app: app, service, program, container, ...owner }: PortOwnerSpec['expected'],
  port: number,
  bearer: Judge,
  instruments: Instruments,
): Promise<Reading<Judge>> {
  if (container !== undefined) return present(bearer);
  if (program !== undefined) {
    const processes = await instruments.processes();
    if (processes.state !== 'present') return processes;
    const likely = [...processes.value.values()].filter(({ command }) => command === program.slice(0, 15));
    return present({
      likely: likely.map(({ pid }) => pid),
      isRightful: bearer.isRightful,
    });
  }
  const pids =
    app === undefined
      ? await pidsOfService(service ?? '', port, instruments)
      : await pidsOfApp({ app, ...owner }, instruments);
  if (pids.state !== 'present') return pids;
  return present({ likely: pids.value, isRightful: ({ process }) => pids.value.has(process.pid) });
}
