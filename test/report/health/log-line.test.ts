import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RuleItem } from '../../../src/core/policy.ts';
import { t } from '../../../src/core/text.ts';
import { appendLog } from '../../../src/host/state/records.ts';
import { freshRuleState } from '../../../src/health/rules/rule-state.ts';
import { findProbeType } from '../../../src/packs/index.ts';
import type { HealthView, ProbeView } from '../../../src/report/health/health-view.ts';
import { logLines } from '../../../src/report/health/log-line.ts';
import type { RuleStateName } from '../../../src/core/rule-state.ts';
import type { RuleResult } from '../../../src/core/pass-result.ts';
import { patient } from '../../patient.ts';

const item: RuleItem = {
  name: 'Backend no está online',
  policy: 'health',
  group: 'health',
  severity: 'critical',
  every: 180,
  when: 'backend.status != "online"',
  for: { checks: 1 },
  do: [],
  locate: () => ({ file: 'x', line: 1, column: 1, endLine: 1, endColumn: 1 }),
};

function rule(state: RuleStateName, at: number, remedy?: string): RuleResult {
  const attempts =
    remedy === undefined
      ? []
      : [
          {
            remedy,
            target: 'pm2:kapa-backend',
            at,
            rung: 0,
            outcome: 'helped' as const,
            seconds: 3.2,
            incident: '7',
          },
        ];
  return { item, ruleState: { ...freshRuleState(at), state, attempts }, attempts };
}

/** A probe as its type tells of it. */
function probe(name: string, type: string, spec: unknown): ProbeView {
  const found = findProbeType(type);
  if (found?.told === undefined) throw new Error(type);
  return { name, fields: found.fields(spec), label: found.label?.(spec, name) ?? name, told: found.told };
}

function view(at: number, closeWait: number, rules: readonly RuleResult[]): HealthView {
  return {
    group: 'health',
    at,
    probes: [
      probe('close_wait', 'tcp_sockets', { port: 3001, state: 'close-wait' }),
      probe('backend', 'pm2_app', { name: 'kapa-backend' }),
      probe('apache', 'apache', {}),
    ],
    deeds: { pm2_restart: 'restarted', pm2_reset: 'reset' },
    bounds: [],
    measurements: {
      close_wait: { fields: { count: closeWait, server_side: 0, client_side: closeWait } },
      backend: { fields: { status: 'online', restarts: 12, cpu: 0.5, memory: 120 * 2 ** 20 } },
      apache: { fields: { workers: 12, memory: 512 * 2 ** 20 } },
    },
    rules,
    problems: [],
  };
}

/** A log as a day of checks leaves it: well, ill and restarted, ill and reset, well again. */
function writtenLog(): string {
  const log = join(mkdtempSync(join(tmpdir(), 'kapa-log-')), 'kapa_health.log');
  const today = new Date();
  today.setHours(10, 0, 0, 0);
  const at = today.getTime();
  const yesterday = at - 86_400_000;
  const views = [
    view(yesterday, 36, [rule('firing', yesterday)]),
    view(at, 3, [rule('ok', at)]),
    view(at + 180_000, 12, [rule('healed', at + 180_000, 'pm2_restart')]),
    view(at + 360_000, 14, [rule('healed', at + 360_000, 'pm2_reset')]),
    view(at + 540_000, 0, [rule('ok', at + 540_000)]),
  ];
  for (const one of views) for (const line of logLines(one, 'es')) appendLog(log, line);
  return log;
}

/** Runs one of the operator's command lines, the log's path put in. */
function shell(command: string, log: string): string {
  return execFileSync('bash', ['-c', command.replaceAll('/var/log/kapa_health.log', log)], {
    encoding: 'utf8',
  }).trim();
}

