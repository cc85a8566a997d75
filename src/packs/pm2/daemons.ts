import type { Instruments, Pm2Home } from '../../core/instruments.ts';

/**
 * Numbers of the daemons of PM2 that its user runs in a folder. A second one comes about when the folder's sockets were
 * removed: nobody reaches the first any more, and what it runs goes on. Those of containers work in a folder of the
 * same name only.
 */
export async function daemonsIn(
  { home, uid }: Pick<Pm2Home, 'home' | 'uid'>,
  instruments: Instruments,
): Promise<readonly number[]> {
  const processes = await instruments.processes();
  if (processes.state !== 'present') return [];
  const found: number[] = [];
  for (const { pid, command, ended } of processes.value.values()) {
    if (ended || !command.startsWith('PM2 v')) continue;
    const detail = await instruments.inspect(pid);
    if (detail.state !== 'present' || detail.value.uid !== uid) continue;
    if (!detail.value.argv.join(' ').includes(`God Daemon (${home})`)) continue;
    if (await isElsewhere(pid, instruments)) continue;
    found.push(pid);
  }
  return found;
}

/** Tells that a process is in a container: its processes have numbers of their own. */
async function isElsewhere(pid: number, instruments: Instruments): Promise<boolean> {
  const [own, its] = await Promise.all(
    [instruments.self, pid].map((one) => instruments.readlink(`/proc/${one}/ns/pid`)),
  );
  return own?.state === 'present' && its?.state === 'present' && own.value !== its.value;
}
