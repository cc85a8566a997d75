import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Ended } from '../hosts/machine.ts';

const project = resolve(import.meta.dirname, '../..');
/** Sources of the collection. */
export const collection = join(project, 'ansible/kapa');

/** Answers of a playbook as the callback `fleet` writes them as JSON. */
export interface Fleet {
  readonly hosts: readonly string[];
  readonly plans: readonly {
    readonly hosts: readonly string[];
    readonly phase: string;
    readonly changed: boolean;
    readonly resources?: readonly { readonly name: string; readonly action: string }[];
    readonly effects?: readonly { readonly service: string; readonly effect: string }[];
    readonly proof?: { readonly status: string };
  }[];
  readonly health: Readonly<Record<string, { readonly status: string }>>;
  readonly lost: Readonly<Record<string, string>>;
  readonly failed: Readonly<Record<string, string>>;
  readonly held_back: Readonly<Record<string, string>>;
  readonly untouched: readonly string[];
}

/** A playbook that is over. */
export interface Played extends Ended {
  readonly fleet: Fleet;
  /** Hosts on which something was, or would be, changed. */
  readonly changed: readonly string[];
  readonly markdown: string;
}

/** A control node: a folder with the collection's example in it, a home, a key, and the built collection installed. */
export interface Control {
  readonly folder: string;
  /** Public key for the hosts. */
  readonly key: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs a playbook of the collection. */
  play(name: string, ...args: readonly string[]): Promise<Played>;
  /** Runs any program of Ansible's. */
  run(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  close(): void;
}

/** Makes a control node in a network, for hosts of these names and addresses. */
export function makeControl(
  namespace: string,
  addresses: Readonly<Record<string, string>>,
  ansible: Readonly<Record<string, string>> = {},
): Control {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-fleet-'));
  const home = join(folder, 'home');
  const site = join(folder, 'site');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  cpSync(join(collection, 'examples'), site, { recursive: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, '.ssh/id_ed25519')]);
  const inventory = join(site, 'inventory.yml');
  let hosts = readFileSync(inventory, 'utf8');
  for (const [name, address] of Object.entries(addresses))
    hosts = hosts.replace(`${name}.example.org`, address);
  writeFileSync(inventory, hosts);
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home,
    USER: 'root',
    LANG: 'C.UTF-8',
    PWD: site,
    ANSIBLE_COLLECTIONS_PATH: join(folder, 'collections'),
    ANSIBLE_COLLECTIONS_PATHS: join(folder, 'collections'),
    ANSIBLE_NOCOLOR: '1',
    // Ssh reads the home of the account, whatever HOME says.
    ANSIBLE_PRIVATE_KEY_FILE: join(home, '.ssh/id_ed25519'),
    ANSIBLE_SSH_COMMON_ARGS: `-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=${home}/known_hosts`,
    ...ansible,
  };
  const run = (argv: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    ended(['ip', 'netns', 'exec', namespace, ...argv], { cwd: site, env: { ...env, ...more } });
  const control: Control = {
    folder,
    key: readFileSync(join(home, '.ssh/id_ed25519.pub'), 'utf8'),
    read: (path) => readFileSync(join(site, path), 'utf8'),
    write(path, text) {
      mkdirSync(dirname(join(site, path)), { recursive: true });
      writeFileSync(join(site, path), text);
    },
    run,
    async play(name, ...args) {
      const told = join(folder, 'fleet.json');
      const markdown = join(folder, 'fleet.md');
      for (const file of [told, markdown]) rmSync(file, { force: true });
      const played = await run(['ansible-playbook', `kapa.kapa.${name}`, ...args], {
        KAPA_FLEET_JSON: told,
        KAPA_FLEET_MARKDOWN: markdown,
      });
      if (!existsSync(told)) throw new Error(`no screen:\n${played.stdout}\n${played.stderr}`);
      const fleet = JSON.parse(readFileSync(told, 'utf8')) as Fleet;
      const changed = fleet.plans.flatMap((plan) => (plan.changed ? plan.hosts : []));
      return { ...played, fleet, changed, markdown: readFileSync(markdown, 'utf8') };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
  installCollection(folder, env);
  return control;
}

/** Builds the collection and installs it below a folder from its archive, without any registry. */
export function installCollection(folder: string, env: Readonly<Record<string, string>>): void {
  const galaxy = (...args: readonly string[]): void => {
    execFileSync('ansible-galaxy', ['collection', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  galaxy('build', collection, '--output-path', folder, '--force');
  const archive = readdirSync(folder).find((name) => name.endsWith('.tar.gz')) ?? '';
  galaxy('install', '--offline', '-p', join(folder, 'collections'), join(folder, archive));
}

function ended(
  [program = '', ...args]: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((done, refuse) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => parts.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => parts.stderr.push(chunk));
    child.once('error', refuse);
    child.once('close', (status) => {
      done({
        status,
        stdout: Buffer.concat(parts.stdout).toString(),
        stderr: Buffer.concat(parts.stderr).toString(),
      });
    });
  });
}
