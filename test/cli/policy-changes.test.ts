import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportDocument } from '../../src/report/host-report/schema.ts';
import { kapa } from './program.ts';

// What was changed in the policies between two checks, or applies, stands in the report as a diff, without their secrets.

let folder: string;
const state = (): string => join(folder, 'state');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-policies-'));
  writeFileSync(join(folder, 'old.yaml'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, { bound, secret }: { readonly bound: number; readonly secret: string }): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    `policy: health
group: health
settings: { state_dir: ${state()} }
thresholds: { most: ${bound} }
resources:
  - name: Key
    file:
      path: ${folder}/key
      secret: true
      content: ${secret}
probes: { file: { file_age: { path: ${folder}/old.yaml } } }
rules:
  - { name: File is small, when: file.size > most }
`,
    { mode: 0o600 },
  );
  return file;
}

/** Changes of a policy file, as the report has them. */
function changesOf(file: string): NonNullable<ReportDocument['policies']> {
  const ran = kapa(['report', '--format', 'json', '--since', '1h', file]);
  expect(ran.status, ran.err).toBe(0);
  const { policies = [] } = JSON.parse(ran.out) as ReportDocument;
  return policies.filter(({ files }) => files.some(({ path }) => path === file));
}

test.each([
  ['check', ['check']],
  ['apply', ['apply', '--yes']],
] as const)('by %s', (name, command) => {
  const file = write(`${name}.yaml`, { bound: 10, secret: 'first-secret' });
  const work = (): void => expect(kapa([...command, file]).status).toBe(0);
  work();
  work();
  expect(changesOf(file)).toEqual([]);
  write(`${name}.yaml`, { bound: 8, secret: 'second-secret' });
  work();
  work();
  const changes = changesOf(file);
  expect(changes).toHaveLength(1);
  const [{ path, diff } = { path: '', diff: '' }] = changes[0]?.files ?? [];
  expect(path).toBe(file);
  expect(diff).toContain('-thresholds: { most: 10 }\n+thresholds: { most: 8 }\n');
  const html = kapa(['report', '--since', '1h', file]);
  expect(html.out).toContain('What was changed in the policies');
  expect(html.out).toContain('+thresholds: { most: 8 }');
  expect(kapa(['report', '--format', 'md', '--since', '1h', file]).out).toContain('new policies');
  for (const kept of readdirSync(join(state(), 'policies'))) {
    const at = join(state(), 'policies', kept);
    expect(readFileSync(at, 'utf8')).not.toMatch(/(?:first|second)-secret/u);
    expect(statSync(at).mode & 0o777).toBe(0o600);
  }
  expect(`${html.out}${JSON.stringify(changes)}`).not.toMatch(/(?:first|second)-secret/u);
});

test('a hundred versions are kept, and no more', () => {
  for (let bound = 0; bound < 104; bound += 1) {
    const file = write('many.yaml', { bound: bound + 1, secret: 'other-secret' });
    expect(kapa(['check', '--group', 'health', file]).status).toBe(0);
  }
  const kept = readdirSync(join(state(), 'policies')).filter((name) =>
    readFileSync(join(state(), 'policies', name), 'utf8').includes('many.yaml'),
  );
  expect(kept).toHaveLength(100);
});
