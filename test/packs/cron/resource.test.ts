import { linkSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { present } from '../../../src/core/reading.ts';
import type { Change, Known } from '../../../src/core/resource.ts';
import { cron } from '../../../src/packs/cron/resource.ts';
import type { CronSpec } from '../../../src/packs/cron/spec.ts';
import { findings, temporary, type Temporary } from '../temporary.ts';

let host: Temporary;
beforeEach(() => {
  host = temporary();
  host.put('/etc/cron.d/placeholder', '');
});
afterEach(() => host.remove());

const heading = 'KAPA Monitoring System - Auto-recovery';
const health = { schedule: '*/3 * * * *', run: 'kapa check --group health', output: 'discard' };
const healthJob = { ...health, output: 'discard' } as const;
const workers = { schedule: '*/10 * * * *', run: 'kapa check --group apache-workers', output: 'discard' };
const path = ['/usr/local/bin', '/usr/bin'];

test("the operator's two jobs, in a crontab that was not there", async () => {
  const spec = { user: 'root', heading, jobs: [health, workers], path };
  expect(await host.apply(cron, spec)).toMatchObject({ action: 'create' });
  expect(host.text('/crontabs/root')).toBe(`# ${heading}
*/3 * * * * PATH=/usr/local/bin:/usr/bin kapa check --group health >/dev/null 2>&1 # kapa
*/10 * * * * PATH=/usr/local/bin:/usr/bin kapa check --group apache-workers >/dev/null 2>&1 # kapa
`);
});

test('lines that the operator has already are taken over and completed', async () => {
  host.put(
    '/crontabs/root',
    `# ${heading}\n*/3 * * * * kapa check --group health >/dev/null 2>&1\n0 4 * * * backup\n`,
  );
  await host.apply(cron, { user: 'root', heading, jobs: [health], path });
  expect(host.text('/crontabs/root')).toBe(
    `# ${heading}\n*/3 * * * * PATH=/usr/local/bin:/usr/bin kapa check --group health >/dev/null 2>&1 # kapa\n0 4 * * * backup\n`,
  );
});

test('a policy written from the lines of a crontab changes nothing', async () => {
  host.put('/crontabs/root', '*/5 * * * *  /opt/a.sh >/dev/null 2>&1\n0 4 * * * date +\\%F > /tmp/x\n');
  const spec = {
    user: 'root',
    path: 'inherit',
    jobs: [
      { schedule: '*/5 * * * *', run: '/opt/a.sh', output: 'discard' },
      { schedule: '0 4 * * *', run: 'date +%F > /tmp/x' },
    ],
  };
  expect(await host.plan(cron, spec)).toEqual({ action: 'none', fields: [], steps: [] });
});

test('old scripts go when they are named absent, whoever wrote them', async () => {
  host.put(
    '/crontabs/root',
    `# ${heading}\n*/3 * * * * /old/check_health.sh >/dev/null 2>&1\n0 4 * * * backup\n`,
  );
  const change = await host.apply(cron, {
    user: 'root',
    heading,
    jobs: [health],
    absent: ['/old/check_health.sh'],
  });
  expect(change.fields).toEqual([
    { field: 'job', from: '*/3 * * * * /old/check_health.sh >/dev/null 2>&1', to: null },
    { field: 'job', from: null, to: expect.stringContaining('kapa check --group health') },
  ]);
  expect(host.text('/crontabs/root')).not.toContain('check_health.sh');
  expect(host.text('/crontabs/root')).toContain('0 4 * * * backup\n');
});

test('with the last line the crontab itself goes', async () => {
  await host.apply(cron, { user: 'root', heading, jobs: [health] });
  const change = await host.apply(cron, { user: 'root', heading, state: 'absent', jobs: [health] });
  expect(change).toMatchObject({ action: 'remove', steps: [{ do: 'crontab', user: 'root', content: null }] });
});

describe('what kapa made', () => {
  const nightly = { schedule: '0 4 * * *', run: 'backup' };
  const before: CronSpec = { user: 'root', heading, jobs: [healthJob, nightly], path: 'inherit' };

  test('leaves with `nothing`, with the heading, unless that heads another job by now', async () => {
    host.put('/crontabs/root', 'MAILTO=me\n0 5 * * * other\n');
    await host.apply(cron, before);
    await host.apply(cron, cron.nothing?.(cron.owns(before)));
    expect(host.text('/crontabs/root')).toBe('MAILTO=me\n0 5 * * * other\n\n# ' + heading + '\n');
  });

  test.each([
    ['Other words', '# Other words\n'],
    [undefined, ''],
  ])('a heading that becomes %s leaves none behind', async (words, line) => {
    await host.apply(cron, before);
    host.put('/crontabs/root', `# mine\n${host.text('/crontabs/root')}`);
    const { heading: _heading, ...rest } = before;
    await change({ ...rest, ...(words === undefined ? {} : { heading: words }) });
    expect(host.text('/crontabs/root')).toBe(
      `# mine\n${line}*/3 * * * * kapa check --group health >/dev/null 2>&1 # kapa\n0 4 * * * backup # kapa\n`,
    );
  });

  /** Plans against what the declaration before has left in the manifest, and carries it out. */
  async function change(spec: CronSpec): Promise<Change> {
    const planned = cron.diff(spec, await cron.observe(spec, host.host), knownOf(before));
    for (const step of planned.steps)
      if (step.do === 'crontab') await host.host.setCrontab(step.user, step.content);
    return planned;
  }
});

/** What is known when kapa made all of a declaration, and there is no other. */
function knownOf(spec: CronSpec): Known {
  const kept = new Set(cron.traces?.(spec));
  const no = (): boolean => false;
  return {
    made: (trace) => kept.has(trace),
    found: no,
    replaced: () => undefined,
    declaredByOther: no,
    madeByOther: no,
  };
}

test.each([
  ['a variable', { run: 'echo $HOME' }, 'export PATH=/p; echo $HOME'],
  [
    'a list',
    { run: 'cd /srv && make', output: 'discard' },
    'exec >/dev/null 2>&1; export PATH=/p; cd /srv && make',
  ],
  ['an environment', { run: 'job', env: { LANG: 'C', NOTE: "it's" } }, `LANG=C NOTE='it'\\''s' PATH=/p job`],
  ['a percent sign', { run: 'date +%F' }, 'PATH=/p date +\\%F'],
  [
    'a file for the output',
    { run: 'job', output: { append: '/var/log/a b.log' } },
    `PATH=/p job >>'/var/log/a b.log' 2>&1`,
  ],
])('a command with %s keeps its meaning', async (_name, job, command) => {
  const change = await host.plan(cron, {
    user: 'root',
    path: ['/p'],
    jobs: [{ schedule: '@daily', ...job }],
  });
  const [step] = change.steps;
  expect(step?.do === 'crontab' && new TextDecoder().decode(step.content ?? undefined)).toBe(
    `@daily ${command} # kapa\n`,
  );
});

test('a file of cron.d has the user field, belongs to root, and only root can write it', async () => {
  await host.apply(cron, { file: 'kapa', jobs: [health, { ...workers, user: 'www-data' }], path: 'inherit' });
  expect(host.text('/etc/cron.d/kapa'))
    .toBe(`*/3 * * * * root kapa check --group health >/dev/null 2>&1 # kapa
*/10 * * * * www-data kapa check --group apache-workers >/dev/null 2>&1 # kapa
`);
  expect(lstatSync(join(host.root, 'etc/cron.d/kapa'))).toMatchObject({ mode: 0o100644, uid: 0, gid: 0 });
});

test('a second hard link is cut, since cron refuses such a file', async () => {
  const spec = { file: 'kapa', jobs: [health] };
  await host.apply(cron, spec);
  linkSync(join(host.root, 'etc/cron.d/kapa'), join(host.root, 'etc/cron.d/other'));
  expect(await host.apply(cron, spec)).toMatchObject({ fields: [{ field: 'hard links', from: 2, to: 1 }] });
});

test('a new file is judged by crontab(1), where it has a dry run', async () => {
  expect((await host.plan(cron, { file: 'kapa', jobs: [health] })).validate).toEqual([
    { path: '/etc/cron.d/kapa', argv: ['crontab', '-n', '{}'] },
  ]);
});

test('a bad line of someone else is refused: cron would drop the whole file', async () => {
  host.put('/etc/cron.d/kapa', '* * * * * root a\n61 * * * * root b\n');
  await expect(host.plan(cron, { file: 'kapa', jobs: [health] })).rejects.toMatchObject({
    text: { id: 'resources.cron_bad_line', args: { line: 2, where: '/etc/cron.d/kapa' } },
    detail: { cure: { id: 'resources.cron_bad_line_cure' } },
  });
});

test('carriage returns that crontab(1) lists as \\r are refused; a written \\r is not', async () => {
  const listed = new TextEncoder().encode('* * * * * a\\r\n');
  const other = temporary({ crontab: async () => present(listed) });
  try {
    other.put('/var/spool/cron/crontabs/root', '* * * * * a\r\n');
    await expect(other.plan(cron, { user: 'root', jobs: [health] })).rejects.toMatchObject({
      text: { id: 'resources.cron_carriage_return', args: { line: 1 } },
      detail: { cure: { id: 'resources.cron_carriage_return_cure' } },
    });
    other.put('/var/spool/cron/crontabs/root', '* * * * * a\\r\n');
    expect(await other.plan(cron, { user: 'root', jobs: [health] })).toMatchObject({ action: 'update' });
  } finally {
    other.remove();
  }
});

test('a program that the job will not find is told', async () => {
  host.put('/usr/bin/there', '');
  const spec = (run: string): unknown => ({ user: 'root', path, jobs: [{ schedule: '@daily', run }] });
  expect(await host.review(cron, spec('there --now'))).toEqual([]);
  expect(await host.review(cron, spec('cd /srv && x'))).toEqual([]);
  expect(await host.review(cron, spec('kapa check'))).toEqual([
    "kapa is not found on the job's PATH (/usr/local/bin:/usr/bin): install it there, or set `path`.",
  ]);
  expect(await host.review(cron, spec('/opt/gone.sh'))).toEqual([
    '/opt/gone.sh is not there: the job will fail.',
  ]);
});

test('a node from a version manager is on the PATH of the jobs', async () => {
  const other = temporary({
    readlink: async () => present('/root/.nvm/versions/node/v20/bin/node'),
    read: async (path) =>
      path === '/proc/self/cmdline'
        ? present(
            new TextEncoder().encode('/root/.nvm/versions/node/v20/bin/node\0/opt/kapa/bin/kapa\0plan\0'),
          )
        : { state: 'absent' },
  });
  try {
    const change = await other.plan(cron, { user: 'root', jobs: [health] });
    expect(change.fields[0]?.to).toContain(
      'PATH=/root/.nvm/versions/node/v20/bin:/opt/kapa/bin:/usr/local/sbin:/usr/local/bin:',
    );
  } finally {
    other.remove();
  }
});

test.each([
  [{ user: 'root', jobs: [health, { schedule: '0 4 1 * *', run: 'a && b' }] }, []],
  [{ user: 'root', jobs: [{ schedule: '0 4 13 * 5', run: 'a' }] }, ['KAPA201 jobs.0.schedule']],
  [{ user: 'root', jobs: [{ schedule: '0 4 */1 * 5', run: 'a' }] }, []],
  [{ user: 'root', jobs: [{ schedule: '@daily', run: 'date +\\%F' }] }, ['KAPA202 jobs.0.run']],
  [{ user: 'root', jobs: [{ schedule: '@daily', run: 'root true' }] }, ['KAPA203 jobs.0.run']],
  [{ user: 'root', jobs: [{ schedule: '@daily', run: 'a\nb' }] }, ['KAPA204 jobs.0.run']],
  [{ user: 'root', jobs: [{ schedule: '@daily', run: 'é'.repeat(500) }] }, ['KAPA204 jobs.0.run']],
  [{ file: 'has.dot', jobs: [] }, ['KAPA205 file']],
  [
    { user: 'root', jobs: [{ schedule: '@daily', run: 'a', env: { CRON_TZ: 'Asia/Tokyo' } }] },
    ['KAPA206 jobs.0.env.CRON_TZ:key'],
  ],
])('lint of %j finds %j', (spec, expected) => {
  expect(findings(cron, spec)).toEqual(expected);
});
