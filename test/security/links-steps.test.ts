import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Eve owns /srv/app. Whatever she makes of what is declared there, nothing of root's changes.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh(`
    install -d /etc/aim/empty && printf 'of root\\n' > /etc/aim/file && chmod 600 /etc/aim/file
    install -d /etc/other && ln -s /etc/aim/file /etc/other/file
  `);
});
afterAll(() => {
  arena.close();
});

/** Everything of root's that the links lead to. */
function aim(): Promise<string> {
  return arena.sh(
    `find /etc/aim /etc/other /etc/passwd /etc/shadow /etc/cron.d -printf '%p %y %i %m %U:%G %n %T@ %C@ %l\\n'`,
  );
}

function policy(resource: string): string {
  return `policy: p\nresources:\n  - name: It\n    ${resource}\n`;
}

/** What eve does in /srv/app, by its place in the path. */
const last = 'ln -s /etc/aim/file /srv/app/x';
const above = 'ln -s /etc/aim /srv/app/conf';

const attacks: readonly (readonly [what: string, deed: string, resource: string])[] = [
  ['write, last name', last, 'file: { path: /srv/app/x, content: "new" }'],
  ['write, folder above', above, 'file: { path: /srv/app/conf/new, content: "new", owner: eve }'],
  ['write over what is there, folder above', above, 'file: { path: /srv/app/conf/file, content: "new" }'],
  ['attributes, last name', last, 'file: { path: /srv/app/x, owner: eve }'],
  ['attributes, folder above', above, 'file: { path: /srv/app/conf/file, mode: "0666" }'],
  ['folder given away, last name', above, 'directory: { path: /srv/app/conf, owner: eve }'],
  ['folder given away, above', above, 'directory: { path: /srv/app/conf/empty, owner: eve }'],
  ['folder made, folder above', above, 'directory: { path: /srv/app/conf/new/sub, owner: eve }'],
  ['link made, folder above', above, 'symlink: { path: /srv/app/conf/new, to: x }'],
  ['file removed, folder above', above, 'file: { path: /srv/app/conf/file, state: absent }'],
  ['folder removed, folder above', above, 'directory: { path: /srv/app/conf/empty, state: absent }'],
  [
    'a chain that ends with root',
    'ln -s /etc/aim b; ln -s /srv/app/b conf',
    'file: { path: /srv/app/conf/new, content: "new" }',
  ],
  [
    "a chain through a folder of her own and a link of root's",
    'mkdir own; ln -s own conf; ln -s /etc/other own/there',
    'file: { path: /srv/app/conf/there/file, content: "new" }',
  ],
  [
    'a link that climbs',
    'mkdir own; ln -s own/../../../etc/aim conf',
    'file: { path: /srv/app/conf/new, content: "new" }',
  ],
  [
    "a link to another user's folder",
    'ln -s /home/victim conf',
    'file: { path: /srv/app/conf/.profile, content: "new" }',
  ],
];

test.for(attacks)('%s', async ([, deed, resource]) => {
  await arena.sh('rm -rf /srv/app && install -d -o eve -g eve /srv/app');
  await arena.as('eve', `cd /srv/app; ${deed}`);
  const before = await aim();
  await arena.write('/etc/kapa/p.yaml', policy(resource));

  const plan = await arena.kapa(['plan', '/etc/kapa/p.yaml']);
  expect(plan.status).not.toBe(0);
  expect(plan.stdout).toMatch(/leads through the link|is a link, and whoever/u);
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
  expect(applied.status).not.toBe(0);
  expect(await aim()).toBe(before);
  expect(await arena.sh('find /home/victim -newer /etc/kapa/p.yaml -type f')).toBe('');
});

test("root's own link that she moved, and one below a folder that she can rename, are not followed", async () => {
  await arena.sh(`
    rm -rf /srv/app && install -d -o eve -g eve /srv/app && install -d /srv/app/one /srv/app/two
    ln -s /etc/aim/file /srv/app/backup; ln -s /etc/aim/file /srv/app/two/config
  `);
  await arena.as('eve', 'cd /srv/app; mv backup config; mv one three; mv two one');
  const before = await aim();
  for (const path of ['/srv/app/config', '/srv/app/one/config']) {
    await arena.write('/etc/kapa/p.yaml', policy(`file: { path: ${path}, content: "new" }`));
    const plan = await arena.kapa(['plan', '/etc/kapa/p.yaml']);
    expect(plan.stdout).toContain('others can move');
    expect((await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes'])).status).not.toBe(0);
  }
  expect(await aim()).toBe(before);
});

test('a hard link to a file of root is neither written nor given away, also behind her own link', async () => {
  await arena.sh(`
    rm -rf /srv/app && install -d -o eve -g eve /srv/app && printf 'root' > /srv/root.conf
    ln /srv/root.conf /srv/app/hard
  `);
  await arena.as('eve', 'cd /srv/app; ln -s hard soft');
  const before = await arena.sh(`stat -c '%U %a %h' /srv/root.conf; cat /srv/root.conf`);
  for (const resource of [
    'file: { path: /srv/app/hard, content: "new" }',
    'file: { path: /srv/app/hard, owner: eve }',
    'file: { path: /srv/app/soft, owner: eve }',
  ]) {
    await arena.write('/etc/kapa/p.yaml', policy(resource));
    const plan = await arena.kapa(['plan', '/etc/kapa/p.yaml']);
    expect(plan.stdout).toContain('has a second name elsewhere');
    expect((await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes'])).status).not.toBe(0);
  }
  expect(await arena.sh(`stat -c '%U %a %h' /srv/root.conf; cat /srv/root.conf`)).toBe(before);
});

test('a link in her place is itself replaced or removed, and nothing behind it', async () => {
  await arena.sh('rm -rf /srv/app && install -d -o eve -g eve /srv/app');
  await arena.as('eve', 'cd /srv/app; ln -s /etc/aim/file one; ln -s /etc/aim two');
  const before = await aim();
  await arena.write(
    '/etc/kapa/p.yaml',
    `${policy('file: { path: /srv/app/one, state: absent }')}  - name: Other\n    symlink: { path: /srv/app/two, to: releases }\n`,
  );
  expect((await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes'])).status).toBe(0);
  expect(await aim()).toBe(before);
  expect(await arena.sh('ls /srv/app; readlink /srv/app/two')).toBe('two\nreleases\n');
});

test('the remedy that applies unattended writes through no link of hers', async () => {
  await arena.sh('rm -rf /srv/app && install -d -o eve -g eve /srv/app');
  await arena.as('eve', 'ln -s /etc/cron.d /srv/app/jobs');
  const before = await aim();
  await arena.write(
    '/etc/kapa/p.yaml',
    `${policy('file: { path: /srv/app/jobs/backend, content: "x", owner: eve }')}
