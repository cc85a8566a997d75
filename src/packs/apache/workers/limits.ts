import { readConfiguration } from '../config/loaded.ts';
import { knownLayouts, layoutIn } from '../facts/layout.ts';
import { mpmNames, type MpmName } from '../facts/mpm.ts';
import { workersInForce, type WorkersInForce } from './in-force.ts';
import type { Process } from '../../../core/instruments.ts';
import type { Reader } from '../../../core/reader.ts';

/** Limits as configured, and what they were read of: they are read again when that has changed. */
export interface Limits {
  readonly of: string;
  /** None where the configuration loads no MPM, or another one than runs. */
  readonly inForce?: WorkersInForce;
}

/** Limits of the MPM by the configuration in force; `before` is what the last look has kept. */
export async function limitsOf(
  confdir: string,
  parents: readonly Process[],
  reader: Reader,
  before: Partial<Limits> | undefined,
): Promise<Limits> {
  const folder = confdir.replace(/\/$/u, '');
  const layout = knownLayouts(reader).find(({ root }) => root === folder) ?? layoutIn(folder);
  const folders = ['mods-enabled', 'conf-enabled', 'sites-enabled'].map((name) => `${layout.root}/${name}`);
  const stats = await Promise.all([layout.main, ...folders].map((path) => reader.stat(path)));
  const times = stats.map((stat) => (stat.state === 'present' ? stat.value.mtime : 0));
  const of = [...parents.map(({ pid, started }) => `${pid}:${started}`), ...times].join(' ');
  if (before?.of === of) return { of, ...(before.inForce === undefined ? {} : { inForce: before.inForce }) };
  const loaded = await readConfiguration(reader, layout);
  const inForce = loaded && workersInForce(loaded);
  const running = await Promise.all(parents.map(({ pid }) => runningMpm(pid, reader)));
  // A change of MPM comes with a restart, not with a reload.
  const differs = running.some((mpm) => mpm !== undefined && mpm !== inForce?.mpm);
  return { of, ...(inForce === undefined || differs ? {} : { inForce }) };
}

/** The MPM that a process has loaded; undefined: it cannot be seen, or is built in. */
async function runningMpm(pid: number, reader: Reader): Promise<MpmName | undefined> {
  const maps = await reader.read(`/proc/${pid}/maps`);
  if (maps.state !== 'present') return undefined;
  const text = new TextDecoder('latin1').decode(maps.value);
  return mpmNames.find((mpm) => text.includes(`/mod_mpm_${mpm}.so`));
}
