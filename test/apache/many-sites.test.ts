import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ResourceItem } from '../../src/core/policy.ts';
import type { Reader } from '../../src/core/reader.ts';
import { makePlan } from '../../src/converge/index.ts';
import { apacheProxy } from '../../src/packs/apache/resources/proxy.ts';
import { makeFixture, type Fixture } from '../converge/fixture.ts';
import { item } from '../converge/toys.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = makeFixture();
});
afterEach(() => {
  fixture.remove();
});

test('what a plan looks at grows with the number of sites, not with its square', async () => {
  const few = await looksAt(20);
  const many = await looksAt(200);
  expect(many / few).toBeLessThan(11);
});

/** Number of looks at the host that a plan of so many sites takes, each with one resource that changes it. */
async function looksAt(sites: number): Promise<number> {
  const apache = join(fixture.root, 'etc/apache2');
  mkdirSync(join(apache, 'sites-available'), { recursive: true });
  writeFileSync(join(apache, 'apache2.conf'), 'Include sites-available/*.conf\n');
  const items: ResourceItem[] = [];
  for (let number = 0; number < sites; number += 1) {
    const name = `s${number}`;
    writeFileSync(
      join(apache, `sites-available/${name}.conf`),
      `<VirtualHost *:80>\n  ServerName ${name}.example.org\n  ProxyTimeout 60\n</VirtualHost>\n`,
    );
    items.push(
      item(name, 'apache_proxy', {
        site: name,
        virtual_host: { server_name: `${name}.example.org` },
        directives: { ProxyTimeout: 600 },
      }),
    );
  }
  let looks = 0;
  const counting =
    <Args extends readonly unknown[], Result>(look: (...args: Args) => Result) =>
    (...args: Args): Result => {
      looks += 1;
      return look(...args);
    };
  const { host } = fixture;
  const reader: Reader = {
    ...host,
    stat: counting(host.stat),
    read: counting(host.read),
    list: counting(host.list),
    readlink: counting(host.readlink),
    resolve: counting(host.resolve),
  };
  const plan = await makePlan({ ...fixture.request(items), types: [apacheProxy], reader });
  expect(plan.resources.map(({ change }) => change.action)).toEqual(items.map(() => 'update'));
  return looks;
}
