import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseEnvvars } from '../../../../src/packs/apache/facts/envvars.ts';

const debian = readFileSync('demo/host/etc/apache2/envvars', 'utf8');

test('Debian’s envvars are read as the shell reads them', () => {
  const { values, plain } = parseEnvvars(debian, '/etc/apache2');
  expect(plain).toBe(true);
  expect(Object.fromEntries(values)).toMatchObject({
    APACHE_RUN_USER: 'www-data',
    APACHE_PID_FILE: '/var/run/apache2/apache2.pid',
    APACHE_LOG_DIR: '/var/log/apache2',
    LANG: 'C',
  });
});

test('a further instance has its own folders', () => {
  const { values } = parseEnvvars(debian, '/etc/apache2-shop');
  expect(values.get('APACHE_PID_FILE')).toBe('/var/run/apache2-shop/apache2.pid');
  expect(values.get('APACHE_LOG_DIR')).toBe('/var/log/apache2-shop');
});

test.each([
  ['A=b', 'b'],
  ['export A="x y"  # note', 'x y'],
  ["export A='$B'", '$B'],
  ['B=1\nA=${B}2$B', '121'],
  ['A=b\nunset A', undefined],
  ['A=', ''],
])('%j', (text, value) => {
  expect(parseEnvvars(text, '/etc/apache2')).toMatchObject({ plain: true });
  expect(parseEnvvars(text, '/etc/apache2').values.get('A')).toBe(value);
});

test.each([
  'A=$(id)',
  'A=`id`',
  '. /etc/default/locale',
  'A=b; reboot',
  'A=~root',
  'A=${B:-c}',
  'if true; then A=1; fi',
])('%j takes a shell', (text) => {
  expect(parseEnvvars(text, '/etc/apache2').plain).toBe(false);
  expect(parseEnvvars(text, '/etc/apache2').values.has('A')).toBe(false);
});
