import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Modes that others set count for nothing once the thing is somebody else's, unless the policy declares them.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh('install -d -o kapa -g kapa /srv/app; install -d -m 1777 /srv/open');
});
afterAll(() => {
  arena.close();
});

async function apply(resources: string): Promise<string> {
  await arena.write('/etc/kapa/p.yaml', `policy: p\nresources:\n${resources}`);
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
  expect(applied.status, `${applied.stdout}${applied.stderr}`).toBe(0);
  const again = await arena.kapa(['plan', '/etc/kapa/p.yaml']);
  expect(again.status, again.stdout).toBe(0);
  return applied.stdout;
}

test('a set-user-id or set-group-id bit does not survive a change of owner or group', async () => {
  await arena.as(
    'kapa',
    'cd /srv/app; for f in tool other group; do cp /bin/true $f; done; chmod 4755 tool other; chmod 2755 group; echo old > conf; echo same > same; chmod 6777 conf same',
  );
  await arena.as('eve', 'mkdir -m 7777 /srv/open/folder');
  const shown = await apply(`
  - { name: Tool, file: { path: /srv/app/tool, owner: root } }
  - { name: Other, file: { path: /srv/app/other, owner: victim } }
  - { name: Group, file: { path: /srv/app/group, group: shadow } }
  - { name: Content, file: { path: /srv/app/conf, content: new, owner: root } }
  - { name: Same, file: { path: /srv/app/same, content: "same\\n", owner: root } }
  - { name: Folder, directory: { path: /srv/open/folder, owner: root } }
`);
  expect(await arena.sh(`cd /srv/app; stat -c '%n %U %a' tool other group conf same /srv/open/folder`)).toBe(
    'tool root 755\nother victim 755\ngroup kapa 755\nconf root 755\nsame root 755\n/srv/open/folder root 755\n',
  );
  expect(shown).toMatch(/4755.*0755/u);
});

test('a declared one is set, and that of a file of root stays', async () => {
  await arena.sh('cd /srv; cp /bin/true helper; chmod 4755 helper; echo old > script; chmod 4750 script');
  await arena.as('kapa', 'cp /bin/true /srv/app/asked');
  await apply(`
  - { name: Helper, file: { path: /srv/helper, owner: root, group: root } }
  - { name: Script, file: { path: /srv/script, content: new, owner: root } }
  - { name: Asked, file: { path: /srv/app/asked, owner: root, group: root, mode: "4755" } }
`);
  expect(await arena.sh(`cd /srv; stat -c '%n %U %a' helper script app/asked`)).toBe(
    'helper root 4755\nscript root 4750\napp/asked root 4755\n',
  );
});

test.each([
  ['declared content', 'content: "a: 1\\n", owner: root, group: root', 0o644],
  ['another owner', 'owner: root', 0o644],
  ['another user', 'owner: victim', 0o644],
  ['a narrower mode', 'mode: "0644"', 0o666],
  ['a secret', 'secret: true', 0o666],
])('an open descriptor of hers does not write into what became another’s by %s', async (_, asked, mode) => {
  await arena.sh('rm -f /srv/open/held /home/eve/ready /home/eve/go /home/eve/done');
  if (mode === 0o666) await arena.sh('echo "a: 1" > /srv/open/held; chmod 666 /srv/open/held');
  else await arena.as('eve', 'echo "a: 1" > /srv/open/held');
  arena.startAs('eve', [
    ...[
      '/bin/sh',
      '-c',
      'exec 7<>/srv/open/held; echo ready > /home/eve/ready; while [ ! -e /home/eve/go ]; do sleep 0.1; done; echo evil >&7; echo > /home/eve/done',
    ],
  ]);
  await arena.sh('while [ ! -e /home/eve/ready ]; do sleep 0.1; done');
  await apply(`  - { name: Held, file: { path: /srv/open/held, ${asked} } }\n`);
  await arena.sh('touch /home/eve/go; while [ ! -e /home/eve/done ]; do sleep 0.1; done');
  expect(await arena.read('/srv/open/held')).toBe('a: 1\n');
});

test('a file that is too large to be taken over anew is left to its owner', async () => {
  await arena.as('kapa', 'truncate -s 20M /srv/app/large');
  await arena.write(
    '/etc/kapa/p.yaml',
    'policy: p\nresources:\n  - { name: Large, file: { path: /srv/app/large, owner: root } }\n',
  );
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
  expect(applied.status).not.toBe(0);
  expect(applied.stdout + applied.stderr).toContain('hold it open');
  expect(await arena.sh('stat -c %U /srv/app/large')).toBe('kapa\n');
});

test('owner and mode that take nothing from anybody are changed in place', async () => {
  await arena.sh('truncate -s 20M /srv/log; chmod 600 /srv/log; stat -c %i /srv/log > /root/inode');
  await apply('  - { name: Log, file: { path: /srv/log, owner: www-data, group: adm, mode: "0640" } }\n');
  expect(await arena.sh('stat -c %i /srv/log')).toBe(await arena.read('/root/inode'));
});
