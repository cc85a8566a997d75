import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RemedyContext } from '../../../../src/core/remedy.ts';
import { beginPass } from '../../../../src/host/index.ts';
import { askPm2, readPm2 } from '../../../../src/host/pm2/pm2.ts';
import { present } from '../../../../src/core/reading.ts';
import type { Patient } from '../../../../src/core/diagnosis.ts';
import type { Host } from '../../../../src/core/host.ts';
import type { Pm2Home } from '../../../../src/core/instruments.ts';
import { render, type Text } from '../../../../src/core/text.ts';
import { pm2Diagnoses } from '../../../../src/packs/pm2/doctor.ts';
import { pm2Daemon } from '../../../../src/packs/pm2/daemon-probe.ts';
import { pm2AppProbe } from '../../../../src/packs/pm2/probe.ts';
import { pm2DaemonRestart } from '../../../../src/packs/pm2/remedies/daemon-restart.ts';
import { pm2Service } from '../../../../src/packs/pm2/service.ts';
import { portOwner } from '../../../../src/packs/network/probes/port-owner.ts';
import { killPortHolder } from '../../../../src/packs/network/remedies/kill-port-holder.ts';
import { pm2Reset } from '../../../../src/packs/pm2/remedies/reset.ts';
import { pm2Restart } from '../../../../src/packs/pm2/remedies/restart.ts';
import { freePort } from '../../../apache/server.ts';
import { host, measure } from '../../instruments.ts';
import { ofPm2, pm2Package } from '../program.ts';

let folder: string;
let port: number;
// Another run of this file may have a daemon of its own at the same time.
const app = `kapa-test-backend-${process.pid}`;

const context = { host, instruments: () => beginPass(host), pm2: askPm2 } as unknown as RemedyContext;

