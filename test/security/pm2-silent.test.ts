import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';
import { check, daemon, entry, pm2Program, upAs } from './pm2.ts';

// What a user's PM2 keeps to itself: a daemon that says nothing, and an ecosystem file that never ends.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh(
    `install -d -o kapa -g kapa /home/kapa/.local/bin; ln -s ${pm2Program} /home/kapa/.local/bin`,
  );
  await arena.as(
    'eve',
    `mkdir -p ~/.local/bin; printf '#!/bin/sh\\nexit 1\\n' > ~/.local/bin/pm2; chmod 755 ~/.local/bin/pm2`,
  );
});
afterAll(() => {
  arena.close();
});

test.concurrent('a folder that names another’s daemon as its own has nothing of that one ended', async () => {
  const victims = await upAs(
    arena,
    'victim',
    daemon({ home: '/home/victim/.pm2', answer: `[${entry({ name: 'payroll' })}]` }),
  );
  const pid = (await arena.sh('cat /home/victim/.pm2/pm2.pid')).trim();
  await upAs(arena, 'eve', daemon({ home: '/home/eve/.pm2', answer: 'undefined', claim: false }));
  await arena.as(
    'eve',
    `echo ${pid} > ~/.pm2/pm2.pid; echo '[{ "name": "api", "pm_exec_path": "/home/eve/none.js" }]' > ~/.pm2/dump.pm2`,
  );
  const { remedies } = await check(arena, {
    probes: 'load: { load: {} }',
    when: 'load.one >= 0.0',
    rungs: ['pm2_daemon_restart: { user: eve }'],
  });
  expect(remedies).toMatchObject([{ remedy: 'pm2_daemon_restart' }]);
  expect(JSON.stringify(remedies)).not.toContain('payroll');
  expect(victims.exitCode ?? victims.signalCode).toBeNull();
  expect(await arena.sh(`sed -n 's/^Uid:.//p' /proc/${pid}/status`)).toContain('2003');
});

test.concurrent(
  'an ecosystem file that never ends is read with its user’s rights, and given up',
  async () => {
    await arena.sh('install -d -m 1777 /srv/notes');
    await arena.as(
      'kapa',
      `cat > ~/ecosystem.config.js <<'END'
require('node:fs').writeFileSync('/srv/notes/uid', String([process.getuid(), process.getgroups()]));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
END`,
    );
    await upAs(arena, 'kapa', daemon({ home: '/home/kapa/.pm2', answer: `[${entry()}]` }));
    await arena.write(
      '/etc/kapa/app.yaml',
      'policy: p\nresources:\n  - { name: App, pm2_app: { name: api, user: kapa, ecosystem: /home/kapa/ecosystem.config.js } }\n',
    );
    const plan = await arena.kapa(['plan', '/etc/kapa/app.yaml']);
    expect(await arena.read('/srv/notes/uid')).toBe('2001,2001');
    expect(plan.stdout, plan.stderr).toContain('App (pm2_app)');
    expect(await arena.sh('pgrep -u kapa -f ecosystem.config.js || true')).toBe('');
  },
);
