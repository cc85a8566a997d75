import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  applyPlan,
  checkInputs,
  describeTransactions,
  listBackups,
  makePlan,
  makeRestorePlan,
  readSavedPlan,
  restore,
  savePlan,
} from '../../../src/converge/index.ts';
import type { Plan } from '../../../src/core/plan.ts';
import type { Fixture } from '../fixture.ts';
import { item, setOf } from '../toys.ts';
import { snapshot } from '../tree-host.ts';
import { everything, makeWorld } from '../world.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = makeWorld();
});
afterEach(() => fixture.remove());

const read = (path: string): string => readFileSync(join(fixture.root, path), 'utf8');
const line = (value: string) => item('line', 'toy_line', { path: '/etc/web.conf', key: 'a', value });
const restoring = (what: string) => {
  const { host, store, service, withLock, set } = fixture.request([]);
  return { what, host, store, service, withLock, settings: set.settings };
};

test('a path is put back to its newest backup, with the effects of the change', async () => {
  await applyPlan(fixture.request([line('10')]));
  await applyPlan(fixture.request([line('20')]));
  const plan = await makeRestorePlan({ ...restoring('/etc/web.conf'), reader: fixture.host });
  expect(plan.effects).toEqual([{ service: 'web', effect: 'reload', because: ['/etc/web.conf'] }]);
  const result = await restore(restoring('/etc/web.conf'));
  expect(result).toMatchObject({ outcome: 'converged', changed: true });
  expect(read('etc/web.conf')).toBe('a=10\nb=2\n');
  expect(read('running')).toBe('a=10\nb=2\n');
});

test('a backup is put back by its own name', async () => {
  await applyPlan(fixture.request([line('10')]));
  await applyPlan(fixture.request([line('20')]));
  const [oldest] = listBackups(fixture.store);
  await restore(restoring(oldest?.backup ?? ''));
  expect(read('etc/web.conf')).toBe('a=1\nb=2\n');
});

describe('a clock that is set back between two applies, or an hour that comes twice', () => {
  test('a backup is put back with what somebody else wrote after the second', async () => {
    await applyPlan(at(9, line('10')));
    await applyPlan(at(8, line('20')));
    fixture.put('etc/web.conf', `${read('etc/web.conf')}c=theirs\n`);
    const [oldest] = listBackups(fixture.store);
    await restore(restoring(oldest?.backup ?? ''));
    expect(read('etc/web.conf')).toBe('a=1\nb=2\nc=theirs\n');
  });

  test('the newest transactions are kept, and listed last', async () => {
    const keep = (request: ReturnType<typeof at>) => ({
      ...request,
      set: {
        ...request.set,
        settings: { ...request.set.settings, backups: { ...request.set.settings.backups, keep: 1 } },
      },
    });
    for (let n = 1; n <= 25; n += 1) await applyPlan(keep(at(9, line(String(n)))));
    const last = await applyPlan(keep(at(8, line('last'))));
    expect(describeTransactions(fixture.store).at(-1)?.id).toBe(last.transaction);
    await restore(restoring(last.transaction ?? ''));
    expect(read('etc/web.conf')).toBe('a=25\nb=2\n');
  });

  function at(hour: number, one: ReturnType<typeof line>) {
    const now = (): number => Date.UTC(2026, 9, 25, hour);
    return { ...fixture.request([one]), host: { ...fixture.host, now } };
  }
});

test('a backup made by hand is put back as well', async () => {
  fixture.put('etc/web.conf.backup_20251111_101010', 'a=0\n');
  const result = await restore(restoring('/etc/web.conf.backup_20251111_101010'));
  expect(result.outcome).toBe('converged');
  expect(read('etc/web.conf')).toBe('a=0\n');
});

test('a whole transaction is put back, and the restore too', async () => {
  const old = snapshot(fixture.root);
  const applied = await applyPlan(fixture.request(everything('10')));
  const changed = snapshot(fixture.root);
  const [command] = ['/srv/made'];
  const result = await restore(restoring(applied.transaction ?? ''));
  expect(result.error).toBeUndefined();
  // A command has no saved state: what it made stays.
  const { [command]: made, ...rest } = snapshot(fixture.root) as Record<string, string>;
  expect(made).toBeDefined();
  expect(rest).toEqual(old);
  const again = await restore(restoring(result.transaction ?? ''));
  expect(again.error).toBeUndefined();
  expect(snapshot(fixture.root)).toEqual(changed);
  expect(describeTransactions(fixture.store).map(({ outcome }) => outcome)).toEqual([
    'converged',
    'converged',
    'converged',
  ]);
});

