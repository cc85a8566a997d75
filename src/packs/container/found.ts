import type { Backend, Finder, Proposal } from '../../core/found.ts';
import type { Instruments } from '../../core/instruments.ts';
import { t } from '../../core/text.ts';
import { holdersOf, type PortHolder } from '../network/port-holders.ts';
import { probeName, proposeAnswer, proposedRule, proposeHolder } from '../network/propose.ts';
import { unitOf } from '../systemd/service-processes.ts';
import type { EngineName } from './engine.ts';
import { holdersForContainer } from './holders.ts';
import { inspectContainer, listContainers } from './inspect.ts';

/** Rules for a container that listens at the port of a backend, or publishes it. */
export async function proposeForContainer(
  backend: Backend,
  { instruments, leaveOut }: Finder,
): Promise<Proposal | undefined> {
  const found = instruments && (await containerAt(backend, { instruments, leaveOut }));
  if (found === undefined) return undefined;
  const { name, user } = found;
  const named = user === undefined ? {} : { user };
  const restart = { container_restart: { container: name, ...named } };
  const answers = proposeAnswer(backend, { rank: 2, about: name, remedies: [restart] });
  const [port, state] = [probeName(backend, 'port'), probeName(backend, 'container')];
  return {
    ...answers,
    probes: {
      [state]: { container: { name, ...named } },
      [port]: { port_owner: { port: backend.port, expected: { container: name, ...named } } },
      ...answers.probes,
    },
    rules: [
      proposeHolder(backend, name, restart),
      proposedRule({
        name: `${name} runs behind port ${backend.port}`,
        es: `${name} está en ejecución detrás del puerto ${backend.port}`,
        when: `${state}.status == "exited" || ${state}.health == "unhealthy"`,
        do: [restart],
      }),
      ...answers.rules,
    ],
  };
}

/** The container whose port, published or its own, a backend has; of one that a unit runs, the unit tells. */
async function containerAt(
  { port, address }: Backend,
  { instruments, leaveOut }: Pick<Finder, 'leaveOut'> & { readonly instruments: Instruments },
): Promise<{ readonly name: string; readonly user?: string } | undefined> {
  const held = await holdersOf({ port, addresses: [address] }, instruments);
  const holders = held.state === 'present' ? held.value : [];
  for (const engine of await enginesBehind(holders, instruments)) {
    const turn = turnOf(engine, instruments);
    if (turn.isOver()) continue;
    const listed = await turn.take(() =>
      listContainers(engine, { exchange: instruments.exchange, reader: instruments }),
    );
    if (listed.state !== 'present') continue;
    for (const name of listed.value) {
      if (turn.isOver()) {
        leaveOut(t('container.slow', { user: engine.user ?? 'root' }));
        break;
      }
      const judge = await turn.take(() => holdersForContainer({ name, ...engine }, port, instruments));
      if (judge.state !== 'present' || !holders.some((holder) => judge.value.isRightful(holder))) continue;
      return (await isOfUnit({ name, ...engine }, instruments)) ? undefined : { name, ...engine };
    }
  }
  return undefined;
}

/** Milliseconds that an engine may take in all, of however many containers it tells, and for however many ports. */
const mostOfEngine = 10_000;

/** Milliseconds that engines have taken in one look at the host, by whose they are. */
const taken = new WeakMap<Instruments, Map<string, number>>();

/** Time that one engine takes. */
interface Turn {
  isOver(): boolean;
  take<T>(ask: () => Promise<T>): Promise<T>;
}

function turnOf({ user = '' }: EngineName, instruments: Instruments): Turn {
  const all = taken.get(instruments) ?? new Map<string, number>();
  taken.set(instruments, all);
  const spent = (): number => all.get(user) ?? 0;
  return {
    isOver: () => spent() >= mostOfEngine,
    async take(ask) {
      const began = performance.now();
      const answer = await ask();
      all.set(user, spent() + performance.now() - began);
      return answer;
    },
  };
}

/** Engines whose containers may hold a port: root's, and those of the users whose processes do. */
async function enginesBehind(
  holders: readonly PortHolder[],
  instruments: Instruments,
): Promise<readonly EngineName[]> {
  if (holders.length === 0) return [];
  const engines: EngineName[] = [{}];
  const uids = new Set(holders.flatMap(({ uid }) => (uid === undefined || uid === 0 ? [] : [uid])));
  for (const uid of uids) {
    const account = await instruments.accountOf(uid);
    if (account.state === 'present') engines.push({ user: account.value.name });
  }
  return engines;
}

async function isOfUnit(
  name: EngineName & { readonly name: string },
  instruments: Instruments,
): Promise<boolean> {
  const found = await inspectContainer(name, { exchange: instruments.exchange, reader: instruments });
  return found.state === 'present' && (await unitOf(found.value.pid, instruments)) !== undefined;
}
