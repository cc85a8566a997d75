import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { render, t } from '../../../src/core/text.ts';
import { applyPlan, findOpenTransaction, listBackups, makePlan } from '../../../src/converge/index.ts';
import { makeFixture, type Fixture } from '../fixture.ts';
import { item, toyTypes } from '../toys.ts';
import { backupsIn, snapshot } from '../tree-host.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = makeFixture();
});
afterEach(() => fixture.remove());

const read = (path: string): string => readFileSync(join(fixture.root, path), 'utf8');
const line = (key: string, value: string) =>
  item(`line ${key}`, 'toy_line', { path: '/etc/web.conf', key, value });

test('two resources that edit one file compose: one write, one reload, one backup', async () => {
  const request = fixture.request([line('a', '10'), line('c', '3')]);
  const plan = await makePlan({ ...request, reader: fixture.host });
  expect(plan.steps).toHaveLength(1);
  expect(plan.files).toHaveLength(1);
  expect(plan.files[0]?.because).toEqual(['line a', 'line c']);
  expect(plan.effects).toEqual([{ service: 'web', effect: 'reload', because: ['line a', 'line c'] }]);

  const result = await applyPlan(request);
  expect(result.error).toBeUndefined();
  expect(result.outcome).toBe('converged');
  expect(result.changed).toBe(true);
  expect(read('etc/web.conf')).toBe('a=10\nb=2\nc=3\n');
  expect(read('running')).toBe('a=10\nb=2\nc=3\n');
  const [backup = ''] = backupsIn(join(fixture.root, 'etc'));
  expect(backup).toMatch(/^web\.conf\.backup_\d{8}_\d{6}$/u);
  expect(read(`etc/${backup}`)).toBe('a=1\nb=2\n');
  expect(result.backups).toEqual([{ path: '/etc/web.conf', backup: `/etc/${backup}` }]);
  expect(listBackups(fixture.store)).toHaveLength(1);
});

test('twice is the same as once', async () => {
  const resources = [
    line('a', '10'),
    item('folder', 'toy_directory', { path: '/srv/www', mode: 0o750 }),
    item('page', 'toy_file', { path: '/srv/www/index', content: 'hello' }),
    item('jobs', 'toy_crontab', { user: 'root', content: '@daily true\n' }),
    item('made', 'toy_command', { path: '/srv/made' }),
    item('link', 'toy_link', { path: '/srv/link', to: 'www' }),
  ];
  const first = await applyPlan(fixture.request(resources));
  expect(first.error).toBeUndefined();
  const before = snapshot(fixture.root);
  const mtime = lstatSync(join(fixture.root, 'etc/web.conf')).mtimeMs;
  const second = await applyPlan(fixture.request(resources));
  expect(second).toMatchObject({ outcome: 'converged', changed: false, backups: [] });
  expect(second.plan.resources.every(({ change }) => change.action === 'none')).toBe(true);
  expect(snapshot(fixture.root)).toEqual(before);
  expect(lstatSync(join(fixture.root, 'etc/web.conf')).mtimeMs).toBe(mtime);
});

test('a resource sees what those before it make, and folders come before their content', async () => {
  const result = await applyPlan(
    fixture.request(
      [
        item('page', 'toy_line', { path: '/srv/www/site.conf', key: 'x', value: '1' }),
        item('folder', 'toy_directory', { path: '/srv/www' }),
      ].map((one) => (one.name === 'page' ? { ...one, requires: ['folder'] } : one)),
    ),
  );
  expect(result.error).toBeUndefined();
  expect(read('srv/www/site.conf')).toBe('x=1\n');
});

test('a failed check leaves everything as it was', async () => {
  const before = snapshot(fixture.root);
  const result = await applyPlan(
    fixture.request([line('a', '10'), item('other', 'toy_file', { path: '/srv/new', content: 'x' })], {
      service: () => ({
        name: 'web',
        checks: async () => [['false']],
        state: async () => ({ state: 'present', value: { running: true, enabled: true } }),
        perform: async () => ({ ok: true }),
      }),
    }),
  );
  expect(result.outcome).toBe('rolled_back');
  expect(snapshot(fixture.root)).toEqual(before);
  expect(backupsIn(fixture.root)).toEqual([]);
  expect(findOpenTransaction(fixture.store)).toBeUndefined();
});

