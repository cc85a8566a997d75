import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { kapa, type Ran } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'kapa-nagios-'));
let runs = 0;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const probes = `
  root: { disk: { path: / } }
  load: { load: {} }
  policy: { file_age: { path: ${folder}/policy.yaml } }
  gone: { file_age: { path: ${folder}/gone } }
  answer: { command: { argv: [echo, '-1.5'] } }
  words: { command: { argv: [printf, 'a | b\\nc'] } }
  none: { command: { argv: [/no/such/program] } }
  sockets: { tcp_sockets: { port: 3001, state: close-wait } }
`;

function check(rules: string, more: readonly string[] = [], measured: string = probes): Ran {
  runs += 1;
  const file = join(folder, 'policy.yaml');
  writeFileSync(
    file,
    `policy: p\ngroup: p\nthresholds: { most: 90%, rest: 1MiB }\nprobes:${measured}rules:\n${rules}`,
  );
  return kapa(['check', '--format', 'nagios', '--state-dir', join(folder, `state-${runs}`), ...more, file]);
}

const rule = (name: string, when: string, severity = 'critical'): string =>
  `  - { name: "${name}", every: 3m, severity: ${severity}, when: "${when}" }\n`;

// The monitoring plugins' guidelines: 'label'=value[UOM];[warn];[crit];[min];[max]
const number = String.raw`-?\d+(?:\.\d+)?`;
const range = `(?:@?(?:~|${number})?:?(?:${number})?)?`;
const datum = new RegExp(
  `^'[^'=|]+'=(?:${number}|U)(?:us|ms|s|%|[KMGT]?B|c)?(?:;${range}){0,2}(?:;(?:${number})?){0,2}$`,
  'u',
);

function judged({ out, status }: Ran): {
  readonly said: string;
  readonly data: readonly string[];
  readonly status: number | null;
} {
  expect(out.endsWith('\n')).toBe(true);
  expect(out.trimEnd()).not.toContain('\n');
  expect(Buffer.byteLength(out)).toBeLessThan(4096);
  const [said = '', data = '', ...rest] = out.trimEnd().split(' | ');
  expect(rest).toEqual([]);
  expect(said).toMatch(/^KAPA (?:OK|WARNING|CRITICAL|UNKNOWN) - [^|]+$/u);
  expect(said).toContain(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'][status ?? 9]);
  const items = data === '' ? [] : data.split(/ (?=')/u);
  for (const item of items) expect(item).toMatch(datum);
  return { said, data: items, status };
}

test.each([
  ['ok', rule('Disk', 'root.used >= 2.0'), 0, /1 rule ok/u, probes.replace(/ {2}none: .*\n/u, '')],
  ['warning', rule('Disk', 'root.size > rest', 'warning') + rule('b', 'gone.exists'), 1, /Disk: /u],
  [
    'critical',
    rule('Disk', 'root.size > rest') + rule('Load', 'load.one >= 0.0', 'warning'),
    2,
    /Disk: .*, Load: /u,
  ],
  ['unknown', rule('None', 'none.exit_status == 0'), 3, /None: .*, none: \/no\/such\/program /u],
  ['a probe that no rule needs', rule('Disk', 'root.used >= 2.0'), 3, /none: \/no\/such\/program /u],
  ['a name with a bar', rule("Disk | 'root'", 'root.size > rest'), 2, /Disk \/ 'root': /u],
  ['a value with a bar and lines', rule('Words', "words.output != 'x'"), 2, /Words: /u],
] as const)('%s', (_name, rules, status, said, measured = probes) => {
  const line = judged(check(rules, [], measured));
  expect(line.status).toBe(status);
  expect(line.said).toMatch(said);
  expect(line.data.length).toBeGreaterThan(8);
});

test('thresholds stand where the guidelines have them', () => {
  const { data } = judged(
    check(
      rule('a', 'root.used > most', 'warning') +
        rule('b', 'root.used > 0.95') +
        rule('c', 'root.free < rest') +
        rule('d', 'answer.value > 5.0'),
    ),
  );
  const of = (label: string): string => data.find((item) => item.startsWith(`'${label}'=`)) ?? '';
  expect(of('root.used')).toMatch(/^'root\.used'=[\d.]+%;90;95;0/u);
  expect(of('root.free')).toMatch(/^'root\.free'=\d+B;;1048576:;0/u);
  expect(of('answer.value')).toMatch(/^'answer\.value'=-1\.5;;~:5;/u);
  expect(of('policy.age')).toMatch(/^'policy\.age'=[\d.]+s;/u);
  // What was not measured is not there.
  expect(of('none.exit_status')).toBe('');
  expect(of('gone.age')).toBe('');
});

test('a policy that cannot be used, or is not there, is unknown in one line', () => {
  expect(judged(check('  - { name: a, every: 3m, when: nobody.knows }\n')).status).toBe(3);
  expect(judged(kapa(['check', '--format', 'nagios', join(folder, 'none.yaml')])).status).toBe(3);
  expect(judged(check(rule('a', 'gone.exists'), ['--group', 'other'])).status).toBe(3);
});

test.each([
  ['a locale of its own', { LANG: 'es_CO.UTF-8' }],
  ['another', { LANG: 'en_US.UTF-8' }],
])('the status stays English: %s', (_name, env) => {
  writeFileSync(
    join(folder, 'p.yaml'),
    `policy: p\ngroup: p\nprobes:\n  l: { load: {} }\nrules:\n${rule('a', 'l.one < 0.0')}`,
  );
  expect(
    judged(
      kapa(['check', '--format', 'nagios', '--state-dir', join(folder, 's'), join(folder, 'p.yaml')], {
        env,
      }),
    ).said,
  ).toMatch(/^KAPA OK - /u);
});
