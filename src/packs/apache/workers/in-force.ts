import {
  directivesOf,
  effectiveWorkers,
  mpmNames,
  renamedSettings,
  settingOf,
  type MpmName,
  type MpmSettings,
} from '../facts/mpm.ts';
import type { Loaded } from '../config/loaded.ts';

/** Bounds that an MPM sets, by the configuration in force. */
export interface WorkersInForce {
  readonly mpm: MpmName;
  /** Workers at most: processes under prefork, else threads. */
  readonly most: number;
  /** Threads of each process that serve; 1 under prefork. */
  readonly threads: number;
  /** Processes at most, those that finish gracefully included. */
  readonly servers: number;
}

/** The MPM that Apache loads, and what it lets Apache have; undefined: it loads none. */
export function workersInForce(loaded: Loaded): WorkersInForce | undefined {
  const mpm = mpmNames.find((one) => loaded.hasModule(`mpm_${one}_module`));
  if (mpm === undefined) return undefined;
  const settings = settingsInForce(mpm, loaded);
  return {
    mpm,
    most: effectiveWorkers(mpm, settings),
    threads: mpm === 'prefork' ? 1 : settingOf(mpm, settings, 'ThreadsPerChild'),
    servers: settingOf(mpm, settings, 'ServerLimit'),
  };
}

function settingsInForce(mpm: MpmName, loaded: Loaded): MpmSettings {
  const settings: Record<string, number> = {};
  for (const setting of directivesOf(mpm)) {
    const old = [...renamedSettings].find(([, renamed]) => renamed === setting)?.[0];
    const lines = [...loaded.ofServer(setting), ...(old === undefined ? [] : loaded.ofServer(old))];
    const value = Number(lines.at(-1)?.args[0]);
    if (Number.isInteger(value)) settings[setting] = value;
  }
  return settings;
}
