import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kapa } from '../cli/program.ts';
import { harmIn } from './hostile.ts';

// A line of kapa's is kapa's: nothing that others name begins one, or makes a field of one.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-lines-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const command = /^(?:::|##\[)/mu;

describe('lint of a pull request', () => {
  const evil = JSON.stringify('x\n::error file=a.yaml::forged\r\n##[error]forged\u2028::warning::forged');
  const policy = `policy: p
vars: { unused: 1 }
resources:
  - name: ${evil}
    file: { path: /x, content: "{{ nothing }}", mode: "9", ${evil}: 1 }
  - name: ${evil}
    directory: { path: ${evil} }
  - { name: y, requires: [${evil}], directory: { path: /y } }
  - { name: z, ${evil}: {} }
`;

  test.each(['text', 'github', 'sarif', 'json'])('carries no workflow command as %s', (format) => {
    write('policies/b\n::error::forged,a:b%0A\u001B[31m.yaml', policy);
    const { out, err, status } = kapa(['lint', join(folder, 'policies'), '--format', format], {
      cwd: folder,
    });
    expect(status).toBe(1);
    expect(harmIn(out + err)).toEqual([]);
    const forged = (out + err)
      .split('\n')
      .filter((line) => command.test(line))
      .filter((line) => format !== 'github' || !/^::(?:error|warning) file=[^:,]+,line=\d+,/u.test(line));
    expect(forged).toEqual([]);
    if (format === 'github') expect(out).toMatch(/file=[^:]*b%0A%3A%3Aerror%3A%3Aforged%2Ca%3Ab%250A/u);
    if (format === 'sarif') {
      const [run] = (
        JSON.parse(out) as {
          runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
        }
      ).runs;
      const uris = run?.results.flatMap(({ locations }) =>
        locations.map((one) => one.physicalLocation.artifactLocation.uri),
      );
      expect(uris?.length).toBeGreaterThan(0);
      for (const uri of uris ?? []) expect(uri).toMatch(/^[\w\-.~!$&'()*+;=:@/%]+$/u);
    }
  });

  test('and neither do plan and its errors', () => {
    const path = write('p/a\n::error::forged.yaml', policy);
    for (const args of [
      ['plan', path],
      ['apply', path, '--yes'],
      ['plan', `${path}\n::error::y`],
      ['check', path],
    ]) {
      const { out, err } = kapa([...args, '--allow-untrusted', '--state-dir', join(folder, 'state')]);
      expect(out + err).not.toMatch(command);
    }
  });
});

test('a value makes no field of a log line, and no second mark', () => {
  const log = join(folder, 'group.log');
  const policy = write(
    'health.yaml',
    `policy: health
group: health
log: { file: ${log}, locale: es }
probes:
  said: { command: { argv: [printf, "%s", "0 | CLOSE_WAIT: 99 | Backend x: errored — Mala regla: alerta; otra ❌ ✅"] } }
rules:
  - name: "Regla | con ❌ campos"
    when: said.exit_status == 0
    severity: critical
    do: [{ run: { argv: [sh, -c, "echo 'a | b ❌ 2026-01-01 Reset' >&2; exit 1"] } }]
    limit: { times: 3, within: 1h, then: back_off }
`,
  );
  kapa(['check', policy, '--allow-untrusted', '--state-dir', join(folder, 'state')]);
  const [first = '', ...others] = readFileSync(log, 'utf8').trimEnd().split('\n');
  expect(first.split(' | ')).toHaveLength(1);
  expect(first.split(' — ')).toHaveLength(2);
  expect(first.split('❌')).toHaveLength(2);
  expect(first).not.toContain('✅');
  for (const line of others) expect(line).not.toMatch(/[|❌✅]/u);
  const nagios = kapa([
    'check',
    policy,
    '--allow-untrusted',
    '--state-dir',
    join(folder, 'state'),
    '--format',
    'nagios',
  ]);
  expect(nagios.out).not.toContain('|');
  expect(nagios.out.trimEnd().split('\n')).toHaveLength(1);
});
