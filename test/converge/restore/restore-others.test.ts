import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyPlan, listBackups, makeRestorePlan, restore } from '../../../src/converge/index.ts';
import type { Fixture } from '../fixture.ts';
import { item } from '../toys.ts';
import { makeWorld } from '../world.ts';

// What others have done since stays, whichever way something is put back: by its path, by a backup, by a transaction.

let fixture: Fixture;
beforeEach(() => {
  fixture = makeWorld();
});
afterEach(() => fixture.remove());

const path = '/etc/web.conf';
const at = (name: string): string => join(fixture.root, name);
const read = (): string => readFileSync(at(path), 'utf8');
const line = (value: string) => item('line', 'toy_line', { path, key: 'a', value });
const apply = (...resources: ReturnType<typeof item>[]) => applyPlan(fixture.request(resources));
const restoring = (what: string, withOthers = false) => {
  const { host, store, service, withLock, set } = fixture.request([]);
  return { what, withOthers, host, store, service, withLock, settings: set.settings };
};
const planned = async (what: string) =>
  (await makeRestorePlan({ ...restoring(what), reader: fixture.host })).resources[0]?.change;

beforeEach(async () => {
  fixture.put('etc/web.conf', `${'x\n'.repeat(5)}a=1\n${'y\n'.repeat(5)}`);
  await apply(line('10'));
});

test("restoring a path takes back kapa's own hunks and shows what others have changed since", async () => {
  writeFileSync(at(path), `# certbot\n${read()}# by hand\n`);
  const change = await planned(path);
  const others = change?.fields.find(({ field }) => field === 'others_changed')?.to;
  expect(others).toContain('+# certbot');
  expect(others).toContain('+# by hand');
  expect((await restore(restoring(path))).outcome).toBe('converged');
  expect(read()).toBe(`# certbot\n${'x\n'.repeat(5)}a=1\n${'y\n'.repeat(5)}# by hand\n`);
});

test('restoring a path does not undo what others have changed in the same lines, unless it is agreed to', async () => {
  writeFileSync(at(path), read().replace('a=10', 'a=99'));
  const change = await planned(path);
  expect(change?.action).toBe('unknown');
  expect(JSON.stringify(change?.unknown)).toMatch(/engine\.others_changed.*\+a=99/u);
  await restore(restoring(path)).catch(() => undefined);
  expect(read()).toContain('a=99\n');
  expect((await restore(restoring(path, true))).outcome).toBe('converged');
  expect(read()).toContain('a=1\n');
});

test("restoring an older backup takes back each of kapa's changes since, and keeps what others did between and after", async () => {
  const [oldest] = listBackups(fixture.store);
  writeFileSync(at(path), read().replace('y\ny\ny\n', 'y\ny\n# between\ny\n'));
  await apply(line('20'));
  writeFileSync(at(path), `${read()}# after\n`);
  const change = await planned(oldest?.backup ?? '');
  const others = change?.fields.find(({ field }) => field === 'others_changed')?.to;
  expect(others).toContain('+# between');
  expect(others).toContain('+# after');
  await restore(restoring(oldest?.backup ?? ''));
  expect(read()).toBe(`${'x\n'.repeat(5)}a=1\ny\ny\n# between\ny\ny\ny\n# after\n`);
});

test('a path whose change is no longer in the logs is restored only by a yes for all that came since', async () => {
  const [saved] = listBackups(fixture.store);
  rmSync(at(`state/transactions/${saved?.transaction}`), { recursive: true });
  writeFileSync(at(path), `${read()}# by hand\n`);
  expect(JSON.stringify((await planned(path))?.unknown)).toContain('engine.others_unknown');
  expect((await restore(restoring(path, true))).outcome).toBe('converged');
  expect(read()).not.toContain('# by hand');
});

test('a file that others made where kapa removed one is not overwritten without a yes', async () => {
  const { transaction = '' } = await apply(item('gone', 'toy_absent', { path: '/srv/gone' }));
  fixture.put('srv/gone', 'theirs\n');
  for (const what of [transaction, '/srv/gone']) {
    const change = await planned(what);
    expect(JSON.stringify(change?.unknown)).toMatch(/engine\.others_changed.*\+theirs/u);
  }
  await restore(restoring(transaction, true));
  expect(readFileSync(at('srv/gone'), 'utf8')).toBe('to be removed\n');
});

test('what others put in the place of a link of kapa is not removed or replaced without a yes', async () => {
  const { transaction = '' } = await apply(
    item('made', 'toy_link', { path: '/srv/made', to: 'file' }),
    item('link', 'toy_link', { path: '/srv/link', to: 'new-target' }),
  );
  rmSync(at('srv/made'));
  fixture.put('srv/made', 'theirs\n');
  rmSync(at('srv/link'));
  symlinkSync('their-target', at('srv/link'));
  const plan = await makeRestorePlan({ ...restoring(transaction), reader: fixture.host });
  expect(plan.resources.map(({ change }) => change.action)).toEqual(['unknown', 'unknown']);
  expect(JSON.stringify(plan.resources)).toContain('their-target');
  await restore(restoring(transaction, true));
  expect(existsSync(at('srv/made'))).toBe(false);
  expect(lstatSync(at('srv/link')).isSymbolicLink()).toBe(true);
});
