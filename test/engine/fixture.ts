import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../src/core/host.ts';
import type { ResourceItem } from '../../src/core/policy.ts';
import type { StateStore } from '../../src/core/state-store.ts';
import type { ApplyRequest } from '../../src/engine/index.ts';
import { openStateStore } from '../../src/host/state.ts';
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

/** Makes a fixture: `/etc/web.conf`, running, and an empty `/srv`. */
export function makeFixture(): Fixture {
  const root = mkdtempSync(join(tmpdir(), 'kapa-engine-'));
  mkdirSync(join(root, 'etc'));
  mkdirSync(join(root, 'srv'));
  writeFileSync(join(root, 'etc/web.conf'), 'a=1\nb=2\n');
  writeFileSync(join(root, 'running'), 'a=1\nb=2\n');
  return openFixture(root);
}

/** A fixture made earlier, as another process sees it. */
export function openFixture(root: string): Fixture {
  const host = openTreeHost(root);
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
