import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { present, unreadable, type Reading } from '../../../src/core/reading.ts';
import { converged, type Change } from '../../../src/core/resource.ts';
import { t } from '../../../src/core/text.ts';
import { readPm2 } from '../../../src/host/pm2/pm2.ts';
import { judgeHome, readSaved } from '../../../src/host/pm2/homes.ts';
import { misreadName } from '../../../src/packs/pm2/ecosystem.ts';
import type { Pm2AppSpec, Pm2AppState } from '../../../src/packs/pm2/app-state.ts';
import { pm2App } from '../../../src/packs/pm2/resource.ts';
import { temporary, type Temporary } from '../temporary.ts';
import { ofPm2, pm2Package } from './program.ts';

/** The project's own PM2, with a daemon in a folder of its own. */
const bin = join(pm2Package, 'bin');
let host: Temporary;
let home: string;
let spec: Pm2AppSpec;
/** Where the user's daemon works. */
let running: string | undefined;
/** What kapa gave to programs that it asked. */
const given: Uint8Array[] = [];
let asked: (() => Promise<Reading<never>>) | undefined;

beforeAll(() => {
  host = temporary({
    account: async () => present({ name: 'root', uid: 0, gid: 0, home }),
    isGuarded: async () => true,
    list: async (path) => (existsSync(path) ? present(readdirSync(path)) : { state: 'absent' }),
    resolve: async (path) => (existsSync(path) ? present(realpathSync(path)) : { state: 'absent' }),
    query: async ([program, ...args], { cwd, env, stdin } = {}) => {
      if (stdin !== undefined) given.push(stdin);
      const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, input: stdin });
      return { argv: [program, ...args], status, stdout, stderr };
    },
    stat: async (path) =>
      existsSync(path)
        ? present({ kind: 'file', mode: 0o600, uid: 0, gid: 0, size: 0, mtime: 0, links: 1, id: path })
        : { state: 'absent' },
    read: async (path) => (existsSync(path) ? present(readFileSync(path)) : { state: 'absent' }),
    pm2: async (_user, folder) => (asked === undefined ? readPm2(folder ?? '') : asked()),
    pm2Saved: async (_user, folder) => {
      const judged = judgeHome(folder ?? '');
      return judged.state === 'present' ? readSaved(judged.value) : judged;
    },
    pm2Folder: async () => present(running ?? `${home}/.pm2`),
  });
  home = host.root;
  const tools = join(home, '.nvm/versions/node/v20.0.0/bin');
  mkdirSync(tools, { recursive: true });
  symlinkSync(process.execPath, join(tools, 'node'));
  symlinkSync(join(pm2Package, 'bin/pm2'), join(tools, 'pm2'));
  mkdirSync(join(home, 'app'));
  writeFileSync(join(home, 'app/server.js'), 'setInterval(() => {}, 1000);\n');
  const ecosystem = join(home, 'app/ecosystem.config.js');
  writeFileSync(
    ecosystem,
    `module.exports = { apps: ['kapa-try', 'other'].map((name) => ({ name, script: '${home}/app/server.js', env: { KEY: 'canary' } })) };\n`,
  );
  spec = { name: 'kapa-try', user: 'root', ecosystem };
});

afterEach(() => {
  asked = undefined;
  running = undefined;
});

afterAll(() => {
  for (const folder of ['.pm2', 'declared', 'running'])
    if (existsSync(join(home, folder)))
      spawnSync(join(bin, 'pm2'), ['kill'], {
        env: { ...process.env, HOME: home, PM2_HOME: join(home, folder) },
      });
  host.remove();
});

