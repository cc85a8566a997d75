import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Content that the owner of a folder could not have read himself is shown to nobody: he may have moved it there.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
beforeEach(async () => {
  await arena.sh('rm -rf /srv/app /var/lib/kapa; install -d -o kapa -g kapa /srv/app');
});
afterAll(() => {
  arena.close();
});

const hidden = 'DB_PASSWORD=hunter2';

/** Output of plan, plan --json and apply, one after the other, and of the plan that puts it all back. */
async function outputs(resources: string): Promise<string> {
  await arena.write('/etc/kapa/p.yaml', `policy: p\nresources:\n${resources}`);
  const ended = [
    await arena.kapa(['plan', '/etc/kapa/p.yaml']),
    await arena.kapa(['plan', '/etc/kapa/p.yaml', '--json']),
    await arena.kapa(['plan', '/etc/kapa/p.yaml', '--out', '/root/plan.json']),
    await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']),
    await arena.kapa(['restore', await newest()]),
    await arena.kapa(['restore', await newest(), '--yes', '--json']),
  ];
  const said = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  return said + ((await arena.read('/root/plan.json')) ?? '');
}

async function newest(): Promise<string> {
  return (await arena.sh('ls -t /var/lib/kapa/transactions | head -1')).trim();
}

test.each([
  ['a file is written', 'mv secret.env c', '{ path: /srv/app/c, content: new }', 'file'],
  ['a file is removed', 'mv secret.env c', '{ path: /srv/app/c, state: absent }', 'file'],
  ['a link takes its place', 'mv secret.env c', '{ path: /srv/app/c, to: /etc/hosts }', 'symlink'],
  ['its folder was moved', 'mv vault d', '{ path: /srv/app/d/open, content: new }', 'file'],
])('what she moved there is not shown when %s', async (_, move, spec, type) => {
  await arena.sh(
    `cd /srv/app; echo ${hidden} > secret.env; chmod 600 secret.env; mkdir -m 700 vault; echo ${hidden} > vault/open`,
  );
  await arena.as('kapa', `cd /srv/app; ${move}`);
  const said = await outputs(`  - { name: One, ${type}: ${spec} }\n`);
  expect(said).not.toContain('hunter2');
  expect(said).toContain('content not shown');
  expect(await arena.sh(`grep -rl hunter2 /srv/app --include='*backup*' || true`)).toBe('');
  expect(await arena.sh('cd /srv/app; stat -c "%U %a" $(grep -rl hunter2 .) | sort')).toBe(
    'root 600\nroot 644\n',
  );
});

test('nor where the same plan takes her folder from her', async () => {
  await arena.sh(`echo ${hidden} > /srv/app/secret.env; chmod 600 /srv/app/secret.env`);
  await arena.as('kapa', 'mv /srv/app/secret.env /srv/app/c');
  const said = await outputs(`
  - { name: Folder, directory: { path: /srv/app, owner: root, group: root } }
  - { name: One, file: { path: /srv/app/c, content: new } }
`);
  expect(said).not.toContain('hunter2');
});

test('nor what her link leads to, where the plan puts a folder in its place', async () => {
  await arena.sh(`install -d -m 700 /root/keep; echo ${hidden} > /root/keep/c`);
  await arena.as('kapa', 'ln -s /root/keep /srv/app/d');
  const said = await outputs(`
  - { name: Link, symlink: { path: /srv/app/d, state: absent } }
  - { name: Folder, directory: { path: /srv/app/d }, requires: [Link] }
  - { name: One, file: { path: /srv/app/d/c, content: new }, requires: [Folder] }
`);
  expect(said).not.toContain('hunter2');
});

test('a file that she can read is shown, and so is one of root’s where nobody else can move it', async () => {
  await arena.sh(
    'install -d /srv/roots; echo closed > /srv/roots/c; chmod 600 /srv/roots/c; echo open > /srv/app/r',
  );
  await arena.as('kapa', 'cd /srv/app; echo own > c; chmod 600 c');
  const said = await outputs(`
  - { name: Own, file: { path: /srv/app/c, content: new } }
  - { name: Open, file: { path: /srv/app/r, content: new } }
  - { name: Roots, file: { path: /srv/roots/c, content: new } }
`);
  for (const word of ['-own', '-open', '-closed']) expect(said).toContain(word);
  expect(said).not.toContain('content not shown');
});
