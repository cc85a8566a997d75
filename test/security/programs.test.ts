import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';
import { check } from './pm2.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => {
  arena.close();
});

/** A program of an account's that notes who ran it, under which words. */
async function plant(account: 'kapa' | 'eve', path: string, more = ''): Promise<void> {
  await arena.as(
    account,
    `mkdir -p "$(dirname ${path})"; cat > ${path} <<'END'
#!/bin/sh
echo "$(/usr/bin/id -u) \${0##*/} $* path=$PATH cwd=$(pwd)" >> /srv/notes/${account}
${more}
END
chmod 755 ${path}`,
  );
}

async function notes(account: 'kapa' | 'eve'): Promise<readonly string[]> {
  return ((await arena.read(`/srv/notes/${account}`)) ?? '').split('\n').filter(Boolean);
}

beforeAll(async () => {
  await arena.sh('install -d -m 1777 /srv/notes');
});

const helpers =
  'setpriv env getent sh systemctl crontab node tail cp tar mount unshare setfacl apache2ctl'.split(' ');

test('no program beside a user’s pm2 runs as root, however it is called', async () => {
  for (const name of helpers)
    await plant('kapa', `/home/kapa/.local/bin/${name}`, `exec /usr/bin/${name} "$@"`);
  await plant('kapa', '/home/kapa/.local/bin/pm2');
  await arena.as('kapa', 'mkdir -p ~/.pm2; echo "[{\\"name\\":\\"api\\"}]" > ~/.pm2/dump.pm2');
  await arena.write('/srv/api/ecosystem.config.js', 'module.exports = { apps: [] }\n');
  const { remedies } = await check(arena, {
    probes: 'backend: { pm2_app: { name: api, user: kapa } }',
    when: 'backend.status != "online"',
    rungs: [
      'pm2_restart: { app: api, user: kapa }',
      'pm2_reset: { app: api, user: kapa, ecosystem: /srv/api/ecosystem.config.js }',
    ],
  });
  expect(remedies.length).toBeGreaterThan(0);
  const ran = await notes('kapa');
  // PM2 of the user's own was run, as that user, and found its own programs first.
  expect(ran.some((line) => line.startsWith('2001 pm2 -s resurrect'))).toBe(true);
  expect(ran.filter((line) => !line.startsWith('2001 '))).toEqual([]);
});

test('kapa’s own helpers are the system’s, whatever PATH it was started with', async () => {
  for (const name of helpers) await plant('eve', `/home/eve/bin/${name}`, `exec /usr/bin/${name} "$@"`);
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
resources:
  - name: A file of somebody that no table knows
    file: { path: /srv/file, content: "x", owner: nobody-knows }
`,
  );
  await arena.write(
    '/etc/kapa/proven.yaml',
    'policy: p\nresources: [{ name: Proven, apache_conf: { name: proven, content: "Timeout 61\\n" } }]\n',
  );
  const hers = { PATH: `/home/eve/bin:/usr/bin:/bin` };
  const ended = await arena.kapa(['plan', '/etc/kapa/p.yaml'], hers);
  expect(ended.stderr + ended.stdout).toContain('nobody-knows');
  const proven = await arena.kapa(['plan', '/etc/kapa/proven.yaml'], hers);
  expect(proven.stdout, proven.stderr).toContain('Proven: ');
  expect(await notes('eve')).toEqual([]);
});

test('a command of another user enters its folder with that user’s rights', async () => {
  // A folder that only root may reach, behind a link of the user's.
  await arena.sh(
    'chmod 700 /root; install -d -m 755 /root/open; echo hidden > /root/open/file; touch /root/open/ecosystem.config.js',
  );
  await plant('kapa', '/home/kapa/.local/bin/pm2', '/bin/cat file >> /srv/notes/leak');
  await arena.as('kapa', 'ln -s /root/open ~/current');
  await check(arena, {
    probes: 'load: { load: {} }',
    when: 'load.one >= 0.0',
    rungs: ['pm2_reset: { app: api, user: kapa, ecosystem: /home/kapa/current/ecosystem.config.js }'],
  });
  expect((await arena.read('/srv/notes/leak')) ?? '').not.toContain('hidden');
});