describe(ofPm2, () => {
  test('looking starts no daemon', async () => {
    expect(await host.plan(pm2App, spec)).toMatchObject({
      action: 'create',
      fields: [
        { field: 'status', from: 'no_daemon', to: 'online' },
        { field: 'saved', from: false, to: true },
      ],
    });
    expect(existsSync(join(home, '.pm2'))).toBe(false);
    expect(await host.plan(pm2App, { ...spec, status: 'absent' })).toEqual(converged);
  });

  test('started and saved, the one app only; undone, then stopped, then absent', async () => {
    const started = await carryOut(spec);
    expect((await apps()).map(({ name, status }) => [name, status])).toEqual([['kapa-try', 'online']]);
    expect(readFileSync(join(home, '.pm2/dump.pm2'), 'utf8')).toContain('kapa-try');
    expect(await host.plan(pm2App, spec)).toEqual(converged);

    for (const step of started.steps.toReversed())
      if (step.do === 'command' && step.undo !== 'irreversible') run(step.undo, step.cwd);
    expect(await apps()).toEqual([]);
    expect(existsSync(join(home, '.pm2/dump.pm2'))).toBe(false);

    await carryOut(spec);
    await carryOut({ ...spec, status: 'stopped' });
    expect((await apps()).map(({ status }) => status)).toEqual(['stopped']);
    expect(await carryOut(spec)).toMatchObject({
      fields: [{ field: 'status', from: 'stopped', to: 'online' }],
    });

    const gone = await carryOut({ ...spec, status: 'absent' });
    expect(gone).toMatchObject({ action: 'remove' });
    expect(await apps()).toEqual([]);
    expect(JSON.stringify([started, gone])).not.toContain('canary');
  });

  test('a PM2 that keeps its things elsewhere, declared or running, is the one that is asked and told', async () => {
    const declared = join(home, 'declared');
    await carryOut({ ...spec, name: 'other', home: declared });
    expect(await apps(declared)).toMatchObject([{ name: 'other', status: 'online' }]);
    expect(readFileSync(join(declared, 'dump.pm2'), 'utf8')).toContain('other');
    running = join(home, 'running');
    await carryOut(spec);
    expect(await apps(running)).toMatchObject([{ name: 'kapa-try', status: 'online' }]);
    expect(await apps()).toEqual([]);
  });

  test('a pm2 of a version manager in the user’s home is found', async () => {
    const versions = temporary({
      account: async () => present({ name: 'kapa', uid: 1, gid: 1, home: '/home/kapa' }),
    });
    versions.put('/home/kapa/.nvm/versions/node/v20.20.0/bin/pm2', '');
    versions.put('/home/kapa/.nvm/versions/node/v8.17.0/bin/pm2', '');
    versions.put('/home/kapa/.nvm/versions/node/v99\nSuccessAction=reboot\n/bin/pm2', '');
    versions.put('/home/kapa/.nvm/versions/node/v20.20.0/bin/node', '');
    const { command } = await pm2App.observe({ ...spec, user: 'kapa' }, versions.host);
    expect(command).toMatchObject({
      program: '/home/kapa/.nvm/versions/node/v20.20.0/bin/pm2',
      node: '/home/kapa/.nvm/versions/node/v20.20.0/bin/node',
    });
    versions.remove();
  });

  test.each([
    ['a name that it does not have', 'ecosystem.config.js', undefined, 'typo', 'pm2.no_such_app'],
    [
      'a file that PM2 would run',
      'plain.js',
      'module.exports = { apps: [{ name: "a", script: "server.js" }] }',
      'a',
      'pm2.no_ecosystem_name',
    ],
    ['an empty file', 'empty.config.js', '', 'a', 'pm2.no_such_app'],
    ['a mistake in it', 'mistake.config.js', 'module.exports = {', 'a', 'pm2.malformed'],
    [
      'a script that is not there',
      'gone.json',
      '[{ "name": "a", "script": "gone.js" }]',
      'a',
      'pm2.cannot_start',
    ],
    [
      'a script that Node cannot read',
      'unread.config.js',
      'require("fs").writeFileSync(__dirname + "/unread.js", "const a = ;"); module.exports = { apps: [{ name: "a", script: "unread.js" }] }',
      'a',
      'pm2.cannot_start',
    ],
    [
      'a name that PM2 parts',
      'blank.json',
      '[{ "name": "a b", "script": "server.js" }]',
      'a b',
      'pm2.name_parted',
    ],
  ])('of an ecosystem file with %s nothing is started', async (_, name, text, app, id) => {
    const ecosystem = join(home, 'app', name);
    if (text !== undefined) writeFileSync(ecosystem, text);
    expect(await host.plan(pm2App, { ...spec, name: app, ecosystem })).toMatchObject({
      action: 'unknown',
      unknown: { id },
      steps: [],
    });
  });

  test('a name that PM2 takes for all, for an id or for a pattern deletes nobody else’s application', () => {
    const misread = (name: string): unknown => {
      const state = { live: true, apps: [{ name, status: 'online' }], saved: [name], command: {} };
      return pm2App.diff({ ...spec, name, status: 'absent' }, {
        ...state,
        account: { home },
      } as unknown as Pm2AppState);
    };
    for (const name of ['all', '0', '3000', '1e3', '/server/', '/'])
      expect(misread(name), name).toMatchObject({ action: 'unknown', unknown: { id: 'pm2.name_misread' } });
    for (const name of ['all2', 'v1', '/server', 'a/b/', '3000-web'])
      expect(misreadName(name), name).toBeUndefined();
  });

  test('undoing the start of what is not there is no trouble, for PM2 says so', async () => {
    const { steps } = await host.plan(pm2App, spec);
    const start = steps.find((step) => step.do === 'command');
    if (start?.do !== 'command' || start.made === undefined) throw new Error('no start');
    const [program, ...args] = start.made;
    expect(spawnSync(program, args, { cwd: start.cwd }).status).toBe(1);
  });

  test('a job that ends by itself is known to PM2, and that is all that is declared', async () => {
    const ecosystem = join(home, 'app/once.json');
    writeFileSync(join(home, 'app/once.js'), 'process.exit();\n');
    writeFileSync(ecosystem, '[{ "name": "once", "script": "once.js", "autorestart": false }]');
    const once = { ...spec, name: 'once', ecosystem, status: 'known' } as const;
    await carryOut(once);
    await expect.poll(async () => (await apps()).find(({ name }) => name === 'once')?.status).toBe('stopped');
    expect(await host.plan(pm2App, once)).toEqual(converged);
    expect(await host.plan(pm2App, { ...once, status: 'online' })).toMatchObject({
      stays: { id: 'pm2.ends_by_itself' },
    });
    await carryOut({ ...once, status: 'absent' });
  });

  test('a changed ecosystem is drift, told without its values, and is rolled out; comments are none', async () => {
    writeFileSync(
      join(home, 'app/told.js'),
      `const { FOO = '', BAR = '', name } = process.env;
require('node:fs').writeFileSync(__dirname + '/' + name + '.told', JSON.stringify({ FOO, BAR, script: 'told' }));
require('node:http').createServer(() => {}).listen(0);
`,
    );
    const first = { env: { FOO: 'one', LIST: { a: 1 } }, max_memory_restart: '300M' };
    const rolled: Pm2AppSpec = { ...spec, name: 'rolled', ecosystem: written('rolled', first) };
    await carryOut(rolled);
    await toldBy('rolled', { FOO: 'one' });
    writeFileSync(rolled.ecosystem, `// A note.\n${ecosystemText('rolled', first)}`);
    expect(await host.plan(pm2App, rolled)).toEqual(converged);

    // What is saved knows nothing of it.
    const dump = join(home, '.pm2/dump.pm2');
    writeFileSync(dump, '[ ]');
    written('rolled', { ...first, env: { FOO: 'canary-two', BAR: 'new', LIST: { a: 1 } } });
    const changed = await carryOut(rolled);
    expect(changed).toMatchObject({
      action: 'update',
      fields: [
        { field: 'env.FOO', from: '≠', to: 'rolled.config.js' },
        { field: 'env.BAR', from: '≠', to: 'rolled.config.js' },
        { field: 'saved', from: false, to: true },
      ],
    });
    expect(JSON.stringify(changed)).not.toContain('canary');
    await toldBy('rolled', { FOO: 'canary-two', BAR: 'new' });
    expect(readFileSync(dump, 'utf8')).toContain('canary-two');

    // Undone, it is what ran before, and so is what was saved.
    for (const step of changed.steps.toReversed())
      if (step.do === 'command' && step.undo !== 'irreversible') run(step.undo, step.cwd);
    await toldBy('rolled', { FOO: 'one', BAR: '' });
    expect(readFileSync(dump, 'utf8')).toBe('[ ]');

    // Another script, and more instances, are started anew.
    writeFileSync(
      join(home, 'app/other.js'),
      `require('node:fs').writeFileSync(__dirname + '/rolled.told', JSON.stringify({ script: 'other' }));
require('node:http').createServer(() => {}).listen(0);
`,
    );
    written('rolled', { ...first, script: 'other.js', exec_mode: 'cluster', instances: 2 });
    const replaced = await carryOut(rolled);
    expect(replaced.fields.map(({ field }) => field).toSorted()).toEqual([
      ...['exec_mode', 'instances', 'saved', 'script'],
    ]);
    await toldBy('rolled', { script: 'other' });
    expect((await apps()).filter(({ name }) => name === 'rolled').map(({ status }) => status)).toEqual([
      'online',
      'online',
    ]);

    // In cluster mode a reload is enough.
    written('rolled', {
      ...first,
      script: 'other.js',
      exec_mode: 'cluster',
      instances: 2,
      env: { FOO: 'x', LIST: { a: 1 } },
    });
    const reloaded = await carryOut(rolled);
    expect(JSON.stringify(reloaded.steps)).toContain('"reload"');

    // A plan that writes the file knows what it will give.
    const planned = new TextEncoder().encode(
      ecosystemText('rolled', {
        ...first,
        script: 'other.js',
        exec_mode: 'cluster',
        instances: 1,
        env: { FOO: 'x', LIST: { a: 1 } },
      }),
    );
    const ahead = (mode: number): Temporary =>
      temporary({
        ...host.host,
        read: async (path) => (path === rolled.ecosystem ? present(planned) : host.host.read(path)),
        stat: async (path) =>
          path === rolled.ecosystem
            ? present({ kind: 'file', mode, uid: 77, gid: 77, size: 0, mtime: 0, links: 1 })
            : host.host.stat(path),
      });
    const readable = ahead(0o644);
    // What is there its user reads himself: the path may lead to a file of root's.
    expect(given).toEqual([]);
    expect(await readable.plan(pm2App, rolled)).toMatchObject({ fields: [{ field: 'instances' }] });
    expect(given).toEqual([planned]);
    readable.remove();
    const closed = ahead(0o600);
    await closed.plan(pm2App, rolled);
    expect(given).toEqual([planned]);
    closed.remove();
    await carryOut({ ...rolled, status: 'absent' });
  });

  test('a variable that leaves the ecosystem file is drift and goes; one of the shell it was started from stays', async () => {
    writeFileSync(
      join(home, 'app/told.js'),
      `const { FOO = '', BAR = '', BAZ = '', OF_SHELL = '', name } = process.env;
require('node:fs').writeFileSync(__dirname + '/' + name + '.told', JSON.stringify({ FOO, BAR, BAZ, OF_SHELL }));
require('node:http').createServer(() => {}).listen(0);
`,
    );
    const env = { FOO: 'one', BAR: 'canary' };
    const settings = { env_production: { ONLY_THERE: 'x' } };
    const leaving: Pm2AppSpec = {
      ...spec,
      name: 'leaving',
      ecosystem: written('leaving', { ...settings, env }),
    };
    // As an operator starts it, from a shell with variables of its own.
    const by = { ...process.env, HOME: home, PM2_HOME: `${home}/.pm2`, OF_SHELL: 'kept' };
    for (const words of [['start', leaving.ecosystem, '--env', 'production'], ['save']])
      expect(spawnSync(join(bin, 'pm2'), ['-s', ...words], { cwd: join(home, 'app'), env: by }).status).toBe(
        0,
      );
    await toldBy('leaving', { BAR: 'canary', OF_SHELL: 'kept' });
    expect(await host.plan(pm2App, leaving)).toEqual(converged);

    written('leaving', { ...settings, env: { FOO: 'one' } });
    const gone = await carryOut(leaving);
    expect(gone.fields).toEqual([{ field: 'env.BAR', from: '≠', to: null }]);
    await toldBy('leaving', { FOO: 'one', BAR: '' });

    // One that a restart has brought leaves as well.
    written('leaving', { env: { FOO: 'one', BAZ: 'new' } });
    expect(JSON.stringify((await carryOut(leaving)).steps)).toContain('"restart"');
    await toldBy('leaving', { BAZ: 'new' });
    written('leaving', { env: { FOO: 'one' } });
    expect((await carryOut(leaving)).fields).toEqual([{ field: 'env.BAZ', from: '≠', to: null }]);
    await toldBy('leaving', { FOO: 'one', BAZ: '' });
    await carryOut({ ...leaving, status: 'absent' });
  });

  test('what ends as soon as it is started is not taken to be online', async () => {
    writeFileSync(join(home, 'app/ends.js'), 'setTimeout(() => process.exit(1), 400);\n');
    const ecosystem = written('ends', { script: 'ends.js', min_uptime: 100 }, 'ends.config.js');
    const ends: Pm2AppSpec = { ...spec, name: 'ends', ecosystem };
    const { steps } = await host.plan(pm2App, ends);
    for (const step of steps) if (step.do === 'command') run(step.argv, step.cwd);
    expect(await host.plan(pm2App, ends)).toMatchObject({
      fields: [{ field: 'status', from: 'restarting', to: 'online' }],
      stays: { id: 'pm2.not_online', args: { name: 'ends', status: 'restarting' } },
    });
    await carryOut({ ...ends, status: 'absent' });
  });

  test('a daemon that cannot be asked is unknown, not absent', async () => {
    asked = async () => unreadable(t('engine.no_reason'));
    expect(await host.plan(pm2App, spec)).toMatchObject({ action: 'unknown' });
  });

  const booted: Pm2AppState = {
    live: true,
    systemd: true,
    account: { name: 'kapa', uid: 1, gid: 1, home: '/home/kapa' },
    home: '/srv/pm2',
    apps: [],
    restarting: false,
    saved: undefined,
    bootUnit: false,
    bootEnabled: false,
    command: {
      program: '/usr/local/bin/pm2',
      node: '/usr/bin/node',
      argv: (...words) => ['/usr/local/bin/pm2', ...words],
      options: {},
    },
    ecosystem: true,
  };

  test('with systemd the unit that resurrects it is written and enabled, and nothing else starts it', () => {
    const { steps } = pm2App.diff({ name: 'a', user: 'kapa', ecosystem: '/srv/e.js' }, booted);
    expect(steps.slice(-3)).toMatchObject([
      { do: 'write', path: '/etc/systemd/system/pm2-kapa.service', mode: 0o644 },
      { do: 'service', service: 'pm2-kapa.service', effect: 'daemon_reload' },
      { do: 'service', service: 'pm2-kapa.service', effect: 'enable' },
    ]);
    const [write] = steps.slice(-3);
    const text =
      write?.do === 'write' && write.content instanceof Uint8Array && new TextDecoder().decode(write.content);
    expect(text).toContain('ExecStart=/usr/local/bin/pm2 resurrect\n');
    expect(text).toContain('Environment=PM2_HOME=/srv/pm2\n');
  });

  test('without the ecosystem file, or without pm2, it is unknown', () => {
    const app = { name: 'a', user: 'kapa', ecosystem: '/srv/e.js' };
    expect(pm2App.diff(app, { ...booted, ecosystem: false })).toMatchObject({
      action: 'unknown',
      unknown: { id: 'resources.pm2_no_ecosystem' },
    });
    expect(pm2App.diff(app, { ...booted, command: undefined })).toMatchObject({
      action: 'unknown',
      unknown: { id: 'measure.no_pm2' },
    });
  });
});

