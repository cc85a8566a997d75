import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { kapa } from './program.ts';
import { sleep, waitUntil } from './wait.ts';

test('watch keeps its pace when the clock of the day is set back and forth', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-clock-'));
  const at = (name: string): string => join(folder, name);
  const rounds = (): number => readFileSync(at('rounds'), 'utf8').length;
  writeFileSync(at('rounds'), '');
  writeFileSync(at('shift'), '0');
  writeFileSync(
    at('clock.cjs'),
    `const { readFileSync } = require('node:fs');
const real = Date.now;
Date.now = () => real() + Number(readFileSync(${JSON.stringify(at('shift'))}, 'utf8'));
`,
  );
  writeFileSync(
    at('p.yaml'),
    `policy: p
settings: { state_dir: ${at('state')} }
probes: { d: { command: { argv: [/bin/sh, -c, 'printf x >>${at('rounds')}'] } } }
rules: [{ name: r, every: 1s, when: d.exit_status > 0 }]
`,
  );
  const watch = spawn(
    process.execPath,
    ['--require', at('clock.cjs'), resolve('dist/kapa.cjs'), 'watch', at('p.yaml')],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [watch.stdout, watch.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  try {
    await waitUntil(
      'two rounds',
      () => rounds() >= 2,
      () => said,
    );
    for (const shift of [-120_000, 86_400_000, 0]) {
      writeFileSync(at('shift'), String(shift));
      const before = rounds();
      await sleep(6);
      expect(rounds() - before, said).toBeGreaterThanOrEqual(3);
      expect(rounds() - before, said).toBeLessThanOrEqual(9);
    }
  } finally {
    watch.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('two groups that use one probe each measure it, and each reads a log from where it was itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-groups-'));
  const at = (name: string): string => join(folder, name);
  try {
    writeFileSync(at('log'), '');
    writeFileSync(
      at('a.yaml'),
      `policy: a
group: one
settings: { state_dir: ${at('state')} }
probes:
  d: { disk: { path: / } }
  l: { log: { file: ${at('log')}, match: bad } }
rules:
  - { name: r1, every: 1s, when: d.used < 0 }
  - { name: l1, every: 1s, when: l.count > 1 }
`,
    );
    writeFileSync(
      at('b.yaml'),
      `policy: b
group: two
rules:
  - { name: r2, every: 1s, when: d.used < 0 }
  - { name: l2, every: 1s, when: l.count > 1 }
`,
    );
    const check = (): Record<string, string> => {
      const ran = kapa(['check', at('a.yaml'), at('b.yaml'), '--json']);
      const { rules } = JSON.parse(ran.out) as { rules: { name: string; state: string }[] };
      return Object.fromEntries(rules.map(({ name, state }) => [name, state]));
    };
    expect(check()).toEqual({ r1: 'ok', l1: 'ok', r2: 'ok', l2: 'ok' });
    writeFileSync(at('log'), 'bad\nbad\nbad\n');
    expect(check()).toMatchObject({ r1: 'ok', r2: 'ok', l1: 'firing', l2: 'firing' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
