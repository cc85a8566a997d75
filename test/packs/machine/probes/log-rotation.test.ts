import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { log } from '../../../../src/packs/machine/probes/log.ts';
import { measure } from '../../instruments.ts';

/** Rotations by the real logrotate between two checks: every line is counted, or it is said that some may not be. */
let folder: string;
let file: string;
let memory: unknown;
let written = 0;

/** Lines that match, no two alike: an inode is soon used again. */
function lines(count: number): string {
  return Array.from({ length: count }, () => `${(written += 1)} "GET" 503 1\n`).join('');
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-rotation-'));
  mkdirSync(join(folder, 'old'));
  file = join(folder, 'app.log');
  memory = undefined;
  writeFileSync(file, lines(5));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function check(): Promise<{ readonly count: unknown; readonly missed: unknown }> {
  const measured = await measure(log, { file, match: '" 503 ' }, memory);
  if ('unknown' in measured) throw new Error(measured.unknown.id);
  memory = JSON.parse(JSON.stringify(measured.memory));
  return { count: measured.fields['count'], missed: measured.fields['missed'] };
}

/** Waits until the kernel stamps files with another time: it does so by its tick, ten milliseconds at the most. */
async function nextTick(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 15);
  });
}

function rotate(...options: readonly string[]): void {
  writeFileSync(join(folder, 'conf'), `${file} {\n rotate 5\n${options.join('\n')}\n}\n`, { mode: 0o644 });
  const { status, stderr } = spawnSync(
    'logrotate',
    ['-f', '-s', join(folder, 'state'), join(folder, 'conf')],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

describe('between two checks', () => {
  test.each([
    [['create']],
    [['copytruncate']],
    [['create', 'dateext']],
    [['create', 'compress', 'delaycompress']],
    [['create', 'compress']],
    [['copytruncate', 'compress']],
    [['create', 'compress', 'dateext']],
    [['create', 'dateext', 'extension .log']],
    [['create', 'dateext', 'extension .log', 'compress']],
  ])('a rotation with %j loses and doubles nothing', async (options) => {
    expect(await check()).toEqual({ count: 0, missed: false });
    appendFileSync(file, lines(7));
    rotate(...options);
    appendFileSync(file, lines(2));
    expect(await check()).toEqual({ count: 9, missed: false });
    expect(await check()).toEqual({ count: 0, missed: false });
  });

  test.each([[['create']], [['create', 'compress', 'delaycompress']], [['create', 'compress']]])(
    'two and three rotations with %j lose and double nothing',
    async (options) => {
      for (const times of [2, 3]) {
        await check();
        let expected = 0;
        for (let n = 1; n <= times; n += 1) {
          appendFileSync(file, lines(n));
          expected += n;
          await nextTick();
          rotate(...options);
        }
        appendFileSync(file, lines(4));
        expect(await check()).toEqual({ count: expected + 4, missed: false });
      }
    },
  );

  test('a file that was empty at the last check is counted after its rotation', async () => {
    truncateSync(file);
    await check();
    appendFileSync(file, lines(3));
    rotate('create');
    appendFileSync(file, lines(1));
    expect(await check()).toEqual({ count: 4, missed: false });
    truncateSync(file);
    await check();
    appendFileSync(file, lines(3));
    rotate('create', 'compress');
    expect(await check()).toEqual({ count: 3, missed: false });
  });

  test.each([[['copytruncate']], [['copytruncate', 'compress']], [['create', 'olddir old']], [['rotate 0']]])(
    'a file that was empty at the last check, and is rotated with %j, is said not to be counted whole',
    async (options) => {
      truncateSync(file);
      await check();
      await nextTick();
      appendFileSync(file, lines(3));
      rotate(...options);
      appendFileSync(file, lines(2));
      expect(await check()).toEqual({ count: 2, missed: true });
      expect(await check()).toEqual({ count: 0, missed: false });
      appendFileSync(file, lines(1));
      expect(await check()).toEqual({ count: 1, missed: false });
    },
  );

  test('a file that stays empty beside its rotations, and gets its first lines, is counted whole', async () => {
    appendFileSync(file, lines(3));
    rotate('create');
    await check();
    expect(await check()).toEqual({ count: 0, missed: false });
    appendFileSync(file, lines(2));
    expect(await check()).toEqual({ count: 2, missed: false });
  });

  test('a rotation into another folder, and one that is removed, is said', async () => {
    await check();
    appendFileSync(file, lines(3));
    rotate('create', `olddir ${join(folder, 'old')}`);
    appendFileSync(file, lines(1));
    expect(readdirSync(join(folder, 'old'))).toEqual(['app.log.1']);
    expect(await check()).toEqual({ count: 1, missed: true });
    expect(await check()).toEqual({ count: 0, missed: false });
    appendFileSync(file, lines(3));
    truncateSync(file);
    expect(await check()).toEqual({ count: 0, missed: true });
  });

  test('neighbours that are other logs are not counted', async () => {
    await check();
    appendFileSync(file, lines(3));
    rotate('create');
    const later = new Date(Date.now() + 5000);
    for (const name of ['app.log.gz', 'app-ssl.log', 'app-ssl.log.1', 'app2.log.1', 'app.log.bak']) {
      writeFileSync(join(folder, name), lines(100));
      utimesSync(join(folder, name), later, later);
    }
    expect(await check()).toEqual({ count: 3, missed: false });
  });

  test('more than is read in one check is said', async () => {
    await check();
    const piece = Buffer.from(lines(100_000));
    const fd = openSync(file, 'a');
    for (let size = 0; size < 70 * 1024 * 1024; size += piece.length) writeSync(fd, piece);
    closeSync(fd);
    expect(await check()).toMatchObject({ missed: true });
  });

  test('a broken compressed file is said, and ends', async () => {
    await check();
    appendFileSync(file, lines(3));
    rotate('create', 'compress');
    const packed = join(folder, 'app.log.1.gz');
    truncateSync(packed, 30);
    expect(await check()).toMatchObject({ missed: true });
  });
});

test('what logrotate moves to another folder is counted where that is named', async () => {
  const olddir = join(folder, 'old');
  const look = async (): Promise<unknown> => {
    const measured = await measure(log, { file, match: '" 503 ', olddir }, memory);
    if ('unknown' in measured) throw new Error(measured.unknown.id);
    memory = JSON.parse(JSON.stringify(measured.memory));
    return [measured.fields['count'], measured.fields['missed']];
  };
  await look();
  for (const more of [[], ['compress']]) {
    appendFileSync(file, lines(4));
    rotate(`olddir ${olddir}`, 'create', ...more);
    appendFileSync(file, lines(2));
    expect(await look()).toEqual([6, false]);
  }
});

test('what is compressed in a way that is not read is said to be missing', async () => {
  await check();
  appendFileSync(file, lines(4));
  rotate('create', 'compress', 'compresscmd /usr/bin/xz', 'compressext .xz');
  appendFileSync(file, lines(2));
  expect(await check()).toEqual({ count: 2, missed: true });
});
