import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { phpFpmService } from '../../../src/packs/php-fpm/service.ts';
import { serviceFor } from '../../../src/packs/index.ts';
import { openLab, type Lab } from '../../apache/lab.ts';
import { host } from '../instruments.ts';

let lab: Lab;
// Debian names it by its version.
const version = readdirSync('/usr/sbin').flatMap((name) => /^php-fpm(\d+\.\d+)$/u.exec(name)?.[1] ?? [])[0];
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

const pool = (line: string): string => `policy: pools
resources:
  - name: The pool of the shop
    file:
      path: /etc/php/${version}/fpm/pool.d/shop.conf
      content: |
        [shop]
        user = www-data
        listen = /run/php/shop.sock
        pm = static
        ${line}
    notify: [reload php${version}-fpm]
`;

test('a plan of a pool is proven by the test of php-fpm itself, and refused by it', async () => {
  lab.put('/etc/kapa/pool.yaml', pool('pm.max_children = 3'));
  const good = await lab.kapa(['plan', '/etc/kapa/pool.yaml', '--json']);
  expect(JSON.parse(good.stdout), good.stderr).toMatchObject({
    proof: { status: 'proven', checks: [{ argv: [`/usr/sbin/php-fpm${version}`, '--test'] }] },
  });
  lab.put('/etc/kapa/pool.yaml', pool('pm.max_childern = 3'));
  const bad = await lab.kapa(['plan', '/etc/kapa/pool.yaml']);
  expect(bad.status).toBe(1);
  expect(bad.stdout + bad.stderr).toContain("unknown entry 'pm.max_childern'");
});

test('other units have no test, nor has a version that is not installed', async () => {
  expect(phpFpmService('php-fpm')).toBeUndefined();
  expect(phpFpmService('php8.2-fpmx')).toBeUndefined();
  expect(await serviceFor('php1.0-fpm.service').checks(host)).toEqual([]);
  expect(await serviceFor(`php${version}-fpm`).checks(host)).toHaveLength(1);
});
