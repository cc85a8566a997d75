import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveCrontabs } from '../../../src/host/files/crontab.ts';
import { cron } from '../../../src/packs/cron/resource.ts';
import type { CronSpec } from '../../../src/packs/cron/spec.ts';
import { temporary } from '../temporary.ts';

/**
 * What the real cron(8) does with kapa's lines: a daemon of its own in a private mount namespace, with `@reboot` jobs,
 * which run at once.
 */
const folder = mkdtempSync(join(tmpdir(), 'kapa-cron-'));
const out = join(folder, 'out');
const tools = join(folder, 'node bin');
let daemon: ChildProcess | undefined;

beforeAll(async () => {
  for (const name of ['cron.d', 'spool', 'run', 'out', 'node bin']) mkdirSync(join(folder, name));
  chmodSync(join(folder, 'spool'), 0o1730);
  chmodSync(out, 0o777);
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'empty'), '');
  // Found by its PATH only, and finds its own interpreter there as well, as kapa finds node.
  writeFileSync(join(tools, 'kapa-like'), '#!/usr/bin/env node-like\n', { mode: 0o755 });
  writeFileSync(join(tools, 'node-like'), `#!/bin/sh\necho "$1" >${out}/program\n`, { mode: 0o755 });

  const path = [tools, '/usr/bin', '/bin'];
  await install({
    user: 'root',
    path,
    jobs: [
      job('kapa-like'),
      job(`echo 100% >${out}/percent`),
      job(`printf '%s\\n' 'a\\b\\\\c\\\\\\d\\%e\\\\%f' >${out}/backslashes`),
      job(`cat >${out}/input`, { input: 'a%b\n\nc\\d\\%e\\\\f' }),
      job(`test -n "$LANG" && echo $LANG >${out}/environment`, { env: { LANG: "it's 5%" } }),
      job(`sh -c 'echo to-stdout; echo to-stderr >&2'`, { output: { append: `${out}/appended to` } }),
      job(`cd /usr/bin && env >${out}/compound; kapa-like`, { output: 'discard' }),
      job(`echo ${'x'.repeat(900 - out.length)} >${out}/long`),
    ],
  });
  await install({
    file: 'kapa',
    path,
    jobs: [job(`id -un >${out}/root-user`), job(`id -un >${out}/other-user`, { user: 'nobody' })],
  });
  writeFileSync(join(folder, 'cron.d/has.dot'), `@reboot root touch ${out}/has-dot\n`);
  daemon = startCron();
  await until(() =>
    [
      'program',
      'percent',
      'backslashes',
      'input',
      'environment',
      'appended to',
      'compound',
      'long',
      'root-user',
      'other-user',
    ].every((name) => existsSync(join(out, name)) && readFileSync(join(out, name), 'utf8').endsWith('\n')),
  );
});

afterAll(() => {
  daemon?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test('a program outside of cron’s PATH is found, and finds its interpreter', () => {
  expect(result('program')).toContain('kapa-like');
});

test('a percent sign arrives', () => {
  expect(result('percent')).toBe('100%\n');
});

test('backslashes arrive, two of them and those before a percent sign as well', () => {
  expect(result('backslashes')).toBe('a\\b\\\\c\\\\\\d\\%e\\\\%f\n');
});

test('an input arrives', () => {
  expect(result('input')).toBe('a%b\n\nc\\d\\%e\\\\f\n');
});

test('an environment reaches the whole command, quotes and percent included', () => {
  expect(result('environment')).toBe("it's 5%\n");
});

test('output is appended to the file, errors as well', () => {
  expect(result('appended to')).toBe('to-stdout\nto-stderr\n');
});

test('the PATH reaches every command of a list', () => {
  expect(result('compound')).toMatch(new RegExp(`^PATH=${tools}:/usr/bin:/bin$`, 'mu'));
});

test('a long line is taken', () => {
  expect(result('long')).toMatch(/^x+\n$/u);
});

test('the user field of a file in cron.d counts', () => {
  expect(result('root-user')).toBe('root\n');
  expect(result('other-user')).toBe('nobody\n');
});

test('a name with a dot is ignored without a word', () => {
  expect(existsSync(join(out, 'has-dot'))).toBe(false);
});

test('crontab(1) takes what kapa writes, and lists it as it was', () => {
  const listed = inPrivate(['crontab', '-l']);
  expect(listed.status).toBe(0);
  expect(listed.stdout).toBe(installed);
});

test('the first comments of a crontab that crontab(1) did not install are read, and stay', async () => {
  const spool = join(folder, 'spool', 'nobody');
  const text = '# one\n# two\n# three\n# four\n@monthly true\n';
  writeFileSync(spool, text, { mode: 0o600 });
  const exec = (argv: readonly string[], { env }: { env?: Readonly<Record<string, string>> } = {}) => {
    const { status, stdout, stderr } = inPrivate(argv, env);
    return Promise.resolve({
      argv: ['crontab'] as const,
      status,
      stdout: Buffer.from(stdout),
      stderr: Buffer.from(stderr),
    });
  };
  const listed = await liveCrontabs(exec).read('nobody');
  expect(listed.state === 'present' && Buffer.from(listed.value).toString()).toBe(text);
  expect(inPrivate(['crontab', '-u', 'nobody', spool]).status).toBe(0);
  expect(readFileSync(spool, 'utf8')).toContain('# DO NOT EDIT');
  const again = await liveCrontabs(exec).read('nobody');
  expect(again.state === 'present' && Buffer.from(again.value).toString()).toBe(text);
});

let installed = '';

function job(run: string, more: object = {}): NonNullable<CronSpec['jobs']>[number] {
  return { schedule: '@reboot', run, ...more };
}

/** Installs what the resource's steps say, by crontab(1) or as the file. */
async function install(spec: CronSpec): Promise<void> {
  const host = temporary();
  try {
    host.put('/etc/cron.d/placeholder', '');
    await host.apply(cron, spec);
    if (spec.file !== undefined) {
      writeFileSync(join(folder, 'cron.d', spec.file), host.text(`/etc/cron.d/${spec.file}`));
      return;
    }
    installed = host.text('/crontabs/root');
    writeFileSync(join(folder, 'new'), installed);
    const { status, stderr } = inPrivate(['crontab', join(folder, 'new')]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  } finally {
    host.remove();
  }
}

const mounts = [
  ['cron.d', '/etc/cron.d'],
  ['spool', '/var/spool/cron/crontabs'],
  ['run', '/run'],
  ['empty', '/etc/crontab'],
]
  .map(([from, to]) => `mount --bind "${folder}/${from}" ${to}`)
  .join(' && ');

function inPrivate(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  const script = `${mounts} && exec "$@"`;
  return spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', ...argv], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

function startCron(): ChildProcess {
  if (!existsSync('/usr/sbin/cron')) throw new Error('cron(8) is needed for this test: apt-get install cron');
  return spawn('unshare', ['--mount', 'sh', '-c', `${mounts} && exec cron -f -L 15`], { stdio: 'ignore' });
}

function result(name: string): string {
  return readFileSync(join(out, name), 'utf8');
}

async function until(done: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!done() && Date.now() < end)
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
}
