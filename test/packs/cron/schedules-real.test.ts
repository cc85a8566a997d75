import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLine } from '../../../src/packs/cron/crontab/index.ts';
import { schedules } from './crontab/schedules.ts';

/** Words of Debian's crontab(1) for what it refuses, by kapa's. */
const debians: Readonly<Record<string, string>> = {
  minute: 'bad minute',
  hour: 'bad hour',
  day: 'bad day-of-month',
  month: 'bad month',
  weekday: 'bad day-of-week',
  name: 'bad time specifier',
  command: 'bad command',
};

/** Asks crontab(1) about one line after the other: it stops at the first that it refuses. */
const asker = `
while IFS= read -r line; do
  printf '%s\\n' "$line" >line
  LC_ALL=C crontab -n line 2>said >/dev/null </dev/null
  IFS= read -r said <said
  printf '%s\\n' "$said"
done`;

/** Seventh part of what kapa refuses is asked about: a program is started for each. */
const share = 7;

test('Debian’s crontab takes and refuses just what kapa does, of six hundred schedules, and for the same field', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-schedules-'));
  try {
    const lines = schedules.map((schedule) => parseLine(`${schedule} true`, 'user'));
    const taken = lines.filter(({ kind }) => kind === 'job').map(({ text }) => text);
    writeFileSync(join(folder, 'taken'), `${taken.join('\n')}\n`);
    const all = spawnSync('crontab', ['-n', 'taken'], { cwd: folder, encoding: 'utf8' });
    expect(all.stderr).not.toContain('bad ');
    expect(all.status).toBe(0);

    const refused = lines.flatMap((line, at) =>
      line.kind === 'bad' && at % share === 0 ? [[line.text, debians[line.fault] ?? line.fault]] : [],
    );
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', asker], {
      cwd: folder,
      input: refused.map(([text]) => `${text}\n`).join(''),
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const said = stdout
      .trimEnd()
      .split('\n')
      .map((line, at) => [refused[at]?.[0], line.replace(/^"line":\d+: /u, '')]);
    expect(said).toEqual(refused);
    expect(taken.length + refused.length).toBeGreaterThan(200);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
