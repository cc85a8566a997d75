import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => {
  arena.close();
});

/** A check by kapa, started by a root's shell that has left files open and holds a lock. */
async function checkHolding(argv: string, more: string): Promise<string> {
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
probes: { c: { command: { argv: [/bin/sh, -c, ${JSON.stringify(argv)}]${more} } } }
rules: [{ name: A, when: c.exit_status > 100, do: [{ notify: { message: m } }] }]
`,
  );
  return arena.sh(`mkdir -p /etc/tgt; : > /etc/tgt/lock; chmod 600 /etc/tgt/lock; rm -f /tmp/kapa-fds-$$
exec 9<>/etc/tgt/lock
/bin/bash -c 'exec 12>>/etc/tgt/lock 200>>/etc/tgt/lock 31</etc/shadow; flock 200
${process.execPath} ${process.cwd()}/dist/kapa.cjs check /etc/kapa/p.yaml'
cat /etc/tgt/lock /srv/seen/all`);
}

test.each([
  ['another user', ', user: kapa'],
  ['root', ''],
])('a command of %s inherits no file of who started kapa', async (_, more) => {
  await arena.sh('install -d -m 1777 /srv/seen; rm -f /srv/seen/all');
  const seen = await checkHolding(
    'ls -l /proc/self/fd > /srv/seen/all; for n in 12 31 200; do /bin/bash -c "echo EVIL >&$n; cat <&$n" ; done; true',
    more,
  );
  expect(seen).toContain('/srv/seen/all');
  expect(seen).not.toMatch(/EVIL|\/etc\/tgt|\/etc\/shadow/u);
});

test('a daemon that a command leaves behind does not keep the lock of who started kapa', async () => {
  await arena.sh('install -d -m 1777 /srv/seen; rm -f /srv/seen/all');
  await checkHolding('setsid sleep 60 >/dev/null 2>&1 </dev/null & echo $! > /srv/seen/all', ', user: kapa');
  await arena.sh('kill -0 "$(cat /srv/seen/all)"; flock -n /etc/tgt/lock true; kill "$(cat /srv/seen/all)"');
});

test('kapa itself keeps what it was given, so that a lock holds until its end', async () => {
  await arena.sh('install -d -m 1777 /srv/seen; rm -f /srv/seen/all');
  const seen = await checkHolding(
    'flock -n /etc/tgt/lock true && echo free > /srv/seen/all || echo held > /srv/seen/all',
    '',
  );
  expect(seen).toContain('held');
});
