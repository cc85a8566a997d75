import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openNamespace } from './namespace.ts';

test('a real journal is read from where the last check stopped, by unit, name and weight', async () => {
  const there = await openNamespace();
  const folder = mkdtempSync(join(tmpdir(), 'kapa-journal-'));
  try {
    await there.sh('mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/log/journal');
    there.start(['/lib/systemd/systemd-journald']);
    await there.sh(
      'for i in $(seq 50); do [ -S /run/systemd/journal/stdout ] && exit 0; sleep 0.1; done; exit 1',
    );
    writeFileSync(
      join(folder, 'p.yaml'),
      `policy: p
settings: { state_dir: ${folder}/state }
probes:
  all: { journal: { match: 'Out of \\w+' } }
  app: { journal: { identifier: app, match: fault, window: 10m } }
  grave: { journal: { priority: err, match: fault } }
rules: [{ name: r, when: all.count > 100 }]
`,
    );
    const say = (name: string, text: string, priority = 'info'): Promise<string> =>
      there.sh(`printf '%s\\n' "$TEXT" | systemd-cat -t "$NAME" -p "$PRIORITY"; journalctl --sync || true`, {
        env: { NAME: name, TEXT: text, PRIORITY: priority },
      });
    const check = async (): Promise<readonly unknown[]> => {
      const argv = [process.execPath, resolve('dist/kapa.cjs'), 'check', '--json', join(folder, 'p.yaml')];
      const { stdout, stderr } = await there.run(argv);
      if (stdout === '') throw new Error(stderr);
      const { probes } = JSON.parse(stdout) as { probes: Record<string, { count?: number; last?: string }> };
      return ['all', 'app', 'grave'].map((name) => probes[name]?.count ?? probes[name]);
    };
    await say('app', 'an old fault');
    expect(await check()).toEqual([0, 0, 0]);
    await say('app', 'fault one');
    await say('other', 'fault two', 'err');
    await say('kernel', 'Out of memory: Killed process 1');
    expect(await check()).toEqual([1, 1, 1]);
    expect(await check()).toEqual([0, 1, 0]);
    await say('app', 'fault three', 'crit');
    expect(await check()).toEqual([0, 2, 1]);
  } finally {
    there.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
