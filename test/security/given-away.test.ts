import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Owner and mode are given to the thing that they were meant for, and to no other that others put in its place.

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

async function kapa(
  verb: readonly string[],
  resources: string,
): Promise<{ status: number | null; said: string }> {
  await arena.write('/etc/kapa/p.yaml', `policy: p\nresources:\n${resources}`);
  const { status, stdout, stderr } = await arena.kapa(verb);
  return { status, said: stdout + stderr };
}

const apply = ['apply', '/etc/kapa/p.yaml', '--yes'];

async function newest(): Promise<string> {
  return (await arena.sh('ls -t /var/lib/kapa/transactions | head -1')).trim();
}

test('restore gives the mode of a root file to no other file', async () => {
  await arena.sh(
    'cp /bin/true /srv/app/helper; chmod 4755 /srv/app/helper; mkdir /srv/kept; echo x > /srv/kept/f; chmod 600 /srv/kept/f',
  );
  const resources = `
  - { name: Helper, file: { path: /srv/app/helper, mode: "0700" } }
  - { name: Kept, file: { path: /srv/kept/f, owner: kapa } }
`;
  const applied = await kapa(apply, resources);
  expect(applied.status, applied.said).toBe(0);
  await arena.as('kapa', 'cd /srv/app; rm -f helper; cp /bin/id helper');
  const restored = await kapa(['restore', await newest(), '--yes'], resources);
  expect(await arena.sh('stat -c "%U %a" /srv/app/helper /srv/kept/f')).toBe('kapa 755\nroot 600\n');
  expect(restored.said).toContain('another');
});

test('nor does an apply that fails and is undone, with an identity in its journal or without', async () => {
  const swaps = 'rm -f /srv/app/helper; cp /bin/id /srv/app/helper; chown kapa /srv/app/helper';
  await arena.write(
    '/root/crontab',
    `#!/bin/sh\ncase "$*" in *-l*) echo "no crontab for kapa" >&2; exit 1;; *-n*) exit 0;; esac\n${swaps}; exit 1\n`,
    0o755,
  );
  await arena.sh(
    'cp /bin/true /srv/app/helper; chmod 4755 /srv/app/helper; mount --bind /root/crontab /usr/bin/crontab',
  );
  const applied = await kapa(
    apply,
    `
  - { name: Helper, file: { path: /srv/app/helper, mode: "0700" } }
  - { name: Jobs, cron: { user: kapa, jobs: [{ run: /bin/true, schedule: "0 4 * * *" }] }, requires: [Helper] }
`,
  );
  await arena.sh('umount /usr/bin/crontab');
  expect(applied.status, applied.said).not.toBe(0);
  expect(await arena.sh('stat -c "%U %a" /srv/app/helper')).toBe('kapa 755\n');
  expect(applied.said).toContain('another');
  const log = `/var/lib/kapa/transactions/${await newest()}/log.jsonl`;
  await arena.sh(`grep -q '"id":"[0-9]*:' ${log}; sed -i 's/,"id":"[0-9]*:[^"]*"//' ${log}`);
  await kapa(['restore', await newest(), '--yes'], '');
  expect(await arena.sh('stat -c "%U %a" /srv/app/helper')).toBe('kapa 755\n');
});

test('what an image of a container brought gets its mode back', async () => {
  const applied = await kapa(apply, '  - { name: Name, file: { path: /etc/host.conf, mode: "0600" } }\n');
  expect(applied.status, applied.said).toBe(0);
  const back = await kapa(['restore', await newest(), '--yes'], '');
  expect(back.status, back.said).toBe(0);
  expect(await arena.sh('stat -c %a /etc/host.conf')).toBe('644\n');
});