test('what is not saved is said', async () => {
  await expect(restore(restoring('/etc/nothing'))).rejects.toThrow('engine.nothing_saved');
});

test('after a restore the plan calls it drift', async () => {
  await applyPlan(fixture.request([line('10')]));
  await restore(restoring('/etc/web.conf'));
  const plan = await makePlan({ ...fixture.request([line('10')]), reader: fixture.host });
  expect(plan.resources[0]?.cause).toBe('drift');
});

test('a saved plan holds no content, and is refused when policy or host has moved', async () => {
  const secret = item('key', 'toy_file', { path: '/srv/key', content: 'canary-1234', secret: true });
  const resources = [line('10'), secret];
  const set = setOf(resources);
  const plan = await makePlan({ ...fixture.request(resources), reader: fixture.host });
  const text = savePlan({
    plan,
    set,
    store: fixture.store,
    made: 0,
    root: '/',
    policies: ['/etc/kapa'],
    target: [],
    skip: [],
    prune: false,
    shown: {},
  });
  expect(text).not.toContain('canary');
  const saved = readSavedPlan(new TextEncoder().encode(text));
  if (saved === undefined) throw new Error('not read back');
  checkInputs(saved, set, fixture.store);
  expect(() => checkInputs(saved, setOf([line('11'), secret]), fixture.store)).toThrow('engine.moved');
  fixture.put('etc/web.conf', 'a=2\n');
  await expect(
    applyPlan({ ...fixture.request(resources), agreed: { digest: saved.digest } }),
  ).rejects.toThrow('engine.moved');
  fixture.put('etc/web.conf', 'a=1\nb=2\n');
  const result = await applyPlan({ ...fixture.request(resources), agreed: { digest: saved.digest } });
  expect(result.outcome).toBe('converged');
  expect(existsSync(join(fixture.root, 'srv/key'))).toBe(true);
  expect(readSavedPlan(new TextEncoder().encode('policy: x\n'))).toBeUndefined();
});

const modeOf = (path: string): number => statSync(join(fixture.root, path)).mode & 0o7777;
const field = (plan: Plan, name: string): unknown =>
  plan.resources.flatMap(({ change }) => change.fields).find((one) => one.field === name)?.to;

test('a mode that others gave since stays, and is shown, where kapa changed none', async () => {
  const { transaction = '' } = await applyPlan(fixture.request([line('10')]));
  chmodSync(join(fixture.root, 'etc/web.conf'), 0o600);
  for (const what of [transaction, '/etc/web.conf']) {
    const plan = await makeRestorePlan({ ...restoring(what), reader: fixture.host });
    expect(field(plan, 'others_changed')).toBe('mode 0644 → 0600');
  }
  expect((await restore(restoring(transaction))).outcome).toBe('converged');
  expect(read('etc/web.conf')).toBe('a=1\nb=2\n');
  expect(modeOf('etc/web.conf')).toBe(0o600);
});

test('a mode that others gave in the place of kapa’s is undone with a yes of its own only', async () => {
  const content = 'a=1\nb=2\n';
  const given = item('mode', 'toy_file', { path: '/etc/web.conf', content, mode: 0o640 });
  const { transaction = '' } = await applyPlan(fixture.request([given]));
  expect(modeOf('etc/web.conf')).toBe(0o640);
  chmodSync(join(fixture.root, 'etc/web.conf'), 0o600);
  const refused = await makeRestorePlan({ ...restoring(transaction), reader: fixture.host });
  expect(refused.resources[0]?.change).toMatchObject({
    action: 'unknown',
    unknown: { id: 'engine.others_gave', args: { changed: 'mode 0640 → 0600' } },
  });
  const agreed = { ...restoring(transaction), withOthers: true };
  const plan = await makeRestorePlan({ ...agreed, reader: fixture.host });
  expect(field(plan, 'mode')).toBe('0644');
  expect(field(plan, 'others_changed')).toBe('mode 0640 → 0600');
  await restore(agreed);
  expect(modeOf('etc/web.conf')).toBe(0o644);
});
