import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  declareJobs,
  parseCrontab,
  printCrontab,
  type Job,
} from '../../../../src/packs/cron/crontab/index.ts';

const heading = 'KAPA Monitoring System - Auto-recovery';
const health: Job = { schedule: '*/3 * * * *', user: 'root', command: 'kapa check --group health' };
const workers: Job = { schedule: '*/10 * * * *', user: 'root', command: 'kapa check --group apache-workers' };

function edit(
  text: string,
  jobs: readonly Job[],
  more: { heading?: string; absent?: string[] } = {},
): string {
  const before = parseCrontab(new TextEncoder().encode(text), 'user');
  const { crontab } = declareJobs(before, { jobs, absent: [], ...more });
  return new TextDecoder().decode(printCrontab(crontab));
}

const both = `# ${heading}
*/3 * * * * kapa check --group health # kapa
*/10 * * * * kapa check --group apache-workers # kapa
`;

test('an empty crontab gets the heading and the jobs', () => {
  expect(edit('', [health, workers], { heading })).toBe(both);
});

test('the block comes after what is there, apart by a blank line', () => {
  expect(edit('0 4 * * * backup\n', [health, workers], { heading })).toBe(`0 4 * * * backup\n\n${both}`);
});

test('twice is the same as once', () => {
  expect(edit(both, [health, workers], { heading })).toBe(both);
});

test('hand-made lines inside and beside the block stay', () => {
  const text = `MAILTO=ops
# ${heading}
*/3 * * * * kapa check --group health # kapa
5 5 * * * by-hand
*/10 * * * * kapa check --group apache-workers # kapa
6 6 * * * beside
`;
  expect(edit(text, [health, workers], { heading })).toBe(text);
  expect(edit(text, [workers], { heading })).toBe(
    text.replace('*/3 * * * * kapa check --group health # kapa\n', ''),
  );
});

test('a job that leaves the declaration leaves the crontab, and the heading with the last', () => {
  expect(edit(`0 4 * * * backup\n\n${both}`, [health], { heading })).toBe(
    `0 4 * * * backup\n\n# ${heading}\n*/3 * * * * kapa check --group health # kapa\n`,
  );
  expect(edit(`0 4 * * * backup\n${both}`, [], { heading })).toBe('0 4 * * * backup\n');
});

test('a changed schedule, and a line that someone changed, are changed in place', () => {
  const later = { ...health, schedule: '*/5 * * * *' };
  expect(edit(both, [later, workers], { heading })).toBe(both.replace('*/3', '*/5'));
  expect(edit(both.replace('--group health', '--group helth'), [health, workers], { heading })).toBe(both);
});

test('lines of others that equal a declared job count as it, and stay as they are', () => {
  const text = '*/3 *  * * *\tkapa check --group health\n0 4 * * * backup\n';
  expect(edit(text, [health])).toBe(text);
  const both =
    '*/3 *  * * *\tkapa check --group health\n*/10 * * * * kapa check --group apache-workers # kapa\n0 4 * * * backup\n';
  expect(edit(text, [health, workers])).toBe(both);
  expect(edit(both, [workers])).toBe(both);
  expect(edit(both, [])).toBe(text);
});

test('a line equal but for the PATH that kapa adds is taken over and completed', () => {
  const job: Job = { ...health, command: `PATH=/usr/bin ${health.command}`, alias: health.command };
  expect(edit('*/3 * * * * kapa check --group health\n', [job])).toBe(
    '*/3 * * * * PATH=/usr/bin kapa check --group health # kapa\n',
  );
});

test('of two lines for one job the one that others wrote stays', () => {
  expect(edit(`${both}*/3 * * * * kapa check --group health\n`, [health, workers], { heading })).toBe(
    `# ${heading}\n*/10 * * * * kapa check --group apache-workers # kapa\n*/3 * * * * kapa check --group health\n`,
  );
});

test('a command is named absent as it stands, or as a shell reads it', () => {
  const text = '0 4 * * * cd /srv && date +\\%F\n0 5 * * * cd /srv && other\n';
  for (const name of ['cd /srv && date +%F', 'cd /srv && date +\\%F'])
    expect(edit(text, [], { absent: [name] })).toBe('0 5 * * * cd /srv && other\n');
});

test("the operator's heading is found again, and jobs go below it", () => {
  const text = `# ${heading}\n*/3 * * * * /old/check_health.sh >/dev/null 2>&1\n\n0 4 * * * backup\n`;
  expect(edit(text, [health], { heading })).toBe(
    `# ${heading}\n*/3 * * * * /old/check_health.sh >/dev/null 2>&1\n*/3 * * * * kapa check --group health # kapa\n\n0 4 * * * backup\n`,
  );
  expect(edit(text, [health], { heading, absent: ['/old/check_health.sh'] })).toBe(
    `# ${heading}\n*/3 * * * * kapa check --group health # kapa\n\n0 4 * * * backup\n`,
  );
});

test('a missing last line feed is made good', () => {
  expect(edit('0 4 * * * backup', [])).toBe('0 4 * * * backup\n');
  expect(edit('0 4 * * * backup', [health])).toBe(
    '0 4 * * * backup\n\n*/3 * * * * kapa check --group health # kapa\n',
  );
});

const foreign = fc.oneof(
  fc.constantFrom(
    '',
    '# a comment',
    'MAILTO=""',
    '0 4 * * * backup',
    '@daily  x',
    '* * * * * latin \u00e9',
    '  # kapa',
  ),
  fc.string({ maxLength: 30 }).map((text) => `# ${text.replaceAll(/[\r\n\0]/gu, ' ')}`),
);
const declared = fc.uniqueArray(
  fc.constantFrom(health, workers, { ...health, command: 'a\\%b' }, { ...health, schedule: '@hourly' }),
);

test('whatever is declared: foreign lines stay in their order, and a second edit changes nothing', () => {
  fc.assert(
    fc.property(fc.array(foreign), declared, declared, (lines, first, second) => {
      const text = lines.map((line) => `${line}\n`).join('');
      const once = edit(text, first, { heading });
      expect(edit(once, first, { heading })).toBe(once);
      const twice = edit(once, second, { heading });
      const kept = twice.split('\n').filter((line) => !line.endsWith('# kapa') || line.startsWith('  #'));
      const expected = text.split('\n');
      expect(kept.filter((line) => line !== '' && line !== `# ${heading}`)).toEqual(
        expected.filter((line) => line !== ''),
      );
      expect(
        twice.split('\n').filter((line) => line.endsWith(' # kapa') && !line.startsWith('  #')).length,
      ).toBe(second.length);
    }),
  );
});
