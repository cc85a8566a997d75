import type { LintCheck } from '../core/lint-check.ts';
import type { Pack } from '../core/pack.ts';
import type { FindProbeType } from '../core/probe.ts';
import type { PackSettings, Reader } from '../core/reader.ts';
import type { Registry } from '../core/registry.ts';
import type { Service } from '../core/service.ts';
import type { Text } from '../core/text.ts';
import { apachePack } from './apache/pack.ts';
import { cronPack } from './cron/pack.ts';
import { dpkgPack } from './dpkg/pack.ts';
import { filesPack } from './files/pack.ts';
import { logrotatePack } from './logrotate/pack.ts';
import { machinePack } from './machine/pack.ts';
import { networkPack } from './network/pack.ts';
import { pm2Pack } from './pm2/pack.ts';
import { systemdPack } from './systemd/pack.ts';
import { containerPack } from './container/pack.ts';
import { phpFpmPack } from './php-fpm/pack.ts';

/**
 * Every pack. systemd takes what none before it knows as the name of a unit; logrotate looks for the logs of what those
 * before it have found.
 */
export const packs: readonly Pack[] = [
  apachePack,
  cronPack,
  dpkgPack,
  filesPack,
  machinePack,
  networkPack,
  phpFpmPack,
  pm2Pack,
  systemdPack,
  containerPack,
  logrotatePack,
];

/** Every type that a policy can name, in alphabetical order. */
export const registry: Registry = {
  resources: sorted(packs.flatMap(({ resources = [] }) => resources)),
  probes: sorted(packs.flatMap(({ probes = [] }) => probes)),
  remedies: sorted(packs.flatMap(({ remedies = [] }) => remedies)),
  settings: Object.fromEntries(
    packs.flatMap(({ name, settings }) => (settings === undefined ? [] : [[name, settings]])),
  ),
};

/** Lint checks that come with the types. */
export const lintChecks: readonly LintCheck[] = packs.flatMap(({ checks = [] }) => checks);

const probes = new Map(registry.probes.map((type) => [type.type, type]));

/** Probe type of a name. */
export const findProbeType: FindProbeType = (name) => probes.get(name);

/** Service of a name, with its check and its effects. */
export function serviceFor(name: string, settings: PackSettings = {}): Service {
  for (const pack of packs) {
    const service = pack.service?.(name, settings);
    if (service !== undefined) return service;
  }
  throw new Error(`no pack takes the service ${name}`);
}

/**
 * Tells whether anything that kapa knows would take a file that comes to stand at a path for a part of its
 * configuration.
 */
export async function isLoaded(reader: Reader, path: string): Promise<boolean> {
  for (const pack of packs) if ((await pack.loads?.(reader, path)) === true) return true;
  return false;
}

/** Sentences on files that a plan is about to change, by path. */
export async function remarksOn(paths: readonly string[], after: Reader): Promise<ReadonlyMap<string, Text>> {
  const found = await Promise.all(packs.map(async (pack) => pack.remarks?.(paths, after) ?? new Map()));
  return new Map(found.flatMap((some) => [...some]));
}

function sorted<Type extends { readonly type: string }>(types: readonly Type[]): readonly Type[] {
  return [...types].sort((a, b) => (a.type < b.type ? -1 : 1));
}
