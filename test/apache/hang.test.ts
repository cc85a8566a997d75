import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab, snapshot, type Ended, type Lab } from './lab.ts';
import { patient } from '../patient.ts';

// Commands that never end, on a host with a live Apache: kapa gives up on each, says so, and leaves nothing behind.

let lab: Lab;
let before: Readonly<Record<string, string>>;
const forever = 'exec sleep 987654';

beforeAll(async () => {
  lab = await openLab();
  await lab.sh('apache2ctl start; until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done');
  lab.put('/tmp/hurry.cjs', readFileSync(new URL('hurry.cjs', import.meta.url)));
  lab.put('/etc/init.d/stuck', `#!/bin/sh\n[ "$1" = status ] || ${forever}\n`, 0o755);
  before = onDisk();
});
afterAll(() => lab.close());

const security = '/etc/apache2/conf-available/security.conf';
const asIs = { name: 'as is', file: { path: '/etc/hostname', state: 'present' } };
const made = { path: '/etc/made', content: 'made\n' };

test('a validate command: the plan is not proven, the apply is undone', async () => {
  const items = [
    { name: 'before', file: { path: '/etc/first', content: 'first\n' } },
    { name: 'made', file: { ...made, validate: ['tail', '-f', '{}'] } },
  ];
  await givesUp(items, 'tail', 1);
});

test('logrotate -d', async () => {
  await inTheWayOf('/usr/sbin/logrotate', async () => {
    const rotation = { name: 'made', paths: ['/var/log/made.log'], weekly: true, rotate: 2 };
    await givesUp([{ name: 'rotation', logrotate: rotation }], 'logrotate', 1);
  });
});

test('Apache’s own test', async () => {
  await inTheWayOf('/usr/sbin/apache2', async () => {
    const tokens = { file: security, set: { ServerTokens: 'Minor' } };
    await givesUp([{ name: 'tokens', apache_directives: tokens }], '/usr/sbin/apache2', 1);
  });
});

test('a service’s command: the files are as they were, a person is told that the service is not, and it is told again', async () => {
  const items = [{ name: 'made', file: made, notify: ['restart stuck'] }];
  await givesUp(items, 'restart stuck', 3);
  // What is still owed to the service is planned until it has been performed.
  lab.put('/etc/kapa/one.yaml', JSON.stringify({ policy: 'one', resources: [asIs] }));
  const planned = await lab.kapa(['plan', '/etc/kapa/one.yaml']);
  expect(planned.stdout).toContain('» restart stuck');
  lab.put('/etc/init.d/stuck', '#!/bin/sh\necho "$1" >> /tmp/told\n', 0o755);
  const recovered = await lab.kapa(['recover']);
  expect(recovered.status, recovered.stderr).toBe(0);
  expect(recovered.stdout).toContain('restart stuck');
  expect(lab.get('/tmp/told')).toMatch(/^restart$/mu);
  const again = await lab.kapa(['plan', '/etc/kapa/one.yaml']);
  expect(again.stdout).not.toContain('restart');
});

/** Plans and applies; neither takes long, and afterwards the host is as it was. */
async function givesUp(items: readonly object[], program: string, status: number): Promise<void> {
  lab.put('/etc/kapa/one.yaml', JSON.stringify({ policy: 'one', resources: items }));
  const env = { NODE_OPTIONS: '--require=/tmp/hurry.cjs' };
  const planned = await lab.kapa(['plan', '/etc/kapa/one.yaml'], { env });
  if (status === 1) expect(planned.stdout).toContain(`Not proven: ${program} did not come to an end`);
  await asItWas(planned);
  const applied = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes'], { env });
  expect(applied.status, applied.stderr).toBe(status);
  expect(applied.stderr).toContain(program);
  expect(applied.stderr).toContain('it took too long and was ended');
  expect(applied.seconds).toBeLessThan(patient(30));
  await asItWas(applied);
}

async function asItWas({ stdout, stderr }: Ended): Promise<void> {
  expect(onDisk(), stdout + stderr).toEqual(before);
  expect(await lab.sh('pgrep -ax "sleep|tail" || true'), stdout + stderr).toBe('');
  await lab.sh('curl -sf -o /dev/null http://127.0.0.1/');
}

/** Has a program never end while something is done. */
async function inTheWayOf(program: string, work: () => Promise<void>): Promise<void> {
  lab.put('/tmp/stub', `#!/bin/sh\n${forever}\n`, 0o755);
  await lab.sh(`mount --bind /tmp/stub ${program}`);
  try {
    await work();
  } finally {
    await lab.sh(`umount ${program}`);
  }
}

function onDisk(): Readonly<Record<string, string>> {
  const all = snapshot(lab, '/etc', '/var/spool');
  return Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith('/etc/kapa/')));
}
