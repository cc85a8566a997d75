import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../src/cli/commands/check.ts';
import { historyCommand } from '../../src/cli/commands/history.ts';
import { pauseCommand } from '../../src/cli/commands/pause.ts';
import { resumeCommand } from '../../src/cli/commands/resume.ts';
import { recordEvent } from '../../src/health/index.ts';
import { beginIncident, saveEvidence } from '../../src/health/record/incident.ts';
import { dayFile, encodeSample, sampleOf } from '../../src/health/record/samples.ts';
import { openRecords } from '../../src/host/index.ts';
import { keptContext } from './surroundings.ts';

const minute = 60_000;
const stateDir = mkdtempSync(join(tmpdir(), 'kapa-history-'));
const now = Date.now();
fill();

/** An outage an hour ago, healed by the second rung; before it the backend restarted, after it no more. */
function fill(): void {
  const records = openRecords(stateDir);
  for (let index = 0; index < 40; index += 1) {
    const at = now - (120 - index * 3) * minute;
    const ill = index >= 18 && index < 20;
    const sample = sampleOf('health', at, {
      backend: { fields: { status: ill ? 'errored' : 'online', restarts: index < 20 ? 100 + index : 0 } },
    });
    records.append(dayFile(at), encodeSample(sample, undefined).lines);
  }
  const alert = {
    kind: 'alert',
    rule: 'Backend is not online',
    group: 'health',
    severity: 'critical',
  } as const;
  recordEvent(records, { ...alert, at: now - 66 * minute, from: 'ok', to: 'firing', value: 'errored' });
  recordEvent(records, {
    kind: 'remedy',
    at: now - 66 * minute,
    rule: alert.rule,
    group: 'health',
    remedy: 'pm2_reset',
    target: 'pm2:kapa-backend',
    rung: 1,
    outcome: 'helped',
    seconds: 4.2,
    incident: '7',
  });
  recordEvent(records, { ...alert, at: now - 60 * minute, from: 'firing', to: 'healed', value: 'online' });
  beginIncident(records, {
    incident: '7',
    at: now - 66 * minute,
    rule: alert.rule,
    group: 'health',
    remedy: 'pm2_reset',
    target: 'pm2:kapa-backend',
    measurements: { backend: { fields: { status: 'errored' } } },
  });
  saveEvidence(
    records,
    '7',
    [{ name: 'sockets.txt', text: 'listening 127.0.0.1:3001 4242 node\n\u001B[2Jtricks\n' }],
    [],
  );
}

async function history(given: Readonly<Record<string, unknown>>, json = false): Promise<string> {
  const kept = keptContext({ stateDir, json });
  expect(await historyCommand([], given, kept.context)).toBe(0);
  return kept.out();
}

