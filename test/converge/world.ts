import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceItem } from '../../src/core/policy.ts';
import { applyPlan, recover } from '../../src/converge/index.ts';
import { makeFixture, type Fixture, type Tree } from './fixture.ts';
import { item } from './toys.ts';
import { backupsIn, snapshot } from './tree-host.ts';

/** A host on which every kind of step has something to change. */
export function makeWorld(tree: Tree = 'real'): Fixture {
  const fixture = makeFixture(tree);
  const at = (path: string): string => join(fixture.root, path);
  mkdirSync(at('crontabs'));
  mkdirSync(at('srv/keep'), { mode: 0o750 });
  mkdirSync(at('etc/cron.d'));
  fixture.put('crontabs/root', '@hourly old\n');
  fixture.put('etc/cron.d/job', 'old\n');
  fixture.put('srv/gone', 'to be removed\n');
  fixture.put('srv/file', 'old\n');
  chmodSync(at('srv/file'), 0o640);
  symlinkSync('old-target', at('srv/link'));
  symlinkSync('file', at('srv/becomes-file'));
  return fixture;
}

/** Resources that use every kind of step on that host. */
export function everything(value: string): readonly ResourceItem[] {
  return [
    item('line a', 'toy_line', { path: '/etc/web.conf', key: 'a', value }),
    item('line c', 'toy_line', { path: '/etc/web.conf', key: 'c', value: '3' }),
    item('job', 'toy_file', { path: '/etc/cron.d/job', content: 'new\n' }),
    item('file', 'toy_file', { path: '/srv/file', content: 'new\n', mode: 0o600 }),
    item('folder', 'toy_directory', { path: '/srv/new', mode: 0o700 }),
    item('inside', 'toy_file', { path: '/srv/new/inside', content: 'x' }),
    item('keep', 'toy_directory', { path: '/srv/keep', mode: 0o755 }),
    item('made', 'toy_command', { path: '/srv/made' }),
    item('jobs', 'toy_crontab', { user: 'root', content: '@hourly new\n' }),
    item('more jobs', 'toy_crontab', { user: 'kapa', content: '@daily new\n' }),
    item('link', 'toy_link', { path: '/srv/link', to: 'new-target' }),
    item('swap', 'toy_steps', {
      until: '/srv/swapped',
      steps: [
        { do: 'remove', path: '/srv/becomes-file' },
        { do: 'write', path: '/srv/becomes-file', content: new Uint8Array([110, 101, 119]) },
        { do: 'write', path: '/srv/swapped', content: new Uint8Array() },
      ],
    }),
    item('gone', 'toy_absent', { path: '/srv/gone' }),
  ];
}

/** What an apply of these resources makes of a host: how it was, and how it is to be. */
export async function oldAndNew(
  make: () => Fixture,
  resources: readonly ResourceItem[],
): Promise<{ readonly old: object; readonly new: object }> {
  const fixture = make();
  try {
    const old = snapshot(fixture.root);
    const result = await applyPlan(fixture.request(resources));
    if (result.outcome !== 'converged')
      throw new Error(`the reference apply failed: ${JSON.stringify(result.error)}`);
    return { old, new: snapshot(fixture.root) };
  } finally {
    fixture.remove();
  }
}

/** Recovers as the next run of kapa does, without faults. */
export async function recoverWorld(fixture: Fixture): Promise<void> {
  const { host, store, service } = fixture.request([]);
  await recover({ host, store, service });
}

/** The world as compared, and the backups that must not be left when it is the old one. */
export function lookAt(fixture: Fixture): { readonly tree: object; readonly backups: readonly string[] } {
  return {
    tree: snapshot(fixture.root),
    backups: backupsIn(fixture.root).filter((name) => !name.startsWith('state/')),
  };
}
