import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { converged } from '../../../../src/core/resource.ts';
import { apacheListen, type ListenSpec } from '../../../../src/packs/apache/resources/listen.ts';
import { tree, type Tree } from '../../../apache/tree.ts';

let host: Tree;
beforeEach(() => {
  host = tree();
});
afterEach(() => host.remove());

const ports = 'etc/apache2/ports.conf';
const effectOf = async (spec: ListenSpec): Promise<unknown> =>
  (await host.plan(apacheListen, spec)).steps.at(-1);

test('a port more goes behind the others, outside of conditions, and a reload is enough', async () => {
  const before = host.text(ports);
  const change = await host.apply(apacheListen, { 8080: 'present' });
  expect(change.fields).toEqual([{ field: 'Listen', from: null, to: '8080' }]);
  expect(change.steps.at(-1)).toMatchObject({ service: 'apache2', effect: 'reload' });
  expect(host.text(ports)).toBe(before.replace('Listen 80\n', 'Listen 80\nListen 8080\n'));
  expect(await host.plan(apacheListen, { 8080: 'present' })).toEqual(converged);
});

test.each<ListenSpec>([
  { 80: 'present' },
  { '*:80': 'present' },
  { 443: 'present' },
  { '443 https': 'present' },
  { 8443: 'absent' },
])('%j is so already, wherever that stands', async (spec) => {
  writeFileSync(join(host.root, 'etc/apache2/conf-enabled/more.conf'), 'Listen 9000\n');
  expect(await host.plan(apacheListen, { 9000: 'present', ...spec })).toEqual(converged);
});

test('a line goes from the file that has it', async () => {
  writeFileSync(join(host.root, 'etc/apache2/conf-enabled/more.conf'), '# mine\nListen 9000\n');
  await host.apply(apacheListen, { 9000: 'absent' });
  expect(host.text('etc/apache2/conf-enabled/more.conf')).toBe('# mine\n');
});

test('another protocol changes the line, another address of a port asks for a restart', async () => {
  const change = await host.plan(apacheListen, { '80 https': 'present' });
  expect(change.fields).toEqual([{ field: 'Listen', from: '80', to: '80 https' }]);
  expect(await effectOf({ 80: 'absent', '127.0.0.1:80': 'present' })).toMatchObject({ effect: 'restart' });
  expect(await effectOf({ 80: 'absent', '127.0.0.1:81': 'present' })).toMatchObject({ effect: 'reload' });
});

test('what Apache could not do is refused: a port held twice, and no port at all', async () => {
  const refused = (spec: ListenSpec, id: string): Promise<void> =>
    expect(host.plan(apacheListen, spec)).rejects.toMatchObject({ text: { id } });
  await refused({ '127.0.0.1:80': 'present' }, 'apache.listen_overlaps');
  await refused({ 80: 'absent', 443: 'absent' }, 'apache.listen_nowhere');
  writeFileSync(
    join(host.root, 'etc/apache2/conf-enabled/more.conf'),
    'LoadModule macro_module /usr/lib/apache2/modules/mod_macro.so\n<Macro At $port>\nListen $port\n</Macro>\nUse At 9000\n',
  );
  await refused({ 9000: 'absent' }, 'apache.listen_by_macro');
});
