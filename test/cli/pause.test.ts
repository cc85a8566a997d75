import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pauseCommand } from '../../src/cli/commands/pause.ts';
import { readPause } from '../../src/health/index.ts';
import { openRecords } from '../../src/host/index.ts';
import { keptContext } from './surroundings.ts';

const given = { for: '10m', reason: 'deploy' };

test('a pause is kept where the settings of the policies say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-pause-'));
  writeFileSync(join(folder, 'settings.yaml'), `policy: p\nsettings: { state_dir: ${folder}/state }\n`);
  expect(await pauseCommand([folder], given, keptContext().context)).toBe(0);
  expect(readPause(openRecords(join(folder, 'state')), { now: Date.now() })).toMatchObject({
    reason: 'deploy',
  });
});

test('the command line names another folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-pause-'));
  const { context } = keptContext({ stateDir: join(folder, 'named') });
  expect(await pauseCommand([], given, context)).toBe(0);
  expect(readdirSync(folder)).toEqual(['named']);
});