test('a service that dies of its new configuration is started on the old one', async () => {
  const before = snapshot(fixture.root);
  const result = await applyPlan(fixture.request([line('a', 'FATAL')]));
  expect(result.outcome).toBe('rolled_back');
  expect(result.leftovers).toEqual([]);
  expect(snapshot(fixture.root)).toEqual(before);
  expect(read('running')).toBe('a=1\nb=2\n');
});

test('a site that is worse afterwards is put back, and its service told so', async () => {
  const result = await applyPlan(
    fixture.request([line('a', '10')], { confirm: async () => async () => t('engine.no_reason') }),
  );
  expect(result.outcome).toBe('rolled_back');
  expect(read('etc/web.conf')).toBe('a=1\nb=2\n');
  expect(read('running')).toBe('a=1\nb=2\n');
});

test('a type that does not converge is named', async () => {
  const before = snapshot(fixture.root);
  const result = await applyPlan(
    fixture.request([
      item('liar', 'toy_steps', {
        until: '/never',
        steps: [{ do: 'write', path: '/srv/x', content: new Uint8Array([1]) }],
      }),
    ]),
  );
  expect(result.outcome).toBe('rolled_back');
  expect(result.error && render(result.error, 'en')).toContain('a fault of the type toy_steps');
  expect(snapshot(fixture.root)).toEqual(before);
});

test('a plan that is no longer the agreed one is refused', async () => {
  const request = fixture.request([line('a', '10')]);
  const agreed = await makePlan({ ...request, reader: fixture.host });
  fixture.put('etc/web.conf', 'a=1\nb=2\nhand=made\n');
  await expect(applyPlan({ ...request, agreed })).rejects.toThrow('engine.moved');
  expect(read('etc/web.conf')).toBe('a=1\nb=2\nhand=made\n');
});

test('what the operator writes before the first step is not overwritten', async () => {
  const result = await applyPlan(
    fixture.request([line('a', '10')], {
      onEvent: ({ event }) => {
        if (event === 'begin') fixture.put('etc/web.conf', 'hand=made\n');
      },
    }),
  );
  expect(result).toMatchObject({ outcome: 'rolled_back', leftovers: [] });
  expect(result.error && render(result.error, 'en')).toContain('/etc/web.conf was changed');
  expect(read('etc/web.conf')).toBe('hand=made\n');
});

test('what the operator writes before an undo is set aside, however long its path', async () => {
  const folder = `srv/${Array.from({ length: 9 }, () => 'ñandú-folder-of-a-long-path').join('/')}`;
  mkdirSync(join(fixture.root, folder), { recursive: true });
  fixture.put(`${folder}/x`, 'old');
  const result = await applyPlan(
    fixture.request([item('x', 'toy_file', { path: `/${folder}/x`, content: 'new' })], {
      onEvent: ({ event }) => {
        if (event === 'verifying') fixture.put(`${folder}/x`, 'hand made');
      },
    }),
  );
  expect(result).toMatchObject({ outcome: 'rolled_back', leftovers: [] });
  expect(read(`${folder}/x`)).toBe('old');
  const [aside = ''] = fixture.store.list('set-aside');
  expect(read(`state/set-aside/${aside}`)).toBe('hand made');
});

test('links are written through, and their attributes kept', async () => {
  mkdirSync(join(fixture.root, 'etc/sites-available'));
  mkdirSync(join(fixture.root, 'etc/sites-enabled'));
  fixture.put('etc/sites-available/x.conf', 'k=1\n');
  chmodSync(join(fixture.root, 'etc/sites-available/x.conf'), 0o640);
  symlinkSync('../sites-available/x.conf', join(fixture.root, 'etc/sites-enabled/x.conf'));
  const result = await applyPlan(
    fixture.request([
      item('enabled', 'toy_line', { path: '/etc/sites-enabled/x.conf', key: 'k', value: '2' }),
      item('available', 'toy_line', { path: '/etc/sites-available/x.conf', key: 'l', value: '3' }),
    ]),
  );
  expect(result.error).toBeUndefined();
  expect(result.plan.steps).toHaveLength(1);
  expect(lstatSync(join(fixture.root, 'etc/sites-enabled/x.conf')).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(fixture.root, 'etc/sites-available/x.conf')).mode & 0o777).toBe(0o640);
  expect(read('etc/sites-available/x.conf')).toBe('k=2\nl=3\n');
  expect(backupsIn(join(fixture.root, 'etc/sites-available'))).toHaveLength(1);
  expect(backupsIn(join(fixture.root, 'etc/sites-enabled'))).toHaveLength(0);
});