/** A version manager's folder: Node and PM2 side by side, on nobody's PATH. */
function pm2(...words: string[]): void {
  execFileSync(join(folder, 'bin/pm2'), ['-s', ...words], {
    cwd: folder,
    env: { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder, PM2_HOME: folder },
    stdio: 'ignore',
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-pm2-'));
  port = await freePort();
  mkdirSync(join(folder, 'bin'));
  try {
    linkSync(process.execPath, join(folder, 'bin/node'));
  } catch {
    copyFileSync(process.execPath, join(folder, 'bin/node'));
  }
  symlinkSync(join(pm2Package, 'bin/pm2'), join(folder, 'bin/pm2'));
  writeFileSync(join(folder, 'server.js'), `require('net').createServer().listen(${port}, '127.0.0.1');\n`);
  writeFileSync(join(folder, 'server2.js'), 'setInterval(() => {}, 1000);\n');
  writeFileSync(
    join(folder, 'ecosystem.config.js'),
    `module.exports = { apps: [{ name: '${app}', script: 'server.js', cwd: '${folder}' }] };\n`,
  );
  pm2('start', 'ecosystem.config.js');
  pm2('save');
});

afterAll(() => {
  pm2('kill');
  rmSync(folder, { recursive: true, force: true });
});

function given(of: Readonly<Record<string, unknown>>): string {
  return `module.exports = { apps: [{ name: '${app}', ...${JSON.stringify(of)} }] };\n`;
}

const ecosystem = (): string => join(folder, 'ecosystem.config.js');

async function fields(): Promise<unknown> {
  const measured = await measure(pm2AppProbe, { name: app });
  return 'fields' in measured ? measured.fields : measured.unknown;
}

describe(ofPm2, () => {
  test('an orphan on the port is ended by a reset, and the application has the port again', async () => {
    pm2('stop', app);
    const orphan = spawn(process.execPath, [join(folder, 'server.js')], { stdio: 'ignore' });
    const ended = new Promise((done) => orphan.once('exit', done));
    const owner = async (): Promise<unknown> => measure(portOwner, { port, expected: { pm2_app: app } });
    await expect.poll(owner).toMatchObject({ fields: { foreign: true, pid: orphan.pid } });
    // PM2 starts it over and over, EADDRINUSE each time.
    pm2('restart', app);
    await expect
      .poll(async () => Number(((await fields()) as { restarts?: unknown }).restarts))
      .toBeGreaterThan(1);
    expect(await pm2Reset.act({ app, ecosystem: ecosystem(), port }, context)).toMatchObject({
      outcome: 'done',
    });
    await ended;
    expect(await fields()).toMatchObject({ status: 'online', restarts: 0, instances: 1 });
    await expect.poll(owner).toMatchObject({ fields: { owned: true, foreign: false } });
  });

  test('an application that PM2 brings back as it is deleted is deleted again', async () => {
    expect(await pm2Restart.act({ app }, context)).toMatchObject({ outcome: 'done' });
    expect(await fields()).toMatchObject({ restarts: 1 });
    let deletions = 0;
    // As where PM2 was about to restart it: the deletion is done, and a moment later its entry is there again.
    const racing: RemedyContext = {
      ...context,
      pm2: async (home, request) => {
        deletions += 1;
        return deletions === 1 ? { ok: true } : askPm2(home, request);
      },
    };
    expect(await pm2Reset.act({ app, ecosystem: ecosystem(), port }, racing)).toMatchObject({
      outcome: 'done',
    });
    expect(await fields()).toMatchObject({ status: 'online', restarts: 0, instances: 1 });
    const never: RemedyContext = { ...context, pm2: async () => ({ ok: true }) };
    expect(await pm2Reset.act({ app, ecosystem: ecosystem() }, never)).toMatchObject({
      outcome: 'failed',
      reason: { id: 'measure.pm2_not_deleted' },
    });
    expect(await pm2Reset.act({ app, ecosystem: ecosystem() }, context)).toMatchObject({ outcome: 'done' });
  });

  test.each([
    ['was renamed in the file', `module.exports = { apps: [{ name: 'other', script: 'server.js' }] };`],
    ['is in no file any more', ''],
    ['is behind a mistake', 'module.exports = {'],
    ['has lost its script', given({ script: 'gone.js' })],
    ['has lost its interpreter', given({ script: 'server.js', interpreter: 'gone' })],
    ['has words behind its script, which a shell takes for a command', given({ script: 'server.js --x' })],
    ['is a line whose program may not be run', given({ script: './server.js --x' })],
    ['is a line that no shell reads', given({ script: 'node "server.js' })],
    [
      'has a mistake in its script',
      `require('fs').writeFileSync(__dirname + '/mistake.js', 'const a = ;'); ${given({ script: 'mistake.js' })}`,
      /mistake\.js:1: SyntaxError: /u,
    ],
    ['is in a folder with a blank', given({ script: '/srv/my app/server.js' })],
    ['is in a file that ends PM2', 'process.exit(0);', /ends whoever reads it \(exit status 0\)/u],
    [
      'is in a file that fails PM2',
      `Promise.reject(new Error()); ${given({ script: 'server.js' })}`,
      /ends whoever reads it \(exit status 1\)/u,
    ],
    ['is in a file that is killed', `process.kill(process.pid, 'SIGKILL');`, /a signal ended it/u],
    ['is behind a promise', `module.exports = Promise.resolve({ apps: [{ name: '${app}' }] });`],
    ['is behind a function', `module.exports = () => ({ apps: [{ name: '${app}' }] });`],
  ])('an application that %s is not deleted', async (_, text, why = /./u) => {
    const broken = join(folder, 'broken.config.js');
    writeFileSync(broken, text);
    const before = await fields();
    const done = await pm2Reset.act({ app, ecosystem: broken }, context);
    expect(done).toMatchObject({ outcome: 'refused' });
    expect(render((done as { reason: Text }).reason, 'en')).toMatch(why);
    expect(await fields()).toMatchObject({ status: 'online', pids: (before as { pids: string }).pids });
  });

  test.each(['node server.js --x', 'KEY=1 node server.js', 'exec node "server.js"', '"node" server.js'])(
    'an application that is the line %s is started anew',
    async (script) => {
      const line = join(folder, 'line.config.js');
      writeFileSync(line, given({ script }));
      expect(await pm2Reset.act({ app, ecosystem: line }, context)).toMatchObject({ outcome: 'done' });
      expect(await fields()).toMatchObject({ status: 'online', restarts: 0 });
    },
  );

  test('an application that ends as soon as it is started is not told as reset, nor saved', async () => {
    const crashing = join(folder, 'crashing.config.js');
    writeFileSync(join(folder, 'crash.js'), 'setTimeout(() => process.exit(1), 300);\n');
    writeFileSync(
      crashing,
      `module.exports = { apps: [{ name: '${app}', script: 'crash.js', cwd: '${folder}' }] };\n`,
    );
    const saved = readFileSync(join(folder, 'dump.pm2'), 'utf8');
    expect(await pm2Reset.act({ app, ecosystem: crashing }, context)).toMatchObject({
      outcome: 'failed',
      reason: { id: 'pm2.does_not_stay' },
    });
    expect(readFileSync(join(folder, 'dump.pm2'), 'utf8')).toBe(saved);
    expect(await pm2Reset.act({ app, ecosystem: ecosystem() }, context)).toMatchObject({ outcome: 'done' });
  });

  test('a daemon that hangs protects what it runs, and nothing else', async () => {
    const other = await freePort();
    const source = `require('net').createServer().listen(${other}, '127.0.0.1', () => console.log('up'));`;
    const stranger = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise((done) => stranger.once('exit', done));
    await new Promise((done) => stranger.stdout.once('data', done));
    const daemon = Number(readFileSync(join(folder, 'pm2.pid'), 'utf8'));
    process.kill(daemon, 'SIGSTOP');
    try {
      expect(await killPortHolder.act({ port: other, grace: '1s' }, context)).toMatchObject({
        outcome: 'done',
      });
      await ended;
    } finally {
      process.kill(daemon, 'SIGCONT');
    }
  });

  test('a daemon that hangs is told, and renewed with all that it ran; one that answers as well', async () => {
    const spec = { user: 'root', home: folder };
    const daemon = async (): Promise<Readonly<Record<string, unknown>>> => {
      const measured = await measure(pm2Daemon, spec);
      return 'fields' in measured ? measured.fields : measured;
    };
    const before = await daemon();
    expect(before).toMatchObject({
      status: 'running',
      answers: true,
      owner: 'root',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/u) as string,
      apps: 1,
      saved: true,
    });
    expect(before['memory']).toBeGreaterThan(10_000_000);
    const running = async (): Promise<readonly string[]> => {
      const apps = await beginPass(host).pm2At(folder);
      return apps.state === 'present' ? apps.value.map(({ name, status }) => `${name} ${status}`) : [];
    };
    const old = Number(((await fields()) as { pids: string }).pids);
    process.kill(Number(before['pid']), 'SIGSTOP');
    expect(await daemon()).toMatchObject({ status: 'hung', answers: false, owner: 'root' });
    expect(await pm2DaemonRestart.act(spec, context)).toMatchObject({ outcome: 'done' });
    const after = await daemon();
    expect(after).toMatchObject({ status: 'running', saved: true });
    expect(after['pid']).not.toBe(before['pid']);
    expect(await running()).toEqual([`${app} online`]);
    // Nothing of the old one holds the port.
    expect(() => process.kill(old, 0)).toThrow();

    // What runs is saved first, also where it was not.
    pm2('start', 'server2.js', '--name', 'second');
    expect(await daemon()).toMatchObject({ apps: 2, saved: false });
    expect(await pm2DaemonRestart.act(spec, context)).toMatchObject({ outcome: 'done' });
    expect(await daemon()).toMatchObject({ apps: 2, saved: true });

    // An emptied list does not take the place of a saved one.
    pm2('delete', 'all');
    expect(await pm2DaemonRestart.act(spec, context)).toMatchObject({ outcome: 'done' });
    expect((await running()).toSorted()).toEqual([`${app} online`, 'second online']);
    pm2('delete', 'second');
    pm2('save');

    // Where nothing could be brought back nothing is ended.
    rmSync(join(folder, 'dump.pm2'));
    const { pid } = await daemon();
    process.kill(Number(pid), 'SIGSTOP');
    expect(await pm2DaemonRestart.act(spec, context)).toMatchObject({
      outcome: 'refused',
      reason: { id: 'pm2.nothing_saved' },
    });
    process.kill(Number(pid), 'SIGCONT');
    pm2('save');
    expect(await daemon()).toMatchObject({ status: 'running', pid });
  });

  test('a restart of all that a user runs takes the environment that stands in the ecosystem file now', async () => {
    writeFileSync(
      join(folder, 'server.js'),
      `require('fs').writeFileSync(__dirname + '/foo', process.env.FOO ?? '');
require('net').createServer().listen(${port}, '127.0.0.1');\n`,
    );
    const foo = (): string => readFileSync(join(folder, 'foo'), 'utf8');
    const env = (value: string): void =>
      writeFileSync(
        ecosystem(),
        `module.exports = { apps: [{ name: '${app}', script: 'server.js', cwd: '${folder}', env: { FOO: '${value}' } }] };\n`,
      );
    mkdirSync(join(folder, 'n'));
    symlinkSync(join(folder, 'bin'), join(folder, 'n/bin'));
    const here: Host = {
      ...host,
      account: async () => present({ name: 'root', uid: 0, gid: 0, home: folder }),
      pm2: async () => readPm2(folder),
      pm2Folder: async () => present(folder),
    };
    for (const value of ['one', 'two']) {
      env(value);
      expect(await pm2Service('pm2:root').perform('restart', here)).toEqual({ ok: true });
      await expect.poll(foo).toBe(value);
    }
    // An application that somebody stopped stays stopped.
    pm2('stop', app);
    expect(await pm2Service('pm2:root').perform('restart', here)).toEqual({ ok: true });
    expect(await fields()).toMatchObject({ status: 'stopped' });
    pm2('delete', app);
    pm2('start', 'ecosystem.config.js');
    pm2('save');
  });

  test('restart, refusal to kill what PM2 runs, and reset to 0 restarts, all found without PATH or user', async () => {
    expect(await fields()).toMatchObject({ status: 'online', restarts: 0, instances: 1 });
    expect(await pm2Restart.act({ app }, context)).toMatchObject({ outcome: 'done' });
    expect(await fields()).toMatchObject({ status: 'online', restarts: 1 });
    await expect
      .poll(async () => measure(portOwner, { port, expected: { pm2_app: app } }))
      .toMatchObject({ fields: { owned: true, foreign: false, program: 'node' } });
    expect(await killPortHolder.act({ port }, context)).toMatchObject({
      outcome: 'refused',
      reason: { id: 'measure.protected_app' },
    });
    const spec = { app, ecosystem: ecosystem(), port };
    expect(await pm2Reset.act({ ...spec, ecosystem: '/nowhere/ecosystem.config.js' }, context)).toMatchObject(
      {
        outcome: 'refused',
      },
    );
    expect(await pm2Reset.act(spec, context)).toMatchObject({ outcome: 'done' });
    expect(await fields()).toMatchObject({ status: 'online', restarts: 0, instances: 1 });

    const homes = await beginPass(host).pm2Homes();
    const mine = homes.state === 'present' ? homes.value.find(({ home }) => home === folder) : undefined;
    process.kill(mine?.daemon?.pid ?? 0, 'SIGSTOP');
    expect(await measure(pm2AppProbe, { name: app })).toEqual({ fields: { status: 'hung' } });
    expect(await killPortHolder.act({ port }, context)).toMatchObject({
      outcome: 'refused',
      reason: { id: 'measure.protected_app' },
    });
    expect(await pm2Reset.act(spec, context)).toMatchObject({ outcome: 'done' });
    expect(await fields()).toMatchObject({ status: 'online', restarts: 0, instances: 1 });
    pm2('kill');
    expect(await measure(pm2AppProbe, { name: app, home: folder })).toMatchObject({
      fields: { status: 'no_daemon' },
    });
  });

  test('a second daemon in the folder, whose sockets were removed, is told', async () => {
    const daemons = async (): Promise<unknown> => {
      const measured = await measure(pm2Daemon, { user: 'root', home: folder });
      return 'fields' in measured ? measured.fields['daemons'] : measured;
    };
    const told = async (): Promise<readonly string[]> => {
      const pass = beginPass(host);
      const home = await pass.pm2Home(folder);
      const instruments = { ...pass, pm2Homes: async () => present([(home as { value: Pm2Home }).value]) };
      const set = { probes: [{ type: 'pm2_daemon' }] };
      const patient = { set, instruments, measurements: {} } as unknown as Patient;
      return (await pm2Diagnoses(patient)).map(({ finding }) => render(finding, 'en'));
    };
    pm2('kill');
    pm2('ping');
    expect(await daemons()).toBe(1);
    expect(await told()).toEqual([]);
    const first = readFileSync(join(folder, 'pm2.pid'), 'utf8');
    try {
      for (const name of ['rpc.sock', 'pub.sock']) rmSync(join(folder, name));
      pm2('ping');
      expect(readFileSync(join(folder, 'pm2.pid'), 'utf8')).not.toBe(first);
      expect(await daemons()).toBe(2);
      expect(await told()).toEqual([expect.stringContaining(`nobody reaches ${first} any more`)]);
      // As two that start at one moment leave it: the number of the one, and the sockets of the other.
      pm2('start', 'ecosystem.config.js');
      writeFileSync(join(folder, 'pm2.pid'), first);
      await expect
        .poll(async () =>
          measure(portOwner, { port, expected: { pm2_app: app, user: 'root', home: folder } }),
        )
        .toMatchObject({ fields: { owned: true, foreign: false } });
      expect(await killPortHolder.act({ port }, context)).toMatchObject({
        outcome: 'refused',
        reason: { id: 'measure.protected_app' },
      });
    } finally {
      process.kill(Number(first));
    }
    await expect.poll(daemons, { timeout: 60_000 }).toBe(1);
  });
});