describe("the operator's greps", () => {
  const log = writtenLog();

  test('alerts: grep "❌"', () => {
    expect(shell('grep "❌" /var/log/kapa_health.log | tail -50', log).split('\n')).toHaveLength(3);
  });

  test(String.raw`restarts: grep "Reiniciado\|Reset"`, () => {
    const lines = shell(String.raw`grep "Reiniciado\|Reset" /var/log/kapa_health.log | tail -20`, log).split(
      '\n',
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('Reiniciado kapa-backend');
    expect(lines[1]).toContain('Reset completo de kapa-backend');
  });

  test('history: grep "CLOSE_WAIT:"', () => {
    const lines = shell('grep "CLOSE_WAIT:" /var/log/kapa_health.log | tail -50', log).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines.map((line) => /CLOSE_WAIT: (\d+)/u.exec(line)?.[1])).toEqual(['36', '3', '12', '14', '0']);
  });

  test('alerts of today: grep "$(date \'+%Y-%m-%d\')" | grep -c ❌', () => {
    expect(shell(`grep "$(date '+%Y-%m-%d')" /var/log/kapa_health.log | grep -c "❌"`, log)).toBe('2');
  });

  test('each line begins with the local time', () => {
    for (const line of readFileSync(log, 'utf8').trim().split('\n'))
      expect(line).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} /u);
  });

  test('a line has every probe', () => {
    expect(logLines(view(0, 3, [rule('ok', 0)]), 'es')[0]?.slice(20)).toBe(
      '✅ CLOSE_WAIT: 3 (backend 0, clientes 3) | Backend kapa-backend: online | Reinicios: 12 | CPU: 50% | Memoria: 120 MiB | Workers Apache: 12 | Memoria Apache: 512 MiB',
    );
  });

  test('English where the log is English', () => {
    const lines = logLines(view(0, 3, [rule('healed', 0, 'pm2_restart')]), 'en');
    expect(lines[1]).toContain('Restarted kapa-backend: it helped, after 3.2 s');
  });

  test('an unknown probe is neither well nor an alert', () => {
    const blind = {
      ...view(0, 3, [rule('unknown', 0)]),
      measurements: { close_wait: { unknown: t('health.not_allowed') } },
    };
    const [line] = logLines(blind, 'es');
    expect(line).toContain('⚠️ CLOSE_WAIT: desconocido (sin permiso)');
    expect(line).not.toMatch(/[✅❌]/u);
  });

  test('a check that finds all well again is no alert, and says what is over', () => {
    const [line] = logLines(view(0, 0, [rule('healed', 0)]), 'es');
    expect(line).toMatch(/ ✅ CLOSE_WAIT: 0 .* — Backend no está online: \S/u);
  });

  test('a value cannot begin a line of its own', () => {
    const forged = view(0, 3, []);
    const lines = logLines(
      {
        ...forged,
        measurements: {
          ...forged.measurements,
          backend: { fields: { status: 'x\n2025-11-11 ❌ forged', restarts: 0, cpu: 0, memory: 0 } },
        },
      },
      'es',
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
  });
});

describe('the log file', () => {
  test('survives rotation by rename and by truncation', () => {
    const log = writtenLog();
    renameSync(log, `${log}.1`);
    appendLog(log, 'after rename');
    expect(readFileSync(log, 'utf8')).toBe('after rename\n');
    truncateSync(log);
    appendLog(log, 'after copytruncate');
    expect(readFileSync(log, 'utf8')).toBe('after copytruncate\n');
  });

  test('a planted link is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kapa-log-'));
    const victim = join(folder, 'victim');
    writeFileSync(victim, '');
    symlinkSync(victim, join(folder, 'log'));
    expect(() => {
      appendLog(join(folder, 'log'), 'x');
    }).toThrow('health.cannot_write');
    expect(readFileSync(victim, 'utf8')).toBe('');
  });

  test('a lease that somebody holds on it does not keep kapa waiting', async () => {
    const log = join(mkdtempSync(join(tmpdir(), 'kapa-log-')), 'leased.log');
    writeFileSync(log, '');
    // F_SETLEASE, F_WRLCK.
    const script = `$SIG{IO} = 'IGNORE'; open my $f, '+<', $ARGV[0]; fcntl($f, 1024, 1) or die $!; print "held\n"; sleep 60`;
    const holder = spawn('perl', ['-e', `$| = 1; ${script}`, log]);
    await once(holder.stdout, 'data');
    const began = performance.now();
    expect(() => {
      appendLog(log, 'x');
    }).toThrow('health.cannot_write');
    expect(performance.now() - began).toBeLessThan(patient(5000));
    holder.kill('SIGKILL');
  });

  test('a full disk is said', () => {
    expect(() => {
      appendLog('/dev/full', 'x');
    }).toThrow('health.cannot_write');
  });
});
