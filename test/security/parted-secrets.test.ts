import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { kapa } from '../cli/program.ts';

// A secret of several words that a program prints: no line of a screen begins in the middle of it.

const folder = mkdtempSync(join(tmpdir(), 'kapa-wrapped-'));
const secret = 'correct horse battery staple of mine';
writeFileSync(
  join(folder, 'p.yaml'),
  `policy: p
group: p
settings: { state_dir: ${folder}/state }
resources:
  - name: Secret
    file: { path: ${folder}/secret, content: "${secret}", secret: true }
probes:
  said: { command: { argv: [/bin/sh, -c, 'echo "the word is ${secret} and more words behind it"; exit 1'] } }
rules:
  - { name: It says well, when: said.output != "well", severity: warning }
`,
);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([40, 47, 53, 60, 71, 80, 200])('is masked at %i columns, wherever lines are parted', (columns) => {
  const env = { COLUMNS: String(columns) };
  for (const args of [['check'], ['status', '-v'], ['history'], ['history', '--kind', 'alert']]) {
    const { out } = kapa([...args, join(folder, 'p.yaml')], { env });
    expect(out, args.join(' ')).not.toMatch(/correct|horse|battery|staple/u);
    expect(out.length).toBeGreaterThan(20);
  }
});

test('is masked in a changed line, whose words are set off by colour', () => {
  const plain = join(folder, 'plain');
  const [old, now] = ['correct-horse-battery-one', 'correct-horse-battery-two'];
  writeFileSync(plain, `key: ${old}\n`);
  writeFileSync(
    join(folder, 'files.yaml'),
    `policy: files
settings: { state_dir: ${folder}/state-of-files }
resources:
  - { name: Secret, file: { path: ${folder}/kept, content: ${now}, secret: true } }
  - { name: Plain, file: { path: ${plain}, content: "key: ${now}\\n" } }
`,
  );
  const { out } = kapa(['plan', join(folder, 'files.yaml')], { env: { FORCE_COLOR: '1' } });
  expect(out).toContain('(secret)');
  expect(out).not.toMatch(/two/u);
});
