import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { present } from '../../../src/core/reading.ts';
import { render } from '../../../src/core/text.ts';
import { openHost } from '../../../src/host/index.ts';
import { changedConffiles, conffileRemarks } from '../../../src/packs/dpkg/conffiles.ts';
import { temporary, type Temporary } from '../temporary.ts';

// dpkg's own database of this machine and Debian's own Apache, in a copy; judged by dpkg itself.

let host: Temporary;
const apache = '/etc/apache2';
beforeEach(() => {
  host = temporary();
  mkdirSync(join(host.root, 'var/lib/dpkg/updates'), { recursive: true });
  cpSync('/var/lib/dpkg/status', join(host.root, 'var/lib/dpkg/status'));
  mkdirSync(join(host.root, 'var/lib/dpkg/info'));
  for (const name of readdirSync('/var/lib/dpkg/info'))
    if (/^(?:apache2\.|format$)/u.test(name))
      cpSync(`/var/lib/dpkg/info/${name}`, join(host.root, 'var/lib/dpkg/info', name));
  cpSync(apache, join(host.root, apache), { recursive: true, verbatimSymlinks: true });
});
afterEach(() => host.remove());

test('the configuration files that differ are those that dpkg says', async () => {
  appendFileSync(join(host.root, apache, 'conf-available/security.conf'), '# ours\n');
  appendFileSync(join(host.root, apache, 'mods-available/mpm_prefork.conf'), '# ours\n');
  const all = readdirSync(join(host.root, apache), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(host.root.length));
  const found = await changedConffiles(all, openHost({ root: host.root }).host);
  if (found.state !== 'present') throw new Error(found.state);
  const verified = spawnSync('dpkg', ['--root', host.root, '--verify', 'apache2'], { encoding: 'utf8' });
  const changed = [...verified.stdout.matchAll(/^..5...... c (\/.*)$/gmu)].map(([, path = '']) => path);
  expect(found.value.map(({ path }) => path).toSorted()).toEqual(changed.toSorted());
  expect(changed).toContain(`${apache}/conf-available/security.conf`);
  expect(found.value[0]).toMatchObject({ package: 'apache2' });
});

test('a plan is told of those that it changes, and of no other file', async () => {
  const { host: reader } = openHost({ root: host.root });
  const file = `${apache}/mods-available/mpm_prefork.conf`;
  appendFileSync(join(host.root, file), '# ours\n');
  const remarks = await conffileRemarks([file, `${apache}/conf-available/charset.conf`, '/etc/motd'], reader);
  expect([...remarks.keys()]).toEqual([file]);
  expect([...remarks.values()].map((text) => render(text, 'en'))).toEqual([
    expect.stringContaining(`${file} is a configuration file of the package apache2`),
  ]);
});

test('without dpkg there is nothing to say; of a package that was removed dpkg asks nothing', async () => {
  const { host: reader } = openHost({ root: host.root });
  const file = `${apache}/conf-available/charset.conf`;
  writeFileSync(join(host.root, file), '# ours\n');
  const status = 'Package: apache2\nStatus: deinstall ok config-files\n';
  writeFileSync(
    join(host.root, 'var/lib/dpkg/status'),
    `${status}Conffiles:\n ${file} 00000000000000000000000000000000\n`,
  );
  expect(await changedConffiles([file], reader)).toEqual(present([]));
  rmSync(join(host.root, 'var/lib/dpkg/status'));
  expect((await changedConffiles([file], reader)).state).toBe('absent');
});
