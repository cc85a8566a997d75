import { expect, test } from 'vitest';
import { findSearchPath, usualPath } from '../../../src/packs/cron/search-path.ts';

const running = { node: () => '/home/ana/.nvm/v20/bin/node', kapa: () => '/opt/npm/bin/kapa' };

test.each<readonly [string, readonly string[], readonly string[]]>([
  ['node and kapa where Debian and npm put them', ['/usr/bin/node', '/usr/local/bin/kapa'], []],
  ['a kapa that npm put elsewhere', ['/usr/bin/node'], ['/opt/npm/bin']],
  ['a node of a version manager', ['/usr/local/bin/kapa'], ['/home/ana/.nvm/v20/bin']],
  ['both in one folder', ['/home/ana/.nvm/v20/bin/kapa'], ['/home/ana/.nvm/v20/bin']],
])('%s', async (_what, there, before) => {
  const path = await findSearchPath((file) => there.includes(file), running);
  expect(path).toEqual([...before, ...usualPath]);
});

test('what was not called by its own name is not looked for beside that', async () => {
  const path = await findSearchPath(() => false, {
    node: () => '/usr/bin/nodejs',
    kapa: () => 'dist/kapa.cjs',
  });
  expect(path).toEqual(usualPath);
});
