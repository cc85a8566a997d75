import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../../src');
/** The one place that writes to this process's streams, behind the sink; and helpers whose words kapa reads as data. */
const doors: ReadonlySet<string> = new Set([
  'cli/output.ts',
  'host/pm2/ecosystem-program.ts',
  'host/pm2/errand-program.ts',
  'host/network/exchange-program.ts',
]);

test('nothing but the sink’s own output writes to the streams of the process', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !doors.has(name))
    .flatMap((name) =>
      readFileSync(join(source, name), 'utf8')
        .split('\n')
        .filter((line) => /\bprocess\.(?:stdout|stderr)\b|\bconsole\.\w|\bwriteSync\([12],/u.test(line))
        .filter((line) => !/^\s*(?:\/\/|\*|\/\*)/u.test(line))
        .map((line) => `src/${name}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});

test('no document is written as text: it would be masked in its own keys and words', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(?:cli|report)\/.*\.ts$/u.test(name))
    .filter((name) =>
      /\.write\(\s*`?(?:\$\{)?\s*JSON\.stringify/u.test(readFileSync(join(source, name), 'utf8')),
    );
  expect(found).toEqual([]);
});
