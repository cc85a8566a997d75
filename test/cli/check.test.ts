import { assertDocument } from './document-schema.ts';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkWith, type Format } from '../../src/cli/commands/check.ts';
import { killBackend, setupOver, startBackend } from './site.ts';
import { keptContext, type KeptContext } from './surroundings.ts';

afterEach(killBackend);

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'kapa-check-'));
}

interface CheckDocument {
  readonly version: number;
  readonly status: string;
  readonly probes: Readonly<Record<string, unknown>>;
  readonly rules: readonly {
    readonly name: string;
    readonly state: string;
    readonly remedies: readonly unknown[];
  }[];
  readonly problems: readonly string[];
}

async function check(
  port: number,
  at: string,
  { format = 'json', dryRun = false }: { readonly format?: Format; readonly dryRun?: boolean } = {},
): Promise<{ readonly status: number; readonly kept: KeptContext; readonly document: CheckDocument }> {
  const kept = keptContext();
  const status = await checkWith(setupOver(port, at), { format, dryRun }, kept.context);
  const document = (format === 'json' ? JSON.parse(kept.out()) : {}) as CheckDocument;
  if (format === 'json') assertDocument('check', document);
  return { status, kept, document };
}

describe('kapa check', () => {
  test('a site that answers is ok, 0; one that was healed is a warning, 1; then it is ok again', async () => {
    const at = folder();
    const port = await startBackend(0);
    const well = await check(port, at);
    expect(well.status).toBe(0);
    expect(well.document).toMatchObject({
      version: 1,
      status: 'ok',
      probes: { backend: { ok: true, status: 200 } },
      rules: [{ name: 'Site is down', state: 'ok', value: true, remedies: [] }],
    });
    killBackend();
    const healed = await check(port, at);
    expect(healed.status).toBe(1);
    expect(healed.document.rules[0]).toMatchObject({
      state: 'healed',
      value: false,
      remedies: [{ remedy: 'pm2_restart', outcome: 'helped', incident: '1' }],
    });
    expect((await check(port, at)).status).toBe(0);
  });

  test('a dry run judges, and neither acts, logs nor remembers', async () => {
    const at = folder();
    const port = await startBackend(0);
    killBackend();
    const { status, document } = await check(port, at, { dryRun: true });
    expect(status).toBe(2);
    expect(document.rules[0]).toMatchObject({ state: 'firing', remedies: [], would_do: 'pm2_restart' });
    expect(existsSync(join(at, 'state'))).toBe(false);
    expect(existsSync(join(at, 'kapa_health.log'))).toBe(false);
  });

  test('one line for Nagios', async () => {
    const port = await startBackend(0);
    const { kept } = await check(port, folder(), { format: 'nagios' });
    expect(kept.out()).toBe('KAPA OK - 1 rule ok\n');
  });

  test('a second check at the same time says who is at it, and is unknown, 3', async () => {
    const at = folder();
    const port = await startBackend(0);
    const setup = setupOver(port, at);
    const { lock } = setup.lock('health');
    const { status, kept } = await check(port, at, { format: 'text' });
    expect(status).toBe(3);
    expect(kept.out()).toContain(`another check of group health is under way: process ${process.pid}`);
    if (lock?.held) lock.release();
    expect((await check(port, at)).status).toBe(0);
  });

  test('on a full disk, state and log included, the remedy still runs and the loss is said', async () => {
    const at = folder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at]);
    try {
      expect(() => {
        writeFileSync(join(at, 'ballast'), new Uint8Array(1 << 20));
      }).toThrow('ENOSPC');
      const port = await startBackend(0);
      killBackend();
      const { status, document } = await check(port, at);
      expect(status).toBe(1);
      expect(document.rules[0]).toMatchObject({ state: 'healed', remedies: [{ outcome: 'helped' }] });
      expect(document.problems.join()).toMatch(/rules\.(json|lock): the disk is full/u);
      expect(document.problems.join()).toMatch(/kapa_health\.log: the disk is full/u);
    } finally {
      execFileSync('umount', [at]);
    }
  });

  test('the log has the check and the act', async () => {
    const at = folder();
    const port = await startBackend(0);
    killBackend();
    await check(port, at);
    const lines = readFileSync(join(at, 'kapa_health.log'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} ❌ HTTP backend/u);
    expect(lines[1]).toContain('Reiniciado kapa-backend: ayudó');
  });
});
