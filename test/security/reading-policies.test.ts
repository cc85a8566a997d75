import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Text of another user must not become what root does.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh('chmod 755 /root');
});
afterAll(() => {
  arena.close();
});
beforeEach(() =>
  arena.sh(
    'rm -rf /etc/kapa /etc/made /root/won /root/good /root/state /root/*.json /home/eve/* /srv/* /var/tmp/reading-policies-*',
  ),
);

const policy = (command = 'true'): string => `
policy: p
vars: { does: "true" }
resources:
  - name: one
    file: { path: /etc/made, content: "x\\n", validate: [sh, -c, "${command}", "{}"] }
`;
const attack = policy('touch /root/won');
const apply = ['apply', '--yes', '--state-dir', '/root/state'];
const untrusted = /others than root|has a second name/u;

async function won(): Promise<boolean> {
  return (await arena.read('/root/won')) !== undefined;
}

/** Applies, which must be refused unless the risk is taken. */
async function refused(...args: readonly string[]): Promise<void> {
  const ran = await arena.kapa([...apply, ...args]);
  expect(await won(), ran.stdout + ran.stderr).toBe(false);
  expect(ran.status, ran.stdout + ran.stderr).toBe(78);
  expect(ran.stderr).toMatch(untrusted);
  expect(ran.stderr).toContain('cure: ');
  const risked = await arena.kapa([...apply, ...args, '--allow-untrusted']);
  expect(await won(), risked.stdout + risked.stderr).toBe(true);
}

describe('variables', () => {
  beforeEach(async () => {
    await arena.write('/etc/kapa/p.yaml', policy('{{ does }}'));
    await arena.write('/srv/v', 'does: touch /root/won\n');
  });

  test.each<[string, string, string]>([
    ['of another user', 'chown 2002 /srv/v', '/srv/v'],
    ['that everybody can write', 'chmod 666 /srv/v', '/srv/v'],
    ['that an access list lets another user write', 'setfacl -m u:2002:rw /srv/v', '/srv/v'],
    ['in a folder of another user', 'cp /srv/v /home/eve/v', '/home/eve/v'],
    [
      'in a folder that a group can write',
      'mkdir -m 775 /srv/g; chgrp 2002 /srv/g; cp /srv/v /srv/g',
      '/srv/g/v',
    ],
    [
      'in a sticky folder, of another user',
      'cp /srv/v /var/tmp/reading-policies-v; chown 2002 /var/tmp/reading-policies-v',
      '/var/tmp/reading-policies-v',
    ],
    [
      'in a sticky folder, a second name',
      'ln /srv/v /srv/w; mkdir -m 1777 /srv/t; mv /srv/w /srv/t',
      '/srv/t/w',
    ],
    ['behind a link of another user', 'ln -s /srv/v /srv/l; chown -h 2002 /srv/l', '/srv/l'],
    ['behind a link that others can move', 'mkdir -m 777 /srv/o; ln -s /srv/v /srv/o/l', '/srv/o/l'],
    [
      'behind links, the second of another user',
      'ln -s /srv/v /home/eve/l; ln -s /home/eve/l /srv/m',
      '/srv/m',
    ],
  ])('%s are not used', async (_, make, place) => {
    await arena.sh(make);
    await refused('/etc/kapa/p.yaml', '--vars', place);
  });
});