probes:
  there: { command: { argv: [test, -e, /srv/app/jobs/backend] } }
rules:
  - name: Gone
    every: 3m
    when: there.exit_status != 0
    do: [{ apply: { resources: [It] } }]
    verify: { within: 1s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
`,
  );
  const check = await arena.kapa(['check', '/etc/kapa/p.yaml']);
  expect(`${check.stdout}${check.stderr}`).toContain('/srv/app/jobs');
  expect(await aim()).toBe(before);
});

test('restoring and undoing go through no link that came into being since', async () => {
  await arena.sh('rm -rf /srv/app /var/lib/kapa && install -d -o eve -g eve /srv/app');
  await arena.as('eve', 'cd /srv/app; mkdir conf; echo old > conf/file; echo old > file');
  await arena.write(
    '/etc/kapa/p.yaml',
    `${policy('file: { path: /srv/app/conf/file, content: "new" }')}  - name: Other\n    file: { path: /srv/app/file, content: "new" }\n`,
  );
  expect((await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes'])).status).toBe(0);
  const transaction = (await arena.sh('ls /var/lib/kapa/transactions | grep ^2')).trim();
  await arena.as('eve', 'cd /srv/app; mv conf away; ln -s /etc/aim conf; rm file; ln -s /etc/aim/file file');
  const before = await aim();
  for (const what of ['/srv/app/conf/file', '/srv/app/file', transaction])
    await arena.kapa(['restore', what, '--yes']);
  expect(await aim()).toBe(before);
});