/** Writes an ecosystem file of one application. */
function written(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  file = `${name}.config.js`,
): string {
  const path = join(home, 'app', file);
  writeFileSync(path, ecosystemText(name, settings));
  return path;
}

function ecosystemText(name: string, settings: Readonly<Record<string, unknown>>): string {
  return `module.exports = { apps: [${JSON.stringify({ name, script: 'told.js', ...settings })}] };\n`;
}

/** What an application said of itself when it was started. */
async function toldBy(name: string, expected: Readonly<Record<string, string>>): Promise<void> {
  await expect
    .poll(
      () => {
        const file = join(home, 'app', `${name}.told`);
        return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8') || '{}') as unknown) : {};
      },
      { timeout: 20_000 },
    )
    .toMatchObject(expected);
}

async function carryOut(wanted: Pm2AppSpec): Promise<Change> {
  const change = await host.plan(pm2App, wanted);
  for (const step of change.steps) if (step.do === 'command') run(step.argv, step.cwd);
  expect(await host.plan(pm2App, wanted)).toEqual(converged);
  return change;
}

function run([program, ...args]: readonly [string, ...string[]], cwd: string | undefined): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
}

async function apps(
  folder = `${home}/.pm2`,
): Promise<readonly { readonly name: string; readonly status: string }[]> {
  const found = await readPm2(folder);
  return found.state === 'present' ? found.value : [];
}