test('where a sibling would be loaded, backups go to the state folder', async () => {
  mkdirSync(join(fixture.root, 'etc/cron.d'));
  fixture.put('etc/cron.d/kapa', 'old\n');
  const result = await applyPlan(
    fixture.request([item('jobs', 'toy_file', { path: '/etc/cron.d/kapa', content: 'new\n' })]),
  );
  expect(backupsIn(join(fixture.root, 'etc'))).toEqual([]);
  const [saved] = result.backups;
  expect(saved?.backup.startsWith(fixture.store.path)).toBe(true);
  expect(readFileSync(saved?.backup ?? '', 'utf8')).toBe('old\n');
  expect(lstatSync(saved?.backup ?? '').mode & 0o777).toBe(0o600);
});

test('only the newest backups are kept, and never one that kapa did not make', async () => {
  fixture.put('etc/web.conf.backup_20251111_120000', 'by hand');
  for (let n = 0; n < 5; n += 1) await applyPlan(fixture.request([line('a', String(100 + n))]));
  expect(backupsIn(join(fixture.root, 'etc'))).toHaveLength(4);
  expect(existsSync(join(fixture.root, 'etc/web.conf.backup_20251111_120000'))).toBe(true);
});

test('drift, a changed policy and a first time are told apart', async () => {
  const causes = async (value: string) =>
    (await makePlan({ ...fixture.request([line('a', value)]), reader: fixture.host })).resources[0]?.cause;
  expect(await causes('10')).toBe('first');
  await applyPlan(fixture.request([line('a', '10')]));
  expect(await causes('11')).toBe('policy');
  fixture.put('etc/web.conf', 'a=drifted\nb=2\n');
  expect(await causes('10')).toBe('drift');
});

test('what left the policy is listed, and removed only with prune, and only if kapa made it', async () => {
  const page = item('page', 'toy_file', { path: '/srv/page', content: 'x' });
  const other = item('other', 'toy_file', { path: '/srv/other', content: 'x' });
  await applyPlan(fixture.request([line('a', '10'), page, other]));
  fixture.put('srv/other', 'changed by hand');
  const plan = await makePlan({ ...fixture.request([]), reader: fixture.host });
  expect(plan.orphans.map(({ name, files }) => [name, files])).toEqual([
    ['line a', []],
    ['page', ['/srv/page']],
    ['other', []],
  ]);
  expect(plan.steps).toEqual([]);
  const pruned = await applyPlan(fixture.request([], { prune: true }));
  expect(pruned.error).toBeUndefined();
  expect(existsSync(join(fixture.root, 'srv/page'))).toBe(false);
  expect(read('srv/other')).toBe('changed by hand');
  expect(read('etc/web.conf')).toBe('a=10\nb=2\n');
  expect((await makePlan({ ...fixture.request([]), reader: fixture.host })).orphans).toEqual([]);
});

test('a secret is in no record of a plan, and in the state folder only as a backup', async () => {
  const resource = item('key', 'toy_file', { path: '/srv/key', content: 'canary-1234', secret: true });
  const result = await applyPlan(fixture.request([resource]));
  expect(result.outcome).toBe('converged');
  expect(
    JSON.stringify({
      ...result.plan,
      files: [],
      resources: result.plan.resources.map(({ change }) => change.fields),
    }),
  ).not.toContain('canary');
  for (const name of ['manifest.json', `transactions/${result.transaction}/log.jsonl`]) {
    const kept = fixture.store.read(name);
    expect(kept.state === 'present' && new TextDecoder().decode(kept.value)).not.toContain('canary');
  }
});

test('restored files have fresh modification times', async () => {
  const long = new Date('2020-01-01');
  utimesSync(join(fixture.root, 'etc/web.conf'), long, long);
  await applyPlan(fixture.request([line('a', 'FATAL')]));
  expect(lstatSync(join(fixture.root, 'etc/web.conf')).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
});

test('a resource that cannot be told stops an apply before anything is touched', async () => {
  const before = snapshot(fixture.root);
  const result = await applyPlan(
    fixture.request([line('a', '10'), item('lost', 'toy_file', { path: '/nowhere/x', content: '' })]),
  );
  expect(result.outcome).toBe('rolled_back');
  expect(result.error && render(result.error, 'en')).toContain('/nowhere');
  expect(snapshot(fixture.root)).toEqual(before);
  expect(toyTypes.length).toBeGreaterThan(0);
});
