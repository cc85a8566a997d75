import {
  directivesOf,
  effectiveWorkers,
  mpmNames,
  renamedSettings,
  type MpmName,
  type MpmSettings,
} from '../facts/mpm.ts';
import type { Loaded } from './loaded.ts';

/** The MPM that Apache loads, and the settings of it that are in force; undefined: it loads none. */
function mpmInForce(loaded: Loaded): { readonly name: MpmName; readonly settings: MpmSettings } | undefined {
  const name = mpmNames.find((one) => loaded.hasModule(`mpm_${one}_module`));
  if (name === undefined) return undefined;
  const settings: Record<string, number> = {};
  for (const setting of directivesOf(name)) {
    const old = [...renamedSettings].find(([, renamed]) => renamed === setting)?.[0];
    const lines = [...loaded.ofServer(setting), ...(old === undefined ? [] : loaded.ofServer(old))];
    const value = Number(lines.at(-1)?.args[0]);
    if (Number.isInteger(value)) settings[setting] = value;
  }
  return { name, settings };
}

/** The most workers that Apache will have by the configuration in force; undefined: it says nothing of it. */
export function workersInForce(loaded: Loaded): number | undefined {
  const mpm = mpmInForce(loaded);
  if (mpm === undefined || mpm.settings['MaxRequestWorkers'] === undefined) return undefined;
  return effectiveWorkers(mpm.name, mpm.settings);
}
