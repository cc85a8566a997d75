import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  parseCrontab,
  parseLine,
  printCrontab,
  unescapedPercent,
} from '../../../../src/packs/cron/crontab/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'kapa-crontab-'));
afterAll(() => rmSync(folder, { recursive: true }));

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('user', 'system'), (content, dialect) => {
      expect(Buffer.compare(printCrontab(parseCrontab(content, dialect)), content)).toBe(0);
    }),
  );
});

test('a last line without a line feed is noticed', () => {
  expect(parseCrontab(bytes('* * * * * a\n* * * * * b'), 'user').complete).toBe(false);
  expect(parseCrontab(bytes('* * * * * a\n'), 'user').complete).toBe(true);
  expect(parseCrontab(bytes(''), 'user').complete).toBe(true);
});

test('a job is its schedule, its user and its command', () => {
  expect(parseLine('  */5 *\t* * *  root  echo "a b" ', 'system')).toMatchObject({
    kind: 'job',
    schedule: '*/5 *\t* * *',
    user: 'root',
    command: 'echo "a b" ',
  });
  expect(parseLine('@reboot /usr/bin/x', 'user')).toMatchObject({
    kind: 'job',
    schedule: '@reboot',
    command: '/usr/bin/x',
  });
  expect(parseLine('* * * * * root', 'system')).toMatchObject({ kind: 'job', user: 'root', command: '' });
  expect(parseLine('* * * * *', 'system')).toMatchObject({ kind: 'bad', fault: 'user' });
});

test.each([
  ['X=$HOME/x', 'X', '$HOME/x'],
  ['Z = val # c', 'Z', 'val # c'],
  ['BAZ=""', 'BAZ', ''],
  ['A-B=c', 'A-B', 'c'],
  ['"Q U"=1', 'Q U', '1'],
  [`A='x y'`, 'A', 'x y'],
])('%s sets %s', (text, name, value) => {
  expect(parseLine(text, 'user')).toMatchObject({ kind: 'environment', name, value });
});

test.each(['BAZ=', 'export A=b', 'A="x', 'A B=c', "'A=B'=c"])(
  '%s is no environment line and no job',
  (text) => {
    expect(parseLine(text, 'user')).toMatchObject({ kind: 'bad' });
  },
);

test('a mark at the start of the file, a NUL and a long command are bad', () => {
  expect(parseCrontab(bytes('\ufeff* * * * * a\n'), 'user').lines[0]).toMatchObject({
    kind: 'bad',
    fault: 'bom',
  });
  expect(parseLine('* * * * * a\0b', 'user')).toMatchObject({ kind: 'bad', fault: 'nul' });
  expect(parseLine(`* * * * * ${'x'.repeat(998)}`, 'user').kind).toBe('job');
  expect(parseLine(`* * * * * ${'x'.repeat(999)}`, 'user')).toMatchObject({ kind: 'bad', fault: 'too_long' });
});

test('a percent sign counts unless a backslash stands before it', () => {
  expect(unescapedPercent('date +%F')).toBe(6);
  expect(unescapedPercent(String.raw`date +\%F`)).toBe(-1);
});

test('what crontab(1) takes, kapa takes, and what it refuses, kapa refuses', () => {
  const field = fc.oneof(
    { weight: 7, arbitrary: fc.constant('*') },
    {
      weight: 3,
      arbitrary: fc
        .array(
          fc.constantFrom('*', '1', '5', '59', '60', '0', '-', '/', ',', 'mon', 'jan', '7', '~', 'x', '.'),
          {
            minLength: 1,
            maxLength: 5,
          },
        )
        .map((parts) => parts.join('')),
    },
  );
  const job = fc
    .tuple(field, field, field, field, field)
    .chain((fields) =>
      fc
        .constantFrom(' true', ' *', '\t*x', '', ' ', ' a\r', '\rtrue', '\ftrue', ' %', ' a\\%b\\')
        .map((command) => `${fields.join(' ')}${command}`),
    );
  const setting = fc
    .array(fc.constantFrom('A', 'B', ' ', '=', '"', "'", 'x', '\t', '#', '$', '\r', '\v', 'à'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join(''));
  const file = join(folder, 'one');
  fc.assert(
    fc.property(fc.oneof({ weight: 2, arbitrary: job }, { weight: 1, arbitrary: setting }), (line) => {
      writeFileSync(file, `${line}\n`);
      const { status, error } = spawnSync('crontab', ['-n', file]);
      if (error)
        throw new Error('crontab(1) is needed for this test: apt-get install cron', { cause: error });
      expect(parseLine(line, 'user').kind === 'bad').toBe(status !== 0);
    }),
    { numRuns: 400 },
  );
});

test('lines of cron.d are judged as cron(8) does, but for their users', () => {
  for (const line of [
    '* * * * * root *foo',
    '@daily root *x',
    '* * * * * root true\r',
    'MAILTO=""\r',
    '# x\r',
  ])
    expect(parseLine(line, 'system').kind, line).not.toBe('bad');
  for (const line of ['\r', '* * * * *', '@daily\r root x', '*\f* * * * root x'])
    expect(parseLine(line, 'system').kind, line).toBe('bad');
});
