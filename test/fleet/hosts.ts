import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { boot, type Machine } from '../hosts/machine.ts';
import { siteLayers } from '../hosts/site.ts';
import type { Release } from '../hosts/image.ts';
import { makeControl, type Control } from './control.ts';
import { makeNetwork } from './network.ts';

/** Booted hosts with Apache, PM2 and sshd, and a control node that reaches them over ssh. */
export interface Hosts {
  readonly control: Control;
  readonly machines: readonly [Machine, Machine, Machine];
  readonly addresses: Readonly<Record<string, string>>;
  /** Names of their ports on the control node's bridge. */
  readonly ports: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Boots hosts side by side, three unless their names are given; kapa is not on them yet. */
export async function bootHosts(
  release: Release,
  names: readonly string[] = ['web1', 'web2', 'web3'],
): Promise<Hosts> {
  const layers = await siteLayers();
  const network = makeNetwork();
  const places = names.map((name) => ({ name, ...network.add() }));
  const machines = await Promise.all(places.map(({ name, path }) => boot(name, layers, { network: path })));
  const addresses = Object.fromEntries(places.map(({ name, address }) => [name, address]));
  const control = await makeControl(release, network.control, addresses);
  await Promise.all(
    machines.map(async (machine) => {
      machine.put('/root/.ssh/authorized_keys', control.key, 0o600);
      // The image has one name for all.
      machine.put('/etc/hostname', `${machine.name}\n`);
      await machine.sh(`hostname ${machine.name}; chmod 700 /root/.ssh; systemctl start ssh`);
      for (const port of [443, 3001]) await machine.waitForPort(port, 60);
    }),
  );
  return {
    control,
    machines: machines as unknown as Hosts['machines'],
    addresses,
    ports: Object.fromEntries(places.map(({ name, port }) => [name, port])),
    async close() {
      await Promise.all(machines.map((machine) => machine.stop()));
      control.close();
      network.close();
    },
  };
}

/** Packs kapa as npm would get it; answers with the package's path in a folder. */
export function packKapa(folder: string): string {
  const made = mkdtempSync(join(tmpdir(), 'kapa-pack-'));
  try {
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', made], {
      cwd: resolve(import.meta.dirname, '../..'),
    });
    const [name = ''] = readdirSync(made);
    const path = join(folder, 'kapa.tgz');
    renameSync(join(made, name), path);
    return path;
  } finally {
    rmSync(made, { recursive: true });
  }
}
