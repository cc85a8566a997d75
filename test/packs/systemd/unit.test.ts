import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host } from '../../../src/core/host.ts';
import type { CommandOptions, CommandResult, Pm2Process } from '../../../src/core/reader.ts';
import { absent, present } from '../../../src/core/reading.ts';
import type { Argv } from '../../../src/core/step.ts';
import { serviceFor } from '../../../src/packs/index.ts';
import { openTreeHost } from '../../converge/tree-host.ts';

let root: string;
let ran: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kapa-service-'));
  ran = [];
});
afterEach(() => rmSync(root, { recursive: true }));

function answer(argv: Argv, stdout = '', status = 0): CommandResult {
  return { argv, status, stdout: new TextEncoder().encode(stdout), stderr: new Uint8Array() };
}

/** A host on which systemd says that the unit goes through these states, one a question. */
function systemd(states: readonly string[]): Host {
  mkdirSync(join(root, 'run/systemd/system'), { recursive: true });
  let asked = 0;
  return {
    ...openTreeHost(root),
    query: async (argv) => {
      if (argv[0] === 'journalctl') return answer(argv, 'cannot bind\n');
      const state = states[Math.min(asked, states.length - 1)] ?? '';
      asked += 1;
      return answer(argv, state.replaceAll(' ', '\n'));
    },
    run: async (argv) => {
      ran.push(argv.join(' '));
      return answer(argv);
    },
  };
}

const up = 'ActiveState=active Result=success NRestarts=0 Type=simple';
const down = 'ActiveState=inactive Result=success NRestarts=0 Type=simple';

test('a reload starts nothing that does not run', async () => {
  const outcome = await serviceFor('shop').perform('reload', systemd([down]));
  expect(outcome).toMatchObject({ ok: true, note: { id: 'services.not_running' } });
  expect(ran).toEqual([]);
});

test('a running unit is reloaded, or restarted where it cannot reload', async () => {
  expect(await serviceFor('shop').perform('reload', systemd([up]))).toEqual({ ok: true });
  expect(ran).toEqual(['systemctl --no-ask-password reload-or-restart shop.service']);
});

test('a unit that dies a moment after its start has failed, with the last lines of its log', async () => {
  const dead = 'ActiveState=failed Result=exit-code NRestarts=0 Type=simple';
  expect(await serviceFor('shop').perform('start', systemd([down, up, up, dead]))).toMatchObject({
    ok: false,
    down: true,
    reason: { id: 'services.did_not_stay', args: { state: 'failed, exit-code', output: 'cannot bind' } },
  });
});

test('a unit that systemd restarts again and again has failed', async () => {
  const again = 'ActiveState=active Result=success NRestarts=1 Type=simple';
  expect(await serviceFor('shop').perform('restart', systemd([up, up, again]))).toMatchObject({
    ok: false,
    reason: { args: { state: 'restarting' } },
  });
});

test('a unit that runs and ends has not failed', async () => {
  const ended = 'ActiveState=inactive Result=success NRestarts=0 Type=oneshot';
  expect(await serviceFor('job').perform('start', systemd([ended]))).toEqual({ ok: true });
});

test('cron needs no reload: it looks by itself', async () => {
  expect(await serviceFor('cron').perform('reload', systemd([up]))).toMatchObject({
    ok: true,
    note: { id: 'services.cron_notices' },
  });
  expect(ran).toEqual([]);
});

test('PM2 is not started by a reload of its applications', async () => {
  const host = { ...systemd([up]), pm2: async () => absent };
  expect(await serviceFor('pm2:kapa').perform('reload', host)).toMatchObject({ ok: true });
  expect(ran).toEqual([]);
});

const running: Pm2Process = {
  id: 3,
  name: 'shop',
  pid: 100,
  status: 'online',
  restarts: 0,
  entry: '',
  uptimeSince: 0,
  memory: 0,
  cpu: 0,
  mode: 'fork',
  script: '/srv/shop/server.js',
  cwd: '/srv/shop',
  logs: { out: '', err: '' },
};

test('PM2 is told in the folder where its daemon works', async () => {
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  writeFileSync(join(root, 'usr/bin/pm2'), '');
  const seen: (CommandOptions | undefined)[] = [];
  const host: Host = {
    ...systemd([up]),
    pm2: async () => present([running]),
    pm2Folder: async () => present('/srv/pm2'),
    run: async (argv, options) => {
      seen.push(options);
      return answer(argv);
    },
  };
  expect(await serviceFor('pm2:kapa').perform('reload', host)).toEqual({ ok: true });
  expect(seen).toMatchObject([{ user: 'kapa', env: { PM2_HOME: '/srv/pm2' } }]);
});

/** A host without systemd, whose init script is a real one; its state is a file. */
function initHost(script: string): Host {
  mkdirSync(join(root, 'etc/init.d'), { recursive: true });
  const file = join(root, 'etc/init.d/shop');
  writeFileSync(file, `#!/bin/sh\nstate=${root}/running\n${script}`);
  chmodSync(file, 0o755);
  const run = async (argv: Argv): Promise<CommandResult> => {
    const [program, ...args] = argv;
    return { argv, ...spawnSync(join(root, program), args) };
  };
  return { ...openTreeHost(root), run, query: run };
}

const honest = `case $1 in
start|restart) touch $state;; stop) rm -f $state;; reload) echo x >>$state;; status) test -e $state || exit 3;;
esac
`;

test('without systemd the init script does it', async () => {
  const host = initHost(honest);
  const shop = serviceFor('shop');
  expect(await shop.perform('reload', host)).toMatchObject({ note: { id: 'services.not_running' } });
  for (const effect of ['start', 'reload', 'restart', 'stop'] as const)
    expect(await shop.perform(effect, host)).toEqual({ ok: true });
});

test('an init script that says yes and does nothing is not believed', async () => {
  const host = initHost('test "$1" != status || exit 3\n');
  expect(await serviceFor('shop').perform('start', host)).toMatchObject({
    ok: false,
    reason: { id: 'services.failed' },
  });
});

test('a service that nothing here can control is a clear failure', async () => {
  const outcome = await serviceFor('shop').perform('start', openTreeHost(root));
  expect(outcome).toMatchObject({ ok: false, down: false, reason: { id: 'services.unmanaged' } });
});
