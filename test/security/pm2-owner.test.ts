import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';
import { check, daemon, endAll, entry, kapaProgram, pm2Program, upAs } from './pm2.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh('install -d -m 1777 /srv/notes');
  // Each account has a pm2 of its own, which tells who ran it, and in whose folder.
  for (const account of ['kapa', 'eve', 'victim'] as const)
    await arena.as(
      account,
      `mkdir -p ~/.local/bin ~/.pm2; cat > ~/.local/bin/pm2 <<'END'
#!/bin/sh
echo "$(id -u) $PM2_HOME $*" >> /srv/notes/$(id -u)
END
chmod 755 ~/.local/bin/pm2`,
    );
});
afterAll(() => {
  arena.close();
});

async function clean(): Promise<void> {
  await arena.sh(endAll);
  await arena.sh('rm -f /srv/notes/*');
}

async function notes(): Promise<readonly string[]> {
  return (await arena.sh('cat /srv/notes/* 2>/dev/null || true')).split('\n').filter(Boolean);
}

const ill = 'load: { load: {} }';
const always = 'load.one >= 0.0';

test('a program that poses as the daemon of another’s folder is not believed', async () => {
  await clean();
  await upAs(arena, 'eve', [
    process.execPath,
    '-e',
    `process.title = 'PM2 v7.0.4: God Daemon (/home/kapa/.pm2)'; console.log('up'); setInterval(() => {}, 1000)`,
  ]);
  const { remedies } = await check(arena, {
    probes: ill,
    when: always,
    rungs: ['pm2_restart: { app: api, user: kapa }', 'pm2_restart: { app: api, home: /home/kapa/.pm2 }'],
  });
  expect(JSON.stringify(remedies)).not.toContain('eve');
  const ran = await notes();
  expect(ran.filter((line) => !line.startsWith('2001 /home/kapa/.pm2 '))).toEqual([]);
  expect(ran.length).toBeGreaterThan(0);
});

test('the owner of a folder runs what is run in it; root only where the folder is root’s', async () => {
  await clean();
  await arena.sh(
    'install -d -o kapa -g kapa /srv/api/.pm2 && install -d /opt/shared && cp /home/kapa/.local/bin/pm2 /usr/local/bin/pm2',
  );
  await check(arena, {
    probes: ill,
    when: always,
    rungs: ['pm2_restart: { app: api, home: /srv/api/.pm2 }'],
  });
  expect(await notes()).toEqual(['2001 /srv/api/.pm2 -s resurrect']);
  await clean();
  await check(arena, { probes: ill, when: always, rungs: ['pm2_restart: { app: api, home: /opt/shared }'] });
  expect(await notes()).toEqual(['0 /opt/shared -s resurrect']);
});