test('a file or folder of root that she moved onto a declared name is not given to her', async () => {
  for (const asked of ['owner: kapa', 'group: kapa', 'mode: "0644"']) {
    await arena.sh(
      'rm -rf /srv/app/*; echo hunter2 > /srv/app/secret.env; chmod 600 /srv/app/secret.env; mkdir -m 700 /srv/app/vault',
    );
    await arena.as('kapa', 'cd /srv/app; mv secret.env public.txt; mv vault public');
    const applied = await kapa(
      apply,
      `
  - { name: File, file: { path: /srv/app/public.txt, ${asked} } }
`,
    );
    expect(applied.status, applied.said).not.toBe(0);
    expect(applied.said).toContain('/srv/app/public.txt');
    expect(await arena.sh('stat -c "%U %G %a" /srv/app/public.txt')).toBe('root root 600\n');
  }
});

test('nor by a plan that takes the folder from her first', async () => {
  await arena.sh('echo hunter2 > /srv/app/secret.env; chmod 600 /srv/app/secret.env');
  await arena.as('kapa', 'mv /srv/app/secret.env /srv/app/env');
  const applied = await kapa(
    apply,
    `
  - { name: Folder, directory: { path: /srv/app, owner: root } }
  - { name: File, file: { path: /srv/app/env, owner: kapa } }
`,
  );
  expect(applied.status, applied.said).not.toBe(0);
  expect(await arena.sh('stat -c "%U %a" /srv/app/env')).toBe('root 600\n');
});

test.each([
  ['root', 'owner: kapa, secret: true'],
  ['root', 'owner: root, group: kapa, mode: "0640"'],
  ['victim', 'owner: kapa'],
  ['victim', 'mode: "0644"'],
])('nor the content of one of %s, written anew for %s', async (owner, asked) => {
  await arena.sh(
    `echo hunter2 > /srv/app/secret.env; chown ${owner}:www-data /srv/app/secret.env; chmod 660 /srv/app/secret.env`,
  );
  await arena.as('kapa', 'mv /srv/app/secret.env /srv/app/env');
  const applied = await kapa(apply, `\n  - { name: File, file: { path: /srv/app/env, ${asked} } }\n`);
  expect(applied.status, applied.said).not.toBe(0);
  expect(await arena.sh('stat -c "%U %G %a" /srv/app/env')).toBe(`${owner} www-data 660\n`);
});

test('a folder of root that kapa made in hers gets another mode though it is full; one that she moved there none', async () => {
  const policy = (mode: string): string =>
    `\n  - { name: Folder, directory: { path: /srv/app/run, owner: root, mode: "${mode}" } }\n`;
  expect((await kapa(apply, policy('0755'))).status).toBe(0);
  await arena.sh('touch /srv/app/run/pid');
  const applied = await kapa(apply, policy('0750'));
  expect(applied.status, applied.said).toBe(0);
  expect(await arena.sh('stat -c "%U %a" /srv/app/run')).toBe('root 750\n');
  await arena.sh('mkdir -m 700 /srv/app/vault; touch /srv/app/vault/key');
  await arena.as('kapa', 'cd /srv/app; mv run old; mv vault run');
  const moved = await kapa(apply, policy('0755'));
  expect(moved.status, moved.said).not.toBe(0);
  expect(await arena.sh('stat -c "%U %a" /srv/app/run')).toBe('root 700\n');
});

test('what kapa makes in her folder is given to her, and a change of the policy as well', async () => {
  const policy = (file: string, folder: string): string => `
  - { name: File, file: { path: /srv/app/env, content: "A=1\\n", ${file} } }
  - { name: Folder, directory: { path: /srv/app/run, ${folder} } }
`;
  for (const [file, folder] of [
    ['owner: root, mode: "0600"', 'owner: root, mode: "0700"'],
    ['owner: root, mode: "0644"', 'owner: root, mode: "0755"'],
    ['owner: kapa, mode: "0640"', 'owner: kapa, mode: "0750"'],
    ['owner: root, mode: "0640"', 'owner: root, mode: "0750"'],
  ] as const) {
    const applied = await kapa(apply, policy(file, folder));
    expect(applied.status, applied.said).toBe(0);
  }
  const back = await kapa(['restore', await newest(), '--yes'], policy('owner: kapa', 'owner: kapa'));
  expect(back.status, back.said).toBe(0);
  expect(await arena.sh('stat -c "%U %a" /srv/app/env /srv/app/run')).toBe('kapa 640\nkapa 750\n');
});