describe('policies', () => {
  test('behind a link that its owner flips', async () => {
    await arena.write('/root/good/p.yaml', policy());
    await arena.write('/home/eve/bad/p.yaml', attack);
    await arena.sh('chown -R 2002 /home/eve/bad; ln -s /home/eve/l/p.yaml /etc/p.yaml');
    const flip =
      'while (1) { for my $to ("/root/good", "/home/eve/bad") { symlink $to, "/home/eve/t"; rename "/home/eve/t", "/home/eve/l"; } }';
    const flipping = arena.startAs('eve', ['perl', '-e', flip]);
    try {
      for (let tries = 0; tries < 6; tries += 1) {
        const ran = await arena.kapa([...apply, '/etc/p.yaml']);
        expect(await won(), `try ${tries}: ${ran.stdout}${ran.stderr}`).toBe(false);
        expect(ran.stderr).toMatch(untrusted);
      }
    } finally {
      flipping.kill('SIGKILL');
      await arena.sh('rm -f /etc/p.yaml');
    }
  });

  test('in a folder below the one that was named', async () => {
    await arena.write('/etc/kapa/policies/p.yaml', policy());
    await arena.write(
      '/etc/kapa/policies/more/q.yaml',
      'policy: q\nresources: [{ name: two, file: { path: /etc/made2, content: x, validate: [sh, -c, "touch /root/won", "{}"] } }]\n',
    );
    await arena.sh('chown 2002 /etc/kapa/policies/more');
    await refused('/etc/kapa/policies');
  });

  test('as a template or a source', async () => {
    await arena.write('/etc/kapa/p.yaml', policy('touch /root/won').replace('content: "x\\n"', 'source: s'));
    await arena.write('/etc/kapa/s', 'x');
    await arena.sh('chown 2002 /etc/kapa/s');
    await refused('/etc/kapa/p.yaml');
    await arena.sh('rm -rf /root/won /etc/made /etc/kapa');
    await arena.write(
      '/etc/kapa/p.yaml',
      policy('touch /root/won').replace('content: "x\\n"', 'template: s.hbs'),
    );
    await arena.write('/etc/kapa/templates/s.hbs', 'x');
    await arena.sh('chown 2002 /etc/kapa/templates');
    await refused('/etc/kapa/p.yaml');
  });

  test('as a module, or in the values of secrets', async () => {
    await arena.write('/etc/kapa/p.yaml', 'policy: p\nuse: [{ module: site, as: own }]\n');
    await arena.write(
      '/etc/kapa/modules/site.yaml',
      'policy: site\nresources:\n  - name: one\n    file: { path: /etc/made, content: x, validate: [sh, -c, "touch /root/won", "{}"] }\n',
    );
    await arena.sh('chown 2002 /etc/kapa/modules/site.yaml');
    await refused('/etc/kapa/p.yaml');
    await arena.sh('rm -rf /root/won /etc/made /etc/kapa');
    await arena.write('/etc/kapa/p.yaml', policy('{{ does }}'));
    await arena.write('/srv/v', 'does: touch /root/won\n');
    await arena.sh('chown 2002 /srv/v');
    await refused('/etc/kapa/p.yaml', '--secret-vars', '/srv/v');
  });

  test('in a saved plan of another user', async () => {
    await arena.write('/etc/kapa/p.yaml', policy('{{ does }}'));
    await arena.kapa([
      'plan',
      '/etc/kapa/p.yaml',
      '--state-dir',
      '/root/state',
      '--set',
      'does=touch /root/won',
      '--out',
      '/root/p.json',
    ]);
    await arena.sh('rm -f /root/won; cp /root/p.json /home/eve/p.json; chown 2002 /home/eve/p.json');
    const ran = await arena.kapa([...apply, '/home/eve/p.json']);
    expect(await won(), ran.stdout + ran.stderr).toBe(false);
    expect(ran.stderr).toMatch(untrusted);
    const own = await arena.kapa(['apply', '/root/p.json']);
    expect(await won(), own.stdout + own.stderr).toBe(true);
  });
});

test.each<[string, string, string]>([
  ['in /etc/kapa', 'true', '/etc/kapa/policies'],
  [
    'in a checkout of root’s',
    'mkdir -p /srv/site/.git; cp -r /etc/kapa/policies /srv/site',
    '/srv/site/policies',
  ],
  [
    'behind links of root’s',
    'ln -s /etc/kapa /srv/k; ln -s ../srv/./k/policies/../policies /etc/l',
    '/etc/l',
  ],
  ['in /var/tmp', 'cp -r /etc/kapa/policies /var/tmp/reading-policies-p', '/var/tmp/reading-policies-p'],
  ['on a bind mount', 'mkdir /srv/b; mount --bind /etc/kapa /srv/b', '/srv/b/policies'],
  [
    'with a second name in a folder of root’s',
    'ln /etc/kapa/policies/p.yaml /etc/kapa/q',
    '/etc/kapa/policies/p.yaml',
  ],
])('policies of root’s %s are carried out', async (_, make, place) => {
  await arena.write('/etc/kapa/policies/p.yaml', policy('{{ does }}'));
  await arena.write('/etc/kapa/v', 'does: touch /root/won\n');
  try {
    await arena.sh(make);
    const ran = await arena.kapa([...apply, place, '--vars', '/etc/kapa/v']);
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    expect(await won()).toBe(true);
  } finally {
    await arena.sh('umount /srv/b 2>/dev/null || true; rm -f /etc/l');
  }
});

test.each([
  ['a pipe', 'mkfifo /etc/kapa/pipe', '/etc/kapa/pipe', 'not a regular file'],
  ['a folder', 'mkdir -p /etc/kapa/vars.d', '/etc/kapa/vars.d', 'is a folder'],
  ['nothing', 'true', '/etc/kapa/none', 'does not exist'],
])('%s in place of variables is told as what it is, and not waited for', async (_, make, place, said) => {
  await arena.write('/etc/kapa/p.yaml', policy());
  await arena.sh(make);
  const ran = await arena.kapa([...apply, '/etc/kapa/p.yaml', '--vars', place]);
  expect(ran.status).not.toBe(0);
  expect(ran.stderr).toContain(said);
});

test('a plain user plans with his own policies, with root’s, and with no one else’s', async () => {
  await arena.write('/etc/kapa/p.yaml', policy());
  await arena.sh(
    'install -o 2001 -g 2001 -m 664 /etc/kapa/p.yaml /home/kapa/own.yaml; cp /home/kapa/own.yaml /srv/eve.yaml; chown 2002 /srv/eve.yaml',
  );
  const plan = (path: string): Promise<string> =>
    arena.as(
      'kapa',
      `"${process.execPath}" "${import.meta.dirname}/../../dist/kapa.cjs" plan ${path} 2>&1 || echo "ended with $?"`,
    );
  for (const path of ['/etc/kapa/p.yaml', '/home/kapa/own.yaml'])
    expect(await plan(path)).toContain('1 to create');
  expect(await plan('/srv/eve.yaml')).toMatch(/eve\.yaml[^]*ended with 78/u);
});
