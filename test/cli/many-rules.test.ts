import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kapa } from './program.ts';
import { patient } from '../patient.ts';

test('two hundred rules over two hundred probes are judged in seconds, each told once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-many-'));
  const numbers = Array.from({ length: 200 }, (_, n) => n);
  writeFileSync(
    join(folder, 'p.yaml'),
    `policy: p
group: p
log: { file: ${folder}/log }
settings: { state_dir: ${folder}/state }
probes:
${numbers.map((n) => `  f${n}: { file_age: { path: ${folder}/file-${n} } }`).join('\n')}
rules:
${numbers.map((n) => `  - { name: File ${n} is away, when: f${n}.exists }`).join('\n')}
`,
  );
  for (const n of [7, 199]) writeFileSync(join(folder, `file-${n}`), '');
  try {
    const begun = Date.now();
    const ran = kapa(['check', '--json', join(folder, 'p.yaml')]);
    expect(ran.status, ran.err).toBe(2);
    expect(Date.now() - begun).toBeLessThan(patient(20_000));
    const { rules } = JSON.parse(ran.out) as { rules: { name: string; state: string }[] };
    expect(rules).toHaveLength(200);
    expect(rules.filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([
      'File 7 is away',
      'File 199 is away',
    ]);
    const status = kapa(['status', join(folder, 'p.yaml')]).out;
    expect(status.match(/^[✓✗!] File \d+ is away +(?:ok|alert) \d+\w .*$/gmu)).toHaveLength(200);
    const history = kapa(['history', '--kind', 'alert', join(folder, 'p.yaml')]).out;
    expect(history.match(/alert File/gu)).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
