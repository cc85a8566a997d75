import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { openRecords } from '../../../src/host/state/records.ts';

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'kapa-records-'));
}

describe('records', () => {
  test('are private, and written whole', () => {
    const records = openRecords(join(folder(), 'kapa'));
    records.write('a/b.json', '{}');
    records.append('a/c.jsonl', '1\n');
    records.append('a/c.jsonl', '2\n');
    expect(statSync(records.path).mode & 0o777).toBe(0o700);
    expect(statSync(join(records.path, 'a/b.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(records.path, 'a/c.jsonl')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(records.path, 'a'))).toEqual(['b.json', 'c.jsonl']);
  });

  test('are read in parts, from the end as well', () => {
    const records = openRecords(folder());
    records.write('x', '0123456789');
    const read = (from?: number, to?: number): string => {
      const reading = records.read('x', from, to);
      return reading.state === 'present' ? new TextDecoder().decode(reading.value) : reading.state;
    };
    expect(read()).toBe('0123456789');
    expect(read(-3)).toBe('789');
    expect(read(-30)).toBe('0123456789');
    expect(read(2, 4)).toBe('23');
    expect(read(20)).toBe('');
    expect(records.read('y').state).toBe('absent');
  });
});

describe('a lock', () => {
  test('has one holder, who is named', () => {
    const records = openRecords(folder());
    const first = records.lock('l');
    expect(first.held).toBe(true);
    const second = records.lock('l');
    expect(second).toMatchObject({ held: false, holder: { pid: process.pid } });
    if (first.held) first.release();
    expect(records.lock('l').held).toBe(true);
  });

  test('of a process that is gone, of another with its number, and of garbage is taken over', () => {
    const records = openRecords(folder());
    for (const content of [
      JSON.stringify({ pid: 2 ** 22 - 1, start: '1', since: 0 }),
      JSON.stringify({ pid: process.pid, start: '1', since: 0 }),
      '',
      '{"pid":',
    ]) {
      writeFileSync(join(records.path, 'l'), content);
      const lock = records.lock('l');
      expect(lock.held).toBe(true);
      if (lock.held) lock.release();
    }
    expect(readdirSync(records.path)).toEqual(['l']);
  });

  test('is never held by two of many processes that want a dead one at once', async () => {
    const path = folder();
    writeFileSync(join(path, 'l'), JSON.stringify({ pid: 2 ** 22 - 1, start: '1', since: 0 }));
    const bundle = join(folder(), 'records.mjs');
    const build = await rolldown({
      input: join(import.meta.dirname, '../../../src/host/state/records.ts'),
      platform: 'node',
    });
    await build.write({ file: bundle, format: 'esm' });
    const program = `
      import { openRecords } from ${JSON.stringify(bundle)};
      const start = Number(process.argv[1]);
      while (Date.now() < start);
      const lock = openRecords(${JSON.stringify(path)}).lock('l');
      process.stdout.write(lock.held ? 'held' : 'free');
      process.stdin.on('end', () => process.exit()).resume();`;
    const start = Date.now() + 1500;
    const children = Array.from({ length: 6 }, () =>
      spawn('node', ['--input-type=module', '-e', program, String(start)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const held = await Promise.all(
      children.map(async (child) => String((await once(child.stdout, 'data'))[0])),
    );
    for (const child of children) child.stdin.end();
    expect(held.filter((text) => text === 'held')).toHaveLength(1);
    expect(held.filter((text) => text === 'free')).toHaveLength(5);
  });
});
