import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Links that operators really have are followed as before.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
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

test("certbot's links, sites-enabled, /var/run: root's links where only root writes", async () => {
  await arena.sh(`
    install -d /etc/letsencrypt/archive/shop /etc/letsencrypt/live/shop
    echo old > /etc/letsencrypt/archive/shop/cert1.pem
    ln -s ../../archive/shop/cert1.pem /etc/letsencrypt/live/shop/cert.pem
    install -d /etc/aim/available /etc/aim/enabled && echo old > /etc/aim/available/x.conf
    ln -s ../available/x.conf /etc/aim/enabled/x.conf
    [ -L /var/run ] || { rm -rf /var/run; ln -s /run /var/run; }
  `);
  await apply(`
  - name: Certificate
    file: { path: /etc/letsencrypt/live/shop/cert.pem, content: "new", mode: "0640" }
  - name: Site
    file: { path: /etc/aim/enabled/x.conf, content: "new" }
  - name: Run
    directory: { path: /var/run/kapa-links, owner: kapa }
`);
  expect(await arena.read('/etc/letsencrypt/archive/shop/cert1.pem')).toBe('new');
  expect(await arena.sh('readlink /etc/letsencrypt/live/shop/cert.pem /etc/aim/enabled/x.conf')).toBe(
    '../../archive/shop/cert1.pem\n../available/x.conf\n',
  );
  expect(await arena.read('/etc/aim/available/x.conf')).toBe('new');
  expect(await arena.sh('stat -c %U /run/kapa-links; rmdir /run/kapa-links')).toBe('kapa\n');
});

test("a deploy user's `current` link in his own folder, also one that his group may write in", async () => {
  await arena.sh('install -d -o kapa -g kapa -m 2775 /srv/shop');
  await arena.as(
    'kapa',
    'cd /srv/shop; umask 002; mkdir -p releases/42 shared; echo x > shared/env; ln -s releases/42 current; ln -s ../../shared/env releases/42/env',
  );
  const resources = `
  - name: Configuration
    file: { path: /srv/shop/current/config.json, content: "{}", owner: root, group: kapa, mode: "0640" }
  - name: Environment
    file: { path: /srv/shop/current/env, content: "A=1" }
  - name: Uploads
    directory: { path: /srv/shop/current/uploads/small, owner: kapa }
  - name: Index
    symlink: { path: /srv/shop/current/index, to: config.json }
  - name: Release
    directory: { path: /srv/shop/current, mode: "0755" }
`;
  await apply(resources);
  await arena.sh('chmod 666 /srv/shop/releases/42/config.json');
  await apply(resources);
  expect(
    await arena.sh(
      `cd /srv/shop; stat -c '%n %U:%G %a' current releases/42 releases/42/config.json releases/42/uploads/small shared/env`,
    ),
  ).toBe(
    [
      'current kapa:kapa 777',
      'releases/42 kapa:kapa 755',
      'releases/42/config.json root:kapa 640',
      'releases/42/uploads/small kapa:root 755',
      'shared/env kapa:kapa 664',
      '',
    ].join('\n'),
  );
});

test("kapa's own link in a user's folder leads to that user's release", async () => {
  await arena.sh('install -d -o kapa -g kapa /srv/own && install -d -o kapa -g kapa /srv/own/7');
  await apply(`
  - name: Current
    symlink: { path: /srv/own/current, to: "7" }
  - name: Configuration
    file: { path: /srv/own/current/config, content: "x" }
`);
  expect(await arena.read('/srv/own/7/config')).toBe('x');
});

test('a home on a bind mount, and one behind a link of root', async () => {
  await arena.sh(`
    install -d -o kapa -g kapa /srv/homes/kapa && mount --bind /srv/homes/kapa /home/kapa
    install -d -o victim -g victim /srv/homes/victim && rm -rf /home/victim && ln -s /srv/homes/victim /home/victim
  `);
  await apply(`
  - name: Profile
    file: { path: /home/kapa/.profile, content: "x", owner: kapa }
  - name: Keys
    directory: { path: /home/victim/.ssh, owner: victim, mode: "0700" }
`);
  expect(await arena.sh(`stat -c '%U %a' /srv/homes/kapa/.profile /srv/homes/victim/.ssh`)).toBe(
    'kapa 644\nvictim 700\n',
  );
});

test('a tree below --root: absolute links lead to its own folders', async () => {
  await arena.sh(`
    install -d /srv/tree/etc/available /srv/tree/etc/enabled && echo old > /srv/tree/etc/available/x
    ln -s /etc/available/x /srv/tree/etc/enabled/x; ln -s /run /srv/tree/var-run; install -d /srv/tree/run
  `);
  await arena.write(
    '/etc/kapa/p.yaml',
    'policy: p\nresources:\n  - name: X\n    file: { path: /etc/enabled/x, content: new }\n  - name: Y\n    file: { path: /var-run/y, content: new }\n',
  );
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes', '--root', '/srv/tree']);
  expect(applied.status, `${applied.stdout}${applied.stderr}`).toBe(0);
  expect(await arena.sh('cat /srv/tree/etc/available/x /srv/tree/run/y')).toBe('newnew');
});

test('two resources that reach one file by two names make one plan', async () => {
  await arena.sh(`
    install -d /etc/two/available /etc/two/enabled && printf 'a\\n' > /etc/two/available/x
    ln -s ../available/x /etc/two/enabled/x
  `);
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
resources:
  - name: Content
    file: { path: /etc/two/enabled/x, content: "b\\n" }
  - name: Mode
    file: { path: /etc/two/available/x, mode: "0600" }
`,
  );
  const { stdout } = await arena.kapa(['plan', '/etc/kapa/p.yaml', '--json']);
  const plan = JSON.parse(stdout) as { files?: { path: string }[] };
  expect(JSON.stringify(plan).match(/--- \/etc\/two/gu)).toHaveLength(1);
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
  expect(applied.status, `${applied.stdout}${applied.stderr}`).toBe(0);
  expect(
    await arena.sh('cat /etc/two/available/x; stat -c %a /etc/two/available/x; ls /etc/two/enabled'),
  ).toBe('b\n600\nx\n');
  await arena.kapa(['restore', '/etc/two/available/x', '--yes']);
  expect(await arena.read('/etc/two/enabled/x')).toBe('a\n');
});

test('names like those of kapa, in a folder of somebody else, neither stop an apply nor are removed', async () => {
  await arena.sh('install -d -o eve -g eve /srv/stray && touch /srv/stray/.r.kapa-999999-aabbccddeeff~');
  await arena.as(
    'eve',
    `cd /srv/stray; mkdir .x.kapa-999999-aabbccddeeff~; mkfifo .y.kapa-999998-aabbccddeeff~; touch .z.kapa-999997-aabbccddeeff~
     ln -s /etc/passwd .l.kapa-999999-aabbccddeeff~; touch n.kapa-999999-aabbccddeeff~`,
  );
  await apply('  - name: It\n    file: { path: /srv/stray/x, content: "new" }\n');
  expect((await arena.sh('ls -A /srv/stray')).split('\n').filter((name) => !name.includes('backup'))).toEqual(
    [
      '.l.kapa-999999-aabbccddeeff~',
      '.x.kapa-999999-aabbccddeeff~',
      '.y.kapa-999998-aabbccddeeff~',
      '.z.kapa-999997-aabbccddeeff~',
      'n.kapa-999999-aabbccddeeff~',
      'x',
      '',
    ],
  );
});
