import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../src/core/host.ts';
import type { ResourceItem } from '../../src/core/policy.ts';
import type { StateStore } from '../../src/core/state-store.ts';
import type { ApplyRequest } from '../../src/converge/index.ts';
import { openHost, openStateStore } from '../../src/host/index.ts';
import { present } from '../../src/core/reading.ts';
import { setOf, toyTypes, webService } from './toys.ts';
import { openTreeHost } from './tree-host.ts';

/** A host in a temporary folder with its state folder and its web service. */
export interface Fixture {
  readonly root: string;
  readonly host: Host;
  readonly store: StateStore;
  /** An apply of these resources, not yet run. */
  request(resources: readonly ResourceItem[], more?: Partial<ApplyRequest>): ApplyRequest;
  put(path: string, content: string): void;
  remove(): void;
}

/**
 * `real`: files are read and written by the host itself; processes and crontabs are the tree's own, as if it were the
 * running system. `toy`: files without syncs, for the hundreds of runs of the fault tests.
 */
export type Tree = 'real' | 'toy';

/** Makes a fixture: `/etc/web.conf`, running, and an empty `/srv`. */
export function makeFixture(tree: Tree = 'real'): Fixture {
  const root = mkdtempSync(join(tmpdir(), 'kapa-engine-'));
  mkdirSync(join(root, 'etc'));
  mkdirSync(join(root, 'srv'));
  writeFileSync(join(root, 'etc/web.conf'), 'a=1\nb=2\n');
  writeFileSync(join(root, 'running'), 'a=1\nb=2\n');
  return openFixture(root, tree);
}

/** A fixture made earlier, as another process sees it. */
export function openFixture(root: string, tree: Tree = 'real'): Fixture {
  const toy = openTreeHost(root);
  const { host: real } = openHost({ root, service: async () => present({ running: true, enabled: true }) });
  const { stat, read, examine, isGuarded, list, readlink, resolve, carryOut } = real;
  const host: Host =
    tree === 'toy' ? toy : { ...toy, stat, read, examine, isGuarded, list, readlink, resolve, carryOut };
  const store = openStateStore(join(root, 'state'));
  return {
    root,
    host,
    store,
    request: (resources, more = {}) => ({
      set: setOf(resources),
      types: toyTypes,
      host,
      store,
      service: () => webService(root),
      withLock: (work) => work(),
      ...more,
    }),
    put: (path, content) => writeFileSync(join(root, path), content),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
