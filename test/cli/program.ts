import { spawnSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { assertDocument } from './document-schema.ts';
import { serveKapa, type ServedKapa } from './serve.ts';

const project = resolve(import.meta.dirname, '../..');
/** The policies that come with kapa. */
export const shipped = join(project, 'policies');

/** How the program ended. */
export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON, which is as schema/json.schema.json says. */
  json(): Document;
}

/** The parts of kapa's documents that these tests look at. */
export interface Document {
  readonly version: number;
  readonly resources: readonly {
    readonly name: string;
    readonly type: string;
    readonly action: string;
    readonly cause?: string;
    readonly fields: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
    readonly files: readonly { readonly path: string; readonly diff: string }[];
    readonly notes: readonly string[];
  }[];
  readonly effects: readonly {
    readonly service: string;
    readonly effect: string;
    readonly because: readonly string[];
  }[];
  readonly proof: {
    readonly status: string;
    readonly checks: readonly { readonly argv: readonly string[]; readonly output: string }[];
    readonly reason: string | null;
  };
  readonly orphans: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly outcome: string;
  readonly changed: boolean;
  readonly transaction: string | null;
  readonly transactions: readonly { readonly id: string; readonly outcome: string }[];
  readonly backups: readonly { readonly path: string; readonly backup: string }[];
  readonly error: string | null;
}

/** What surrounds a run: where it starts, its environment, what it is run through, its input. */
export interface Around {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program and arguments that run the rest of the line, as setpriv and unshare do. */
  readonly through?: readonly string[];
  readonly node?: readonly string[];
}

/**
 * Runs a command line without a terminal, in a clean environment: by a kapa that was started before, or, where it is run
 * through a program or with arguments for Node, by the built program as its users start it.
 */
export function kapa(args: readonly string[], around: Around = {}): Ran {
  if (around.through !== undefined || around.node !== undefined) return startKapa(args, around);
  served ??= serveKapa();
  try {
    const { cwd = project, env } = around;
    const { status, stdout, stderr } = served.ask({ args, cwd, env: { ...cleanEnvironment, ...env } });
    return ran(args, status, stdout, stderr);
  } catch (error) {
    served.close();
    served = undefined;
    throw error;
  }
}

/** Runs the built program as its users do: a process, without a terminal, in a clean environment. */
export function startKapa(args: readonly string[], { cwd, env, through = [], node = [] }: Around = {}): Ran {
  const [program = '', ...rest] = [
    ...through,
    process.execPath,
    ...node,
    join(project, 'dist/kapa.cjs'),
    ...args,
  ];
  const ended = spawnSync(program, rest, {
    cwd: cwd ?? project,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 180_000,
    env: { ...cleanEnvironment, ...env },
  });
  return ran(args, ended.status, ended.stdout, ended.stderr);
}

/** One for all files that a worker runs; it ends with the worker. */
let served: ServedKapa | undefined;

const cleanEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

function ran(args: readonly string[], status: number | null, out: string, err: string): Ran {
  return {
    status,
    out,
    err,
    json() {
      const document = JSON.parse(out) as Document;
      if (args[0] !== undefined && args[0] !== 'schema') assertDocument(args[0], document);
      return document;
    },
  };
}

/** A copy of the demo's host with a state folder and a place for policies. */
export interface Copy {
  readonly folder: string;
  readonly root: string;
  readonly state: string;
  /** Runs a command upon the copy. */
  run(args: readonly string[], around?: Around): Ran;
  /** Paths are the host's own. */
  read(path: string): string;
  write(path: string, text: string): void;
  /** Writes a policy file; answers with its path. */
  policy(text: string, name?: string): string;
  close(): void;
}

/** Copies the demo's host, with the certificate that its vhost names. */
export function copyHost(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-test-'));
  const root = join(folder, 'host');
  const state = join(folder, 'state');
  cpSync(join(project, 'demo/host'), root, { recursive: true, verbatimSymlinks: true });
  certify(join(root, 'etc/letsencrypt/live/kapa.healtheworld.com.co'));
  const below = (path: string): string => join(root, path);
  return {
    folder,
    root,
    state,
    run: (args, around) => kapa([...args, '--root', root, '--state-dir', state], { cwd: folder, ...around }),
    read: (path) => readFileSync(below(path), 'utf8'),
    write(path, text) {
      mkdirSync(dirname(below(path)), { recursive: true });
      writeFileSync(below(path), text);
    },
    policy(text, name = 'policy.yaml') {
      const file = join(folder, 'policies', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Every file of a tree by its path: kind, mode, owner, time and content or target. */
export function treeOf(root: string): Readonly<Record<string, string>> {
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.map((path) => {
      const stat = lstatSync(join(root, path));
      const content = stat.isFile() ? readFileSync(join(root, path), 'latin1') : '';
      const time = stat.isFile() ? stat.mtimeMs : 0;
      return [path, [stat.mode.toString(8), stat.uid, stat.gid, time, content].join(' ')];
    }),
  );
}

function certify(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { status, error } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=kapa', '-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')],
  ]);
  if (status !== 0) throw new Error(`openssl is needed for this test (${String(error ?? status)})`);
}
