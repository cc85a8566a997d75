import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const project = resolve(import.meta.dirname, '../..');
const inNamespace = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c'];

test.each([
  ['as a plain user', []],
  ['where Apache is not installed', ['--hide-apache']],
] as const)('the demo runs to its end %s and leaves nothing', (_, [hide]) => {
  const scratch = mkdtempSync(join(tmpdir(), 'kapa-demo-test-'));
  const tmp = join(scratch, 'tmp');
  const bare = join(scratch, 'bin');
  for (const folder of [tmp, bare]) mkdirSync(folder, { mode: 0o755 });
  try {
    const user =
      hide === undefined
        ? `chown 65534:65534 ${tmp}; chmod 755 ${scratch}; exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`
        : `mount --bind ${bare} /usr/sbin; exec "$@"`;
    const [program, ...args] = [...inNamespace, user, 'sh', process.execPath, join(project, 'demo/run.mjs')];
    const ran = spawnSync(program ?? '', args, {
      encoding: 'utf8',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', TMPDIR: tmp, HOME: tmp, LANG: 'C.UTF-8' },
    });
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    expect(ran.stdout).toContain('No changes: the host is as declared');
    expect(ran.stdout).toContain('changed on the host since the last apply');
    expect(ran.stdout).toContain(hide === undefined ? 'Proven' : 'Not proven');
    expect(readdirSync(tmp)).toEqual([]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
