import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
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
import { dirname, join, resolve } from 'node:path';
import type { Ended } from '../hosts/machine.ts';
import type { Release } from '../hosts/image.ts';
import { controlImage, inControl } from './control-image.ts';

const project = resolve(import.meta.dirname, '../..');
/** Sources of the collection. */
const collection = join(project, 'ansible/kapa');

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
    readonly releases: Readonly<Record<string, string>>;
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
  /** Name of its network namespace. */
  readonly namespace: string;
  /** Public key for the hosts. */
  readonly key: string;
  read(path: string): string;
  write(path: string, text: string): void;
  remove(path: string): void;
  /** Copies a file or folder from here into the site. */
  copy(from: string, to: string): void;
  /** Runs a playbook of the collection. */
  play(name: string, ...args: readonly string[]): Promise<Played>;
  /** Starts any program of the control node's, and leaves it running. */
  start(argv: readonly string[]): ChildProcess;
  /** Runs any program of the control node's. */
  run(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  close(): void;
}

/** Makes a control node in a network, for hosts of these names and addresses. */
export async function makeControl(
  release: Release,
  namespace: string,
  addresses: Readonly<Record<string, string>>,
): Promise<Control> {
  const root = controlImage(release);
  const folder = mkdtempSync('/tmp/kapa-fleet-');
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
    ANSIBLE_COLLECTIONS_PATH: join(folder, 'collections'),
    ANSIBLE_NOCOLOR: '1',
    // Ssh reads the home of the account, whatever HOME says.
    ANSIBLE_PRIVATE_KEY_FILE: join(home, '.ssh/id_ed25519'),
    ANSIBLE_SSH_COMMON_ARGS: `-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=${home}/known_hosts`,
  };
  const start = (argv: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess =>
    spawn('ip', ['netns', 'exec', namespace, ...inControl(root, site, argv)], {
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const run = (argv: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    ended(start(argv, more));
  const control: Control = {
    folder,
    namespace,
    key: readFileSync(join(home, '.ssh/id_ed25519.pub'), 'utf8'),
    read: (path) => readFileSync(join(site, path), 'utf8'),
    write(path, text) {
      mkdirSync(dirname(resolve(site, path)), { recursive: true });
      writeFileSync(resolve(site, path), text);
    },
    copy: (from, to) => cpSync(from, join(site, to), { recursive: true }),
    remove: (path) => rmSync(join(site, path), { recursive: true }),
    start,
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
  await installCollection(folder, run);
  return control;
}

/** Builds the collection and installs it below a folder from its archive, without any registry. */
export async function installCollection(
  folder: string,
  run: (argv: readonly string[]) => Promise<Ended>,
): Promise<void> {
  const galaxy = async (...args: readonly string[]): Promise<void> => {
    const { status, stdout, stderr } = await run(['ansible-galaxy', 'collection', ...args]);
    if (status !== 0) throw new Error(`ansible-galaxy ${args.join(' ')}:\n${stdout}\n${stderr}`);
  };
  const sources = join(folder, 'sources');
  cpSync(collection, sources, { recursive: true });
  await galaxy('build', sources, '--output-path', folder);
  const archive = readdirSync(folder).find((name) => name.endsWith('.tar.gz')) ?? '';
  await galaxy('install', '--offline', '-p', join(folder, 'collections'), join(folder, archive));
}

/** How a process ends, and what it says until then. */
export function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((done, refuse) => {
    const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout?.on('data', (chunk: Buffer) => parts.stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => parts.stderr.push(chunk));
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
