import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Access lists that others made give no right to what is root's.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => {
  arena.close();
});

async function apply(resources: string): Promise<void> {
  await arena.write('/etc/kapa/p.yaml', `policy: p\nresources:\n${resources}`);
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
  expect(applied.status, `${applied.stdout}${applied.stderr}`).toBe(0);
}

test('neither the access list of a file that others made, nor that of their folder, outlives an apply', async () => {
  await arena.sh('install -d -o kapa -g kapa /srv/app; install -d -m 1777 /srv/open');
  await arena.as(
    'kapa',
    'cd /srv/app; echo x > there; setfacl -m u:kapa:rw,u:eve:rw there; setfacl -d -m u:kapa:rwx .',
  );
  await arena.as(
    'eve',
    'cd /srv/open; mkdir d; setfacl -m u:eve:rwx d; setfacl -d -m u:eve:rwx d; echo x > f; setfacl -m u:eve:rw f',
  );
  await apply(`
  - { name: New, file: { path: /srv/app/new, content: t, owner: root, group: www-data, mode: "0660", secret: true } }
  - { name: There, file: { path: /srv/app/there, content: t, owner: root, group: www-data, mode: "0660", secret: true } }
  - { name: Folder, directory: { path: /srv/open/d, owner: root, group: www-data, mode: "0770" } }
  - { name: File, file: { path: /srv/open/f, owner: root, group: www-data, mode: "0660" } }
`);
  expect(await arena.sh('getfacl -pc /srv/app/new /srv/app/there /srv/open/d /srv/open/f')).not.toMatch(
    /:(kapa|eve):/u,
  );
});

test('nor is one inherited that others gave a folder, in it or in what is root’s by now', async () => {
  await arena.sh('install -d -o kapa -g kapa /srv/given; install -d -m 1777 /srv/all');
  await arena.as('kapa', 'setfacl -d -m u:eve:rwx /srv/given');
  await arena.as('eve', 'cd /srv/all; mkdir was; setfacl -d -m u:eve:rwx was');
  await arena.sh('chown root:root /srv/all/was');
  await apply(`
  - { name: Made, directory: { path: /srv/given/made, owner: root, group: www-data, mode: "0770" } }
  - { name: Own, directory: { path: /srv/given/own, owner: kapa, mode: "0770" } }
  - { name: In, file: { path: /srv/given/made/in, content: t, owner: root, group: www-data, mode: "0660" } }
  - { name: Was, file: { path: /srv/all/was/new, content: t, owner: root, group: www-data, mode: "0660" } }
  - { name: Below, directory: { path: /srv/all/was/below, mode: "0770" } }
`);
  const lists = await arena.sh(
    'getfacl -pc /srv/given/made /srv/given/made/in /srv/all/was/new /srv/all/was/below',
  );
  expect(lists).not.toContain('eve');
  expect(await arena.sh('getfacl -pc /srv/given/own')).toContain('user:eve:rwx');
});

test('without setfacl nothing is written where a list of others would pass on, and the cure is told', async () => {
  await arena.sh(
    'install -d -o kapa -g kapa /srv/bare; install -d /srv/plain; mount --bind /dev/null /usr/bin/setfacl',
  );
  await arena.as('kapa', 'touch /srv/bare/none');
  await apply('  - { name: None, file: { path: /srv/bare/none, content: t, owner: root } }\n');
  await arena.sh('umount /usr/bin/setfacl');
  await arena.as('kapa', 'setfacl -d -m u:eve:rwx /srv/bare');
  await arena.sh('mount --bind /dev/null /usr/bin/setfacl');
  await arena.write(
    '/etc/kapa/p.yaml',
    'policy: p\nresources:\n  - { name: New, file: { path: /srv/bare/new, content: t, owner: root } }\n',
  );
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
  await arena.sh('umount /usr/bin/setfacl');
  expect(applied.status).not.toBe(0);
  expect(applied.stdout + applied.stderr).toContain('package acl');
  expect(await arena.sh('ls -A /srv/bare')).toBe('none\n');
});

test("the operator's access list on a file of root, and a user's on his own file, are kept", async () => {
  await arena.sh('install -d -o kapa -g kapa /srv/own; echo x > /srv/roots; setfacl -m u:eve:r /srv/roots');
  await arena.as('kapa', 'echo x > /srv/own/f; setfacl -m u:eve:r /srv/own/f');
  await apply(`
  - { name: Root, file: { path: /srv/roots, content: new } }
  - { name: Own, file: { path: /srv/own/f, content: new } }
`);
  expect((await arena.sh('getfacl -pc /srv/roots /srv/own/f')).match(/user:eve:r--/gu)).toHaveLength(2);
});
