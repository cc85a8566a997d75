import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absent, present } from '../../../src/core/reading.ts';
import { cron } from '../../../src/packs/cron/resource.ts';
import { temporary, type Temporary } from '../temporary.ts';

/** Files of cron.d, judged by kapa and by a real cron(8), which runs the job that each of them ends with, or does not. */
const lines: Readonly<Record<string, string>> = {
  'a command that begins with a star': '* * * * * root *foo',
  'a sixth field': '* * * * * *foo bar',
  'no command': '* * * * * root',
  'an empty command': '* * * * * root ',
  'no user': '* * * * *',
  'an unknown user': '* * * * * nosuchuser true',
  'an unknown user after a name': '@daily nosuchuser true',
  'a number for a user': '* * * * * 0 true',
  'a user in capitals': '* * * * * ROOT true',
  'a user in quotes': '* * * * * "root" true',
  'a name and no command': '@daily root',
  'a name and a command with a star': '@daily root *x',
  'a tab after the user': '* * * * *\troot\ttrue',
  'a return after the user': '* * * * * root\rtrue',
  'a return at the end': '0 3 * * * root true\r',
  'returns everywhere': 'MAILTO=""\r\n0 3 * * * root true\r',
  'a return alone': '\r',
  'a comment with a return': '# x\r',
  'a name with a return': '@daily\r root true',
  'a day that never comes': '0 3 31 2 * root true',
  'a range from high to low': '0 3 * * sat-sun root true',
  'a percent sign after the user': '* * * * * root%x',
  'a form feed between fields': '*\f* * * * root true',
  'another user': '* * * * * nobody true',
};

const job = '@reboot root touch /srv/out/NAME\n';
const accounts = new Set(['root', 'nobody']);
let host: Temporary;
const at = (path: string): string => join(host.root, path);

beforeAll(() => {
  host = temporary({
    account: async (name) => (accounts.has(name) ? present({ name, uid: 0, gid: 0, home: '/' }) : absent),
  });
  for (const folder of ['srv/out', 'spool', 'run', 'etc/cron.d']) mkdirSync(at(folder), { recursive: true });
  chmodSync(at('srv/out'), 0o777);
  host.put('/empty', '');
  for (const [index, line] of Object.values(lines).entries())
    file(`line${index}`, `${line}\n${job.replace('NAME', `line${index}`)}`);
  for (const [name, make] of Object.entries(things)) make(name);
  const mounts = [
    ['etc/cron.d', '/etc/cron.d'],
    ['srv', '/srv'],
    ['spool', '/var/spool/cron/crontabs'],
    ['run', '/run'],
    ['empty', '/etc/crontab'],
  ].map(([from = '', to]) => `mount --bind "${at(from)}" ${to}`);
  spawnSync('unshare', ['--mount', 'sh', '-c', `${mounts.join(' && ')} && exec timeout 6 cron -f -L 15`]);
});

afterAll(() => host.remove());

function file(name: string, content = job.replace('NAME', name)): string {
  host.put(`/etc/cron.d/${name}`, content);
  return at(`etc/cron.d/${name}`);
}

/** A file of cron.d that is a link to one elsewhere, whose path is returned. */
function linked(name: string): string {
  host.put(`/srv/${name}`, job.replace('NAME', name));
  symlinkSync(`../../srv/${name}`, at(`etc/cron.d/${name}`));
  return at(`srv/${name}`);
}

const things: Readonly<Record<string, (name: string) => void>> = {
  link: (name) => linked(name),
  'link-of-another': (name) => {
    linked(name);
    lchownSync(at(`etc/cron.d/${name}`), 65534, 65534);
  },
  'link-to-anothers': (name) => chownSync(linked(name), 65534, 0),
  'link-to-writable': (name) => chmodSync(linked(name), 0o666),
  'link-to-hard-link': (name) => linkSync(linked(name), at(`srv/${name}2`)),
  'hard-link': (name) => linkSync(file(name), at('srv/hard')),
  'mode-666': (name) => chmodSync(file(name), 0o666),
  'mode-664': (name) => chmodSync(file(name), 0o664),
  'mode-600': (name) => chmodSync(file(name), 0o600),
  'mode-755': (name) => chmodSync(file(name), 0o755),
  'owner-another': (name) => chownSync(file(name), 65534, 0),
  'group-another': (name) => chownSync(file(name), 0, 65534),
  'no-newline': (name) => file(name, job.replace('NAME', name).trimEnd()),
  'byte-order-mark': (name) => file(name, `\u{feff}${job.replace('NAME', name)}`),
};

/** Whether a file is good as it is for kapa: it neither refuses it nor has anything to change. */
async function isGood(name: string): Promise<boolean> {
  try {
    return (await host.plan(cron, { file: name, path: 'inherit', jobs: [] })).action === 'none';
  } catch {
    return false;
  }
}

function ran(name: string): boolean {
  return existsSync(at(`srv/out/${name}`));
}

test('cron ran', () => {
  expect(readdirSync(at('srv/out')).length).toBeGreaterThan(10);
});

describe('a file is good when cron takes it:', () => {
  test.each(Object.keys(lines))('%s', async (what) => {
    const name = `line${Object.keys(lines).indexOf(what)}`;
    expect(await isGood(name)).toBe(ran(name));
  });

  test.each(Object.keys(things))('%s', async (name) => {
    expect(await isGood(name)).toBe(ran(name));
  });
});

test('a file with carriage returns is told', async () => {
  const name = `line${Object.keys(lines).indexOf('returns everywhere')}`;
  expect(await host.review(cron, { file: name, jobs: [] })).toEqual([
    expect.stringContaining('holds a carriage return (line 1)'),
  ]);
});

test('an unknown user of a declared job is refused', async () => {
  const spec = { file: 'new', jobs: [{ schedule: '@daily', run: 'true', user: 'nosuchuser' }] };
  await expect(host.plan(cron, spec)).rejects.toMatchObject({ text: { id: 'resources.no_account' } });
});

test('what kapa writes through a link is good, and the link stays', async () => {
  await host.apply(cron, { file: 'link', path: 'inherit', jobs: [{ schedule: '@daily', run: 'true' }] });
  expect(host.text('/srv/link')).toContain('@daily root true # kapa\n');
  await host.apply(cron, { file: 'link-to-writable', path: 'inherit', jobs: [] });
  expect(await isGood('link-to-writable')).toBe(true);
});
