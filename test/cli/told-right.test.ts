import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recordEvent } from '../../src/health/index.ts';
import { encodeSample, dayFile, sampleOf } from '../../src/health/record/samples.ts';
import { openRecords } from '../../src/host/index.ts';
import { kapa, type Ran } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'kapa-told-'));
const at = (name: string): string => join(folder, name);
const second = 1000;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(state: string, policy: string, ...args: readonly string[]): Ran {
  const file = at(`${state}.yaml`);
  writeFileSync(file, policy);
  return kapa([...args, '--state-dir', at(state), file]);
}

const rule = `policy: p
probes:
  site: { http: { url: 'http://127.0.0.1:9/' } }
  port: { port_owner: { port: 9, expected: { program: nothing } } }
  share: { command: { argv: [echo, '3'] } }
rules:
  - { name: Site answers, every: 3m, severity: critical, when: site.error == "never" }
  - { name: Share is five, every: 3m, severity: warning, when: share.value != 5 && share.value == 3 }
`;

test('status without rules is what check says', () => {
  const policy = 'policy: p\nresources: [{ name: f, file: { path: /etc/hostname, mode: "0644" } }]\n';
  const check = run('bare', policy, 'check');
  expect(check.status).toBe(3);
  const status = run('bare', policy, 'status');
  expect(status.status, status.out + status.err).toBe(3);
  expect(status.out).toContain('the policies have no rules');
  expect(status.out).not.toMatch(/^OK$/mu);
  expect(JSON.parse(run('bare', policy, 'status', '--json').out)).toMatchObject({ status: 'unknown' });
});

test('performance data hold measurements, no process numbers and no statuses', () => {
  const { out } = run('perf', rule, 'check', '--format', 'nagios', '--dry-run');
  expect(out).not.toMatch(/port\.pid|site\.status|exit_status/u);
  // The first bound of a severity; what has to differ from it is a range of its own.
  expect(out).toMatch(/'share\.value'=3;5:5;;/u);
});

test('times of outage and shares are computed over time, not over samples', () => {
  const records = openRecords(at('outage'));
  const now = Date.now();
  // An hour at one sample in three minutes, and a fault of a minute at one a second.
  const began = now - 3600 * second;
  const times = [
    ...Array.from({ length: 20 }, (_, index) => ({ seconds: index * 180, failing: false })),
    ...Array.from({ length: 60 }, (_, index) => ({ seconds: 1801 + index, failing: true })),
    { seconds: 1861, failing: false },
  ].sort((a, b) => a.seconds - b.seconds);
  let heading: string | undefined;
  for (const { seconds, failing } of times) {
    const sample = sampleOf('p', began + seconds * second, {
      site: { fields: { failing, status: failing ? 503 : 200 } },
    });
    const encoded = encodeSample(sample, heading);
    records.append(dayFile(sample.at), encoded.lines);
    heading = encoded.heading;
  }
  const alert = { kind: 'alert', rule: 'Site answers', group: 'p', severity: 'critical' } as const;
  recordEvent(records, { ...alert, at: began + 1801 * second, from: 'ok', to: 'firing' });
  recordEvent(records, { ...alert, at: began + 1831 * second, from: 'firing', to: 'backing_off' });
  recordEvent(records, { ...alert, at: began + 1861 * second, from: 'backing_off', to: 'healed' });
  // It began before the time that is asked for.
  recordEvent(records, { ...alert, at: began - 7200 * second, rule: 'Older', from: 'ok', to: 'firing' });
  const { out } = run('outage', rule, 'history', '--since', '61m');
  expect(out).toMatch(/Site answers: 1 time, 1m in all/u);
  expect(out).toMatch(/Older: 1 time, 1h 1m in all · still/u);
  expect(out).toMatch(/site\.failing +false 98\.\d%, true 1\.\d%/u);
  // The status of an answer is no quantity.
  expect(out).toMatch(/site\.status +200 98\.\d%, 503 1\.\d%/u);
  const json = JSON.parse(run('outage', rule, 'history', '--since', '61m', '--json').out) as Record<
    string,
    unknown
  >;
  expect(json['outages']).toMatchObject([
    { rule: 'Site answers', seconds: 60 },
    { rule: 'Older', episodes: [{ to: null }] },
  ]);
});

test('the history of a rule that there is not says so', () => {
  const asked = run('outage', rule, 'history', '--rule', 'Site answer');
  expect(asked.status).not.toBe(0);
  expect(asked.err).toContain('the policies have no rule Site answer');
  expect(asked.err).toContain('Site answers');
  expect(run('outage', rule, 'history', '--rule', 'Share is five').status).toBe(0);
});