test('a folder that is not the policy’s user’s is refused, with who owns it', async () => {
  await clean();
  await arena.sh('install -d -o kapa -g kapa /srv/api/.pm2');
  const rungs = [
    'pm2_restart: { app: api, user: eve, home: /srv/api/.pm2 }',
    'pm2_restart: { app: api, user: root, home: /srv/api/.pm2 }',
  ];
  const { remedies } = await check(arena, { probes: ill, when: always, rungs });
  expect(remedies.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(JSON.stringify(remedies)).toMatch(/\/srv\/api\/\.pm2.*kapa/u);
  expect(await notes()).toEqual([]);
});

test('a link of a stranger’s on the way to a folder is not followed, one of its owner’s is', async () => {
  await clean();
  await arena.sh(
    'install -d -o kapa -g kapa /srv/real; install -d -o eve -g eve /srv/evil; install -d -o kapa -g kapa /srv/own',
  );
  await arena.as('eve', 'ln -s /srv/real /srv/evil/pm2');
  await arena.as('kapa', 'ln -s /srv/real /srv/own/pm2');
  const refused = await check(arena, {
    probes: ill,
    when: always,
    rungs: ['pm2_restart: { app: api, home: /srv/evil/pm2 }'],
  });
  expect(refused.remedies[0]?.outcome).toBe('failed');
  expect(await notes()).toEqual([]);
  await check(arena, {
    probes: ill,
    when: always,
    rungs: ['pm2_restart: { app: api, user: kapa, home: /srv/own/pm2 }'],
  });
  expect((await notes()).length).toBe(1);
});

test('a reset starts nothing whose runner would be a guess', async () => {
  await clean();
  await arena.write('/srv/new/ecosystem.config.js', 'module.exports = { apps: [] }\n');
  await arena.as('kapa', 'echo "module.exports = { apps: [] }" > ~/ecosystem.config.js');
  const rungs = ['/srv/new/ecosystem.config.js', '/home/kapa/ecosystem.config.js'].map(
    (file) => `pm2_reset: { app: unknown-to-all, ecosystem: ${file} }`,
  );
  const { remedies } = await check(arena, { probes: ill, when: always, rungs });
  expect(remedies.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
  expect(JSON.stringify(remedies)).toContain('user');
  expect(await notes()).toEqual([]);
});

test('no title reaches a unit of systemd, or a policy that init writes', async () => {
  await clean();
  await arena.sh('mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system');
  const home = '/home/kapa/p\nUser=root\nExecStartPre=/home/kapa/e\n#';
  await upAs(
    arena,
    'kapa',
    daemon({ home, answer: `[${entry({ pm2_env: { status: 'online', pm_cwd: '/home/kapa' } })}]` }),
  );
  await arena.as('kapa', 'echo "module.exports = { apps: [] }" > ~/ecosystem.config.js');
  await arena.write(
    '/etc/kapa/unit.yaml',
    'policy: p\nresources:\n  - name: App\n    pm2_app: { name: api, user: kapa, ecosystem: /home/kapa/ecosystem.config.js }\n',
  );
  const plan = await arena.kapa(['plan', '/etc/kapa/unit.yaml']);
  expect(plan.stdout).toContain('pm2-kapa.service');
  expect(plan.stdout).not.toContain('ExecStartPre');
  const init = await arena.kapa(['init', '--out', '/root/policies']);
  expect(init.stdout + init.stderr).not.toContain('ExecStartPre');
  expect(await arena.sh('cat /root/policies/* || true')).not.toContain('ExecStartPre');
  await arena.sh('umount /run');
});

test('a plan runs no ecosystem file as root that another user can write', async () => {
  await clean();
  const bin = '/root/.nvm/versions/node/v20.20.0/bin';
  await arena.sh(
    `rm -rf /root/.pm2 /root/proof; mkdir -p ${bin}; ln -s ${process.execPath} ${bin}/node; ln -s ${pm2Program} ${bin}/pm2`,
  );
  await arena.as(
    'kapa',
    `echo 'require("fs").writeFileSync("/root/proof", ""); module.exports = { apps: [] }' > ~/root.config.js`,
  );
  await arena.write(
    '/etc/kapa/root.yaml',
    'policy: p\nresources:\n  - name: App\n    pm2_app: { name: api, user: root, ecosystem: /home/kapa/root.config.js }\n',
  );
  const plan = await arena.kapa(['plan', '/etc/kapa/root.yaml']);
  expect(plan.stdout).toContain('no_daemon');
  expect(await arena.sh('ls /root/proof 2>/dev/null || true')).toBe('');
  await arena.sh('rm -rf /root/.nvm');
});

test('what operators have goes on: links, other folders, bind mounts, several daemons, root’s own', async () => {
  await clean();
  await arena.sh(
    'install -d -o kapa -g kapa /srv/data /srv/data/pm2 /srv/homes /srv/homes/victim && rm -rf /home/kapa/.pm2 && mount --bind /srv/homes/victim /home/victim && chown victim:victim /srv/homes/victim',
  );
  const app = 'setInterval(() => {}, 1000);';
  const start = (name: string): string =>
    `echo '${app}' > $HOME/${name}.js; ${pm2Program} -s start $HOME/${name}.js --name ${name}`;
  await arena.as('kapa', `ln -s /srv/data/pm2 ~/.pm2; ${start('linked')}`);
  await arena.as('kapa', `export PM2_HOME=/home/kapa/elsewhere; ${start('apart')}`);
  await arena.as('victim', start('bound'));
  await arena.sh(`export HOME=/root; ${start('roots')}`);
  const { probes } = await check(arena, {
    probes: [
      'a: { pm2_app: { name: linked, user: kapa } }',
      'b: { pm2_app: { name: apart, home: /home/kapa/elsewhere } }',
      'c: { pm2_app: { name: bound, user: victim } }',
      'd: { pm2_app: { name: roots, user: root } }',
      'e: { pm2_app: { name: apart } }',
      'f: { pm2_app: { name: bound } }',
    ].join('\n'),
    when: 'a.status != "online"',
  });
  expect(Object.values(probes).map((probe) => probe['status'] ?? probe)).toEqual(Array(6).fill('online'));
  const { remedies } = await check(arena, {
    probes: ill,
    when: always,
    rungs: [
      'pm2_restart: { app: linked, user: kapa }',
      'pm2_restart: { app: bound }',
      'pm2_restart: { app: roots, user: root }',
    ],
  });
  expect(remedies.map(({ text }) => text)).toBeDefined();
  const after = await check(arena, {
    probes: 'a: { pm2_app: { name: linked } }',
    when: 'a.status != "online"',
  });
  expect(after.probes['a']).toMatchObject({ status: 'online', restarts: 1 });
});

test('PM2 of a version manager in the home is brought back by its user’s own Node', async () => {
  await clean();
  await arena.sh('umount /home/victim 2>/dev/null || true; chown victim:victim /home/victim');
  const bin = '/home/victim/.nvm/versions/node/v20.20.0/bin';
  await arena.as(
    'victim',
    `rm -rf ~/.local ~/.pm2; mkdir -p ${bin}; cp ${process.execPath} ${bin}/node; ln -s ${pm2Program} ${bin}/pm2
echo 'setInterval(() => {}, 1000)' > ~/nvm.js; export PATH=${bin}:/usr/bin:/bin; pm2 -s start ~/nvm.js --name nvm; pm2 -s save; pm2 -s kill`,
  );
  const { remedies } = await check(arena, {
    probes: 'a: { pm2_app: { name: nvm, user: victim } }',
    when: 'a.status != "online"',
    rungs: ['pm2_restart: { app: nvm, user: victim }'],
  });
  expect(remedies).toMatchObject([{ outcome: 'helped' }]);
  const daemon = (await arena.sh('cat /home/victim/.pm2/pm2.pid')).trim();
  expect(
    await arena.sh(`readlink /proc/${daemon}/exe; sed -n 's/^[UG]id://p' /proc/${daemon}/status`),
  ).toMatch(/^\/home\/victim\/\.nvm\/.*\n\s+2003\s+2003\s+2003\s+2003\n\s+2003\s+2003\s+2003\s+2003\n$/u);
});

test('a plain user’s kapa asks that user’s own PM2, and nobody else’s', async () => {
  await clean();
  await upAs(arena, 'eve', daemon({ home: '/home/eve/.pm2', answer: `[${entry()}]` }));
  await arena.as('victim', 'chmod 700 ~');
  await upAs(
    arena,
    'victim',
    daemon({ home: '/home/victim/.pm2', answer: `[${entry({ name: 'payroll' })}]` }),
  );
  await arena.write(
    '/srv/plain.yaml',
    `policy: here
group: here
probes:
  a: { pm2_app: { name: api, user: eve } }
  b: { pm2_app: { name: payroll, user: victim } }
rules:
  - { name: Ill, every: 3m, when: a.status != "online", do: [{ notify: { message: ill } }] }
`,
  );
  const said = await arena.as(
    'eve',
    `${process.execPath} ${kapaProgram} check --json --state-dir ~/state /srv/plain.yaml || true`,
  );
  const { probes } = JSON.parse(said) as { readonly probes: Record<string, unknown> };
  expect(probes['a']).toMatchObject({ status: 'online' });
  expect(probes['b']).toHaveProperty('unknown');
  await arena.as('victim', 'chmod 755 ~');
});

test('root’s PM2 is not taken from where others can put things', async () => {
  await clean();
  await arena.sh(
    'rm -f /usr/local/bin/pm2; install -d -o eve -g eve /opt/node/bin; install -d /opt/shared /srv/group/pm2; chgrp eve /srv/group; chmod 775 /srv/group',
  );
  await arena.as('eve', 'cp ~/.local/bin/pm2 /opt/node/bin/pm2');
  const rungs = [
    'pm2_restart: { app: api, home: /opt/shared }',
    'pm2_restart: { app: api, user: root }',
    'pm2_restart: { app: api, home: /srv/group/pm2 }',
  ];
  const { remedies } = await check(arena, { probes: ill, when: always, rungs });
  expect(remedies.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
  expect(await notes()).toEqual([]);
});