describe('kapa history', () => {
  test('draws what was measured and lists what happened', async () => {
    const text = await history({});
    expect(text).toMatch(/backend\.restarts +[▁▂▃▄▅▆▇█ ]{40} {2}0 – 119/u);
    expect(text).toMatch(/backend\.status +online 95%, errored 5%/u);
    expect(text).toMatch(
      /^ {2}\d{4}.* {2}1h ago {2}✓ Backend is not online \(errored\): over after 6m; pm2_reset pm2:kapa-backend: it helped, after 4\.2 s · incident 7$/mu,
    );
    const each = await history({ rule: 'Backend is not online' });
    expect(each).toMatch(/✗ alert Backend is not online \(errored\)/u);
    expect(each).toMatch(/→ pm2_reset pm2:kapa-backend: it helped, after 4\.2 s · incident 7/u);
    expect(each).toMatch(/✓ healed Backend is not online/u);
  });

  test.each([
    [{ kind: 'remedy' }, ['remedy']],
    [{ kind: 'alert' }, ['alert', 'alert']],
    [{ rule: 'Backend is not online' }, ['alert', 'remedy', 'alert']],
    [{ rule: 'Another' }, []],
    [{ since: '63m' }, ['alert']],
    [{ since: '3h', until: '63m' }, ['alert', 'remedy']],
  ])('%j', async (given, kinds) => {
    const document = JSON.parse(await history(given, true)) as {
      version: number;
      events: { kind: string }[];
    };
    expect(document.version).toBe(1);
    expect(document.events.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('shows the evidence of an incident, with nothing in it that steers a terminal', async () => {
    const text = await history({ incident: '7' });
    expect(text).toContain('listening 127.0.0.1:3001 4242 node');
    expect(text).not.toContain('\u001B');
  });

  test('compares what came before a moment with what came after', async () => {
    const text = await history({ since: '3h', compare: '62m' });
    expect(text).toMatch(/backend\.restarts +∅ 110, ≤ 119, \+19 +∅ 0, ≤ 0, \+0/u);
    expect(text).toMatch(
      /Backend is not online +1 alert, 1 remedy \(1 helped\) +0 alerts, 0 remedies \(0 helped\)/u,
    );
  });
});

test('history writes numbers in the units of the probes that the policies have', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-history-'));
  writeFileSync(
    join(folder, 'health.yaml'),
    `policy: health
probes:
  backend: { pm2_app: { name: kapa-backend } }
  disk: { disk: { path: /var } }
`,
  );
  const records = openRecords(folder);
  for (const [minutes, memory] of [
    [9, 50 * 2 ** 20],
    [3, 60 * 2 ** 20],
  ] as const) {
    const at = now - minutes * minute;
    const fields = { memory, restarts: 1200, uptime: 200 };
    const sample = sampleOf('health', at, {
      backend: { fields },
      disk: { fields: { used: 0.455 } },
      former: { fields: { memory } },
    });
    records.append(dayFile(at), encodeSample(sample, undefined).lines);
  }
  const shown = async (given: Readonly<Record<string, unknown>>): Promise<string> => {
    const kept = keptContext({ stateDir: folder });
    expect(await historyCommand([folder], given, kept.context)).toBe(0);
    return kept.out();
  };
  const drawn = await shown({});
  expect(drawn).toContain('50 MiB – 60 MiB, ∅ 55 MiB, → 60 MiB');
  expect(drawn).toMatch(/backend\.uptime .* 3m 20s – 3m 20s/u);
  expect(drawn).toMatch(/backend\.restarts .* 1200 – 1200/u);
  expect(drawn).toMatch(/disk\.used .* 45\.5% – 45\.5%/u);
  expect(drawn).toMatch(/former\.memory .* → 62914600/u);
  expect(await shown({ compare: '6m' })).toMatch(/backend\.memory +∅ 50 MiB, ≤ 50 MiB +∅ 60 MiB, ≤ 60 MiB/u);
});

test('policies that nobody can read keep no history back whose folder the command line names', async () => {
  const missing = join(stateDir, 'no-such-policies');
  const kept = keptContext({ stateDir });
  expect(await historyCommand([missing], {}, kept.context)).toBe(0);
  expect(kept.out()).toMatch(/✓ Backend is not online .*over after 6m/u);
  await expect(historyCommand([missing], {}, keptContext().context)).rejects.toThrow();
});

test('an alert tells people the size that was measured, and keeps its bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-history-'));
  const [policy, told] = [join(folder, 'disk.yaml'), join(folder, 'told')];
  writeFileSync(
    policy,
    `policy: disk
group: disk
settings:
  notify:
    channels: [{ name: file, command: { argv: [/bin/sh, -c, 'cat > ${told}'] } }]
thresholds: { small: 1KiB }
probes: { root: { disk: { path: / } } }
rules:
  - name: Disk is there
    every: 3m
    severity: warning
    when: root.size >= small
`,
  );
  const options = { stateDir: join(folder, 'state') };
  expect(await checkCommand([policy], {}, keptContext(options).context)).toBe(1);
  expect(readFileSync(told, 'utf8')).toMatch(/Disk is there: alert \([\d.]+ [GT]iB\) · since/u);
  const shown = async (json: boolean): Promise<string> => {
    const kept = keptContext({ ...options, json });
    expect(await historyCommand([], { kind: 'alert' }, kept.context)).toBe(0);
    return kept.out();
  };
  expect(await shown(false)).toMatch(/✗ alert Disk is there \([\d.]+ [GT]iB\)/u);
  expect(JSON.parse(await shown(true))).toMatchObject({
    events: [{ value: expect.stringMatching(/^\d{9,}$/u) as unknown, unit: 'size' }],
  });
});

test('a share that is compared with a plain number is told in per cent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-history-'));
  const policy = join(folder, 'disk.yaml');
  writeFileSync(
    policy,
    `policy: disk
group: disk
probes: { root: { disk: { path: / } } }
rules:
  - { name: Disk is used, every: 3m, severity: warning, when: root.used > 0.0000001 }
`,
  );
  const kept = keptContext({ stateDir: join(folder, 'state') });
  expect(await checkCommand([policy], { format: 'nagios' }, kept.context)).toBe(1);
  expect(kept.out()).toMatch(/^KAPA WARNING - Disk is used: alert \([\d.]+%\) \|/u);
});

test('a pause is begun, shown in history, and ended', async () => {
  const kept = keptContext({ stateDir }, 'es');
  expect(await pauseCommand([], { for: '30m', reason: 'despliegue 4.2' }, kept.context)).toBe(0);
  expect(kept.out()).toMatch(/^En pausa hasta .*: despliegue 4\.2\. Hay alertas, pero no remedios\.\n$/u);
  expect(await resumeCommand([], {}, kept.context)).toBe(0);
  expect(kept.out()).toContain('La pausa terminó');
  expect(await history({ kind: 'pause' })).toContain('despliegue 4.2');
  await expect(pauseCommand([], { for: '30', reason: 'x' }, kept.context)).rejects.toThrow(
    'health.not_a_duration',
  );
  await expect(pauseCommand([], { for: '30d', reason: 'x' }, kept.context)).rejects.toThrow(
    'health.pause_too_long',
  );
  await expect(pauseCommand([], {}, kept.context)).rejects.toThrow('health.pause_incomplete');
});
