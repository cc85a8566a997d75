import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bundledHost, hostAt, scratch } from '../support.ts';

const count = 300;

test('killed at any instant: the first so many files are new, the others old, and the rest is swept', async () => {
  const built = await bundledHost();
  const folder = scratch();
  const script = join(built, 'killed.mjs');
  writeFileSync(
    script,
    `
    import { openHost } from './host.mjs';
    const { host } = openHost({ root: '/', service: async () => ({ state: 'absent' }) });
    const [, , folder, round] = process.argv;
    const steps = Array.from({ length: ${count} }, (_, at) => ({
      do: 'write', path: folder + '/f' + at, content: Buffer.from((round + '\\n').repeat(100)),
    }));
    console.log('begun');
    await host.carryOut(steps);
    `,
  );
  const content = (round: number): string => `${round}\n`.repeat(100);
  for (let at = 0; at < count; at += 1) writeFileSync(join(folder, `f${at}`), content(0));
  let inTheMiddle = 0;
  let last = Array.from({ length: count }, () => content(0));
  for (let round = 1; round <= 25; round += 1) {
    const child = spawn('node', [script, folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await pause(round * 4);
    child.kill('SIGKILL');
    await once(child, 'close');
    const now = last.map((_, at) => readFileSync(join(folder, `f${at}`), 'utf8'));
    const renewed = now.filter((text) => text === content(round)).length;
    expect(now).toEqual([...now.slice(0, renewed).map(() => content(round)), ...last.slice(renewed)]);
    if (readdirSync(folder).length > count) inTheMiddle += 1;
    last = now;
  }
  expect(inTheMiddle).toBeGreaterThan(0);
  const path = join(folder, 'f0');
  await hostAt().host.carryOut([{ do: 'write', path, content: Buffer.from('x') }]);
  expect(readdirSync(folder)).toHaveLength(count);
});
