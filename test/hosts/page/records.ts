import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordEvent } from '../../../src/health/index.ts';
import { keepPolicyVersion } from '../../../src/health/record/policy-versions.ts';
import { dayFile, encodeSample, sampleOf } from '../../../src/health/record/samples.ts';
import { openRecords } from '../../../src/host/index.ts';

const minute = 60_000;

/** Words of strangers that must stay words on a page. */
const hostile = '</script><img src="http://evil.example/x" onerror="alert(1)">\u202Etxt.exe';

/** Policies whose rules the records speak of. */
export function writePolicies(folder: string): string {
  const policies = join(folder, 'policies');
  mkdirSync(policies);
  writeFileSync(
    join(policies, 'health.yaml'),
    `policy: health
group: health
thresholds: { close_wait_max: 10 }
probes:
  site: { http: { url: http://127.0.0.1:3001/ } }
  sockets: { tcp_sockets: { state: close-wait, port: 3001 } }
  backend: { pm2_app: { name: shop, user: root } }
  root: { disk: { path: / } }
  load: { load: {} }
  memory: { memory: {} }
rules:
  - name: Site answers
    when: site.failing
    severity: critical
    do: [{ pm2_restart: { app: shop, user: root } }]
  - { name: Sockets are closed, when: sockets.count >= close_wait_max, severity: warning }
  - { name: The disk is not full, when: root.used > 90%, severity: warning }
`,
  );
  return policies;
}

/** Days of samples each three minutes, with a fault of a quarter of an hour on each ninth day. Returns their number. */
export function fillRecords(stateDir: string, days: number, now: number): number {
  const records = openRecords(stateDir);
  for (const [daysAgo, most] of [
    [days, 10],
    [days / 2, 8],
  ] as const)
    keepPolicyVersion(records, {
      at: now - daysAgo * 86_400_000,
      named: ['/etc/kapa/policies'],
      files: {
        '/etc/kapa/policies/health.yaml': `policy: health\nthresholds: { close_wait_max: ${most} }\n`,
      },
    });
  let heading: string | undefined;
  const count = days * 480;
  for (let index = 0; index < count; index += 1) {
    const at = now - (count - index) * 3 * minute;
    const ill = index % (9 * 480) >= 300 && index % (9 * 480) < 305;
    const { lines, heading: next } = encodeSample(
      sampleOf('health', at, {
        site: {
          fields: {
            ok: !ill,
            failing: ill,
            status: ill ? 503 : 200,
            latency: 0.02 + 0.01 * Math.sin(index / 60),
            error: ill ? hostile : '',
          },
        },
        sockets: { fields: { count: ill ? 40 : index % 7, server_side: index % 5, client_side: 0 } },
        backend: {
          fields: {
            status: ill ? 'errored' : 'online',
            restarts: Math.floor(index / 500),
            cpu: 0.05,
            memory: 8e7 + (index % 480) * 1e5,
          },
        },
        root: { fields: { used: 0.4 + index / count / 4, free: 4e10, available: 4e10 } },
        load: { fields: { one: 0.3 + 0.2 * Math.cos(index / 100), per_cpu: 0.2 } },
        memory: { fields: { used: 0.5, available: 4e9 } },
      }),
      heading,
    );
    heading = next;
    records.append(dayFile(at), lines);
    const alert = { kind: 'alert', rule: 'Site answers', group: 'health', severity: 'critical' } as const;
    if (index % (9 * 480) === 301) {
      recordEvent(records, {
        ...alert,
        at,
        from: 'ok',
        to: 'firing',
        value: index > 38_000 ? hostile : 'true',
      });
      recordEvent(records, {
        kind: 'remedy',
        at: at + 1000,
        rule: alert.rule,
        group: 'health',
        remedy: 'pm2_restart',
        target: 'pm2:shop',
        rung: 0,
        outcome: 'helped',
        seconds: 7.4,
        incident: String(index),
      });
    }
    if (index % (9 * 480) === 305) recordEvent(records, { ...alert, at, from: 'firing', to: 'healed' });
  }
  return count;
}
