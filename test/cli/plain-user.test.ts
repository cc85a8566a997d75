import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { kapa, type Ran } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'kapa-plain-'));
const at = (name: string): string => join(folder, name);
chmodSync(folder, 0o755);
mkdirSync(at('locked'), { mode: 0o700 });
writeFileSync(at('locked/secret'), 'x\n', { mode: 0o600 });
writeFileSync(at('open'), 'other\n');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const policy = `policy: p
probes: { d: { disk: { path: / } } }
rules: [{ name: r, every: 3m, when: d.used > 2 }]
resources:
  - { name: Locked file, file: { path: ${at('locked/secret')}, content: "x\\n" } }
  - { name: Open file, file: { path: ${at('open')}, content: "x\\n" } }
`;

function asUser(...args: readonly string[]): Ran {
  writeFileSync(at('p.yaml'), policy);
  return kapa([...args, at('p.yaml')], {
    cwd: '/',
    through: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    env: { XDG_STATE_HOME: at('none') },
  });
}

test('a plain user is told what could not be read, not that it has drifted', () => {
  const { out } = asUser('status');
  expect(out).toMatch(/^Drift +~ Open file$/mu);
  expect(out).not.toMatch(/~ Locked file$/mu);
  expect(out).toMatch(/^ +\? Locked file: unknown,/mu);
  const drift = (JSON.parse(asUser('status', '--json').out) as { drift: unknown }).drift;
  expect(drift).toMatchObject({ resources: ['Open file'], unknown: [{ name: 'Locked file' }] });
});

test('to a plain user a crontab that he may not read is unknown, not absent', () => {
  const { out } = asUser('doctor');
  expect(out).not.toContain('nothing checks group');
  expect(out).toMatch(/^\? it is unknown who checks group \S+: /mu);
});
