import type { Instruments } from '../../core/instruments.ts';
import { present, whyNot, unreadable, type Reading } from '../../core/reading.ts';
import { descendants, type PortHolder } from '../network/port-holders.ts';
import { controlGroupIn, pidsOfGroup } from '../systemd/service-processes.ts';
import type { EngineName } from './engine.ts';
import { inspectContainer, type Container } from './inspect.ts';

/** Judge of who may hold a port for a container. */
export interface ContainerHolders {
  /** Processes that probably hold the port. */
  readonly likely: ReadonlySet<number>;
  isRightful(holder: PortHolder): boolean;
}

/** Programs with which Docker and Podman hold the ports that they publish. */
const forwarders: ReadonlySet<string> = new Set([
  'docker-proxy',
  'rootlesskit',
  'rootlesskit-docker-proxy',
  'conmon',
  'rootlessport',
  'slirp4netns',
  'pasta',
  'pasta.avx2',
]);

/**
 * Finds who may hold a port for a container: what holds the ports that its engine publishes, run by the very user whose
 * engine it is, where the container publishes this one; and its own processes. For a container that does not run, nobody.
 * An engine of a user's is believed only in what is that user's by the kernel's word.
 */
export async function holdersForContainer(
  name: EngineName & { readonly name: string },
  port: number,
  instruments: Instruments,
): Promise<Reading<ContainerHolders>> {
  const found = await inspectContainer(name, { exchange: instruments.exchange, reader: instruments });
  if (found.state === 'unreadable') return found;
  if (found.state === 'absent' || found.value.pid === 0) return present(nobody);
  const { published, owner } = found.value;
  const own = await pidsOf(found.value, instruments);
  const processes = await instruments.processes();
  const belongs = await usersOf(found.value, instruments);
  if (own.state !== 'present') return own;
  if (processes.state !== 'present') return processes;
  if (belongs.state !== 'present') return belongs;
  const isPublished = published.includes(port);
  const names = new Set([...forwarders].map((program) => program.slice(0, 15)));
  const likely = [...processes.value.values()].filter(({ command }) => isPublished && names.has(command));
  return present({
    likely: new Set([...own.value, ...likely.map(({ pid }) => pid)]),
    isRightful: ({ process, program, uid }) =>
      (own.value.has(process.pid) && belongs.value(uid)) ||
      (isPublished && uid === owner.uid && forwarders.has(program)),
  });
}

const nobody: ContainerHolders = { likely: new Set(), isRightful: () => false };

/** Processes of a container: of the control group that bears its number, else what its first process started. */
async function pidsOf(
  { id, pid }: Container,
  instruments: Instruments,
): Promise<Reading<ReadonlySet<number>>> {
  const groups = await instruments.read(`/proc/${pid}/cgroup`);
  const text = groups.state === 'present' ? new TextDecoder().decode(groups.value) : '';
  const group = controlGroupIn(text);
  const at = group.indexOf(id);
  if (at !== -1) {
    const whole = group.slice(0, group.indexOf('/', at) === -1 ? undefined : group.indexOf('/', at));
    return pidsOfGroup(whole, instruments);
  }
  const processes = await instruments.processes();
  return processes.state === 'present' ? present(descendants(new Set([pid]), processes.value)) : processes;
}

/**
 * Tells of a user whether a process of his may be of the container: anybody's with root's engine; with a user's own, his
 * and those of the numbers that he was given (subuid(5)).
 */
async function usersOf(
  { owner }: Container,
  instruments: Instruments,
): Promise<Reading<(uid: number | undefined) => boolean>> {
  if (owner.uid === 0) return present(() => true);
  const table = await instruments.read('/etc/subuid');
  if (table.state === 'unreadable') return unreadable(whyNot(table, '/etc/subuid'));
  const lines = table.state === 'present' ? new TextDecoder().decode(table.value).split('\n') : [];
  const ranges = lines
    .map((line) => line.split(':'))
    .filter(([whose]) => whose === owner.name || whose === String(owner.uid))
    .map(([, first, count]) => ({ first: Number(first), count: Number(count) }));
  return present(
    (uid) =>
      uid !== undefined &&
      (uid === owner.uid || ranges.some(({ first, count }) => uid >= first && uid < first + count)),
  );
}
