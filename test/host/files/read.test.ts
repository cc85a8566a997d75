import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { absent, present, type Reading } from '../../../src/core/reading.ts';
import { failureOf, hostAt, runInside, scratch } from '../support.ts';

/** A reading of bytes as one of text. */
function text(reading: Reading<Uint8Array>): Reading<string> {
  return reading.state === 'present' ? present(Buffer.from(reading.value).toString()) : reading;
}

describe('looking at files', () => {
  test('there, not there, and could not tell', async () => {
    const folder = scratch();
    const { host } = hostAt();
    writeFileSync(join(folder, 'b'), 'content');
    writeFileSync(join(folder, 'ä'), '');
    mkdirSync(join(folder, 'a'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    symlinkSync('loop', join(folder, 'loop'));
    expect(text(await host.read(join(folder, 'b')))).toEqual(present('content'));
    expect(await host.read(join(folder, 'none'))).toEqual(absent);
    expect(await host.read(join(folder, 'b/below'))).toEqual(absent);
    expect(await host.read(join(folder, 'dangling'))).toEqual(absent);
    expect((await host.read(join(folder, 'loop'))).state).toBe('unreadable');
    expect((await host.read(folder)).state).toBe('unreadable');
    expect(await host.list(folder)).toEqual(present(['a', 'b', 'dangling', 'loop', 'ä']));
    expect(await host.resolve(join(folder, 'dangling'))).toEqual(absent);
    expect((await host.stat(join(folder, 'dangling'))).state).toBe('present');
  });

  test('a folder that somebody fills takes no more memory than its bound', async () => {
    const folder = mkdtempSync('/dev/shm/kapa-names-');
    try {
      execFileSync('perl', ['-e', 'chdir shift; open F, ">$_" for 0..99_999', folder]);
      const { host } = hostAt();
      const full = await host.list(folder);
      expect(full.state === 'present' && full.value.length).toBe(100_000);
      writeFileSync(join(folder, 'one more'), '');
      const reading = await host.list(folder);
      expect(reading.state === 'unreadable' && reading.reason.id).toBe('host.too_many_names');
    } finally {
      execFileSync('rm', ['-r', folder]);
    }
  });

  test('a pipe that somebody put there does not make kapa wait', async () => {
    const folder = scratch();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const reading = await hostAt().host.read(join(folder, 'pipe'));
    expect(reading.state === 'unreadable' && reading.reason.id).toBe('host.not_regular');
  });
});

describe('below a root', () => {
  test('absolute links lead into the root, climbing ones nowhere', async () => {
    const root = scratch();
    const { host } = hostAt(root);
    mkdirSync(join(root, 'etc/deep'), { recursive: true });
    writeFileSync(join(root, 'etc/passwd'), 'app:x:1234:99::/srv/app:/bin/sh\n');
    symlinkSync('/etc/passwd', join(root, 'etc/deep/absolute'));
    symlinkSync('../passwd', join(root, 'etc/deep/relative'));
    symlinkSync('../../../../../../etc/passwd', join(root, 'etc/deep/climbing'));
    symlinkSync('/', join(root, 'etc/top'));
    expect(await host.resolve('/etc/deep/absolute')).toEqual(present('/etc/passwd'));
    expect(await host.resolve('/etc/top/etc/deep/relative')).toEqual(present('/etc/passwd'));
    expect(text(await host.read('/etc/deep/absolute'))).toEqual(present('app:x:1234:99::/srv/app:/bin/sh\n'));
    for (const reading of [await host.read('/etc/deep/climbing'), await host.resolve('/etc/deep/climbing')])
      expect(reading.state === 'unreadable' && reading.reason.id).toBe('host.outside_root');
    const refused = await failureOf(
      host.carryOut([{ do: 'write', path: '/etc/deep/climbing', content: Buffer.from('x') }]),
    );
    expect(refused.text.id).toBe('host.outside_root');
    expect(await host.account('app')).toEqual(present({ name: 'app', uid: 1234, gid: 99, home: '/srv/app' }));
    expect(await host.account('root')).toEqual(absent);
  });

  test.for(['.', './', '/'])('a root may be given as %s', async (end) => {
    const root = scratch();
    mkdirSync(join(root, 'etc'));
    const given = end === '/' ? `${root}/` : `${relative(process.cwd(), root)}/${end}`;
    const { host } = hostAt(given);
    expect(host.root).toBe(root);
    await host.carryOut([{ do: 'write', path: '/etc/x', content: Buffer.from('x') }]);
    expect(text(await host.read('/etc/x'))).toEqual(present('x'));
  });

  test('a root that is none is refused', () => {
    const root = join(scratch(), 'none');
    expect(() => hostAt(root)).toThrow('host.no_root');
    writeFileSync(root, '');
    expect(() => hostAt(root)).toThrow('host.no_root');
  });

  test('a crontab is the file that cron keeps, with the lines that crontab hides', async () => {
    const root = scratch();
    const { host } = hostAt(root);
    mkdirSync(join(root, 'etc'));
    mkdirSync(join(root, 'var/spool/cron/crontabs'), { recursive: true });
    writeFileSync(join(root, 'etc/passwd'), 'app:x:1234:99::/srv/app:/bin/sh\n');
    writeFileSync(join(root, 'etc/group'), 'crontab:x:102:\n');
    expect(await host.crontab('app')).toEqual(absent);
    const jobs = '# mine\n# too\n0 1 * * * true\n';
    expect((await host.setCrontab('app', Buffer.from(jobs))).status).toBe(0);
    expect(text(await host.crontab('app'))).toEqual(present(jobs));
    const stat = await host.stat('/var/spool/cron/crontabs/app');
    expect(stat).toMatchObject({ value: { mode: 0o600, uid: 1234, gid: 102 } });
    await host.setCrontab('app', null);
    await host.setCrontab('app', null);
    expect(await host.crontab('app')).toEqual(absent);
  });
});

test('crontab(1) of the machine, over an empty spool folder of its own', async () => {
  const folder = scratch();
  chmodSync(folder, 0o1730);
  const said = await runInside(
    'mount --bind "$1" /var/spool/cron/crontabs',
    [folder],
    `
    const { host } = openHost({ root: '/', service: async () => ({ state: 'absent' }) });
    const show = async () => {
      const reading = await host.crontab('root');
      return reading.state === 'present' ? Buffer.from(reading.value).toString() : reading.state;
    };
    const set = async (text) => (await host.setCrontab('root', text && Buffer.from(text))).status;
    const said = [await show(), await set(null)];
    for (const text of ['# one\\n# two\\n1 2 * * * true\\n', 'nonsense\\n', null]) said.push(await set(text), await show());
    `,
  );
  const jobs = '# one\n# two\n1 2 * * * true\n';
  expect(said).toEqual(['absent', 0, 0, jobs, 1, jobs, 0, 'absent']);
});
