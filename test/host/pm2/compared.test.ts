import { expect, test } from 'vitest';
import { leftOver } from '../../../src/host/pm2/compared.ts';

const [usage, json] = ['PM2_USAGE', 'PM2_JSON_PROCESSING'] as const;

test.each<[what: string, name: string, keys: readonly string[], left: readonly string[]]>([
  ['PM2 7', 'api', ['PATH', 'SHELL', usage, json, 'ONE', 'TWO', 'api', 'unique_id'], ['TWO']],
  ['PM2 5 and 6', 'api', ['api', 'ONE', 'TWO', json, usage, 'SHELL', 'PATH', 'unique_id'], ['TWO']],
  ['a restart by the file', 'api', ['ONE', 'TWO'], ['TWO']],
  ['a start of a script', 'api', ['PATH', 'SHELL', usage, 'api', 'unique_id'], []],
  ['a name that is a number', '3001', ['3001', 'PATH', usage, json, 'TWO', 'unique_id'], []],
])('variables that left an ecosystem file are told from the shell’s: %s', (_, name, keys, left) => {
  const entry = { pm2_env: { env: Object.fromEntries(keys.map((key) => [key, 'x'])) } };
  expect(leftOver(name, { env: { ONE: 'x' } }, new Set(), [entry])).toEqual(left);
});
