import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Ended } from '../hosts/machine.ts';
import { controlImage, inControl, releases } from './control-image.ts';
import { ended, installCollection } from './control.ts';

// The collection as Ansible's own tools judge it, installed from its archive; no host is needed.

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

describe.each(releases)('by the tools of %s', (release) => {
  let folder: string;
  let installed: string;
  let run: (argv: readonly string[], cwd?: string) => Promise<Ended>;

  beforeAll(async () => {
    const root = controlImage(release);
    folder = mkdtempSync('/tmp/kapa-collection-');
    const collections = join(folder, 'collections');
    const env = {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: folder,
      LANG: 'C.UTF-8',
      ANSIBLE_NOCOLOR: '1',
      ANSIBLE_COLLECTIONS_PATH: collections,
    };
    run = (argv, cwd = folder) => {
      const [program = '', ...args] = inControl(root, cwd, argv);
      return ended(spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    };
    await installCollection(folder, run);
    installed = join(collections, 'ansible_collections/kapa/kapa');
    // What judges it looks at what a repository holds.
    await judged('git', 'init', '--quiet');
    await judged('git', 'add', '--all');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function judged(...argv: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await run(argv, installed);
    expect(status, stdout + stderr).toBe(0);
    return stdout + stderr;
  }

  test('each module and the callback are documented', async () => {
    expect(await judged('ansible-doc', 'kapa.kapa.policy', 'kapa.kapa.check', 'kapa.kapa.facts')).toContain(
      'secret_vars',
    );
    expect(await judged('ansible-doc', '-t', 'callback', 'kapa.kapa.fleet')).toContain('KAPA_FLEET_MARKDOWN');
  });

  test('each playbook is read', async () => {
    for (const name of ['install', 'plan', 'rollout', 'rollback', 'check', 'report'])
      await judged(
        ...['ansible-playbook', '--syntax-check', '-i', 'web1,', `kapa.kapa.${name}`],
        ...['-e', 'run=x dest=x'],
      );
  });

  test('ansible-lint finds nothing', async () => {
    await judged('ansible-lint', '--offline', '--nocolor', '-q', '-x', 'galaxy');
  });

  test('sanity tests that need no registry pass', async () => {
    const skipped = [
      ...['ansible-doc', 'import', 'pep8', 'pylint', 'runtime-metadata', 'validate-modules', 'yamllint'],
    ].flatMap((name) => ['--skip-test', name]);
    const python = release === 'bookworm' ? '3.11' : '3.13';
    const said = await judged('ansible-test', 'sanity', '--python', python, ...skipped);
    expect(said).toContain('Running sanity test "compile"');
  });

  // That of 2.19 needs a package that Debian lacks.
  if (release === 'bookworm')
    test('validate-modules finds nothing', async () => {
      const validate =
        '/usr/lib/python3/dist-packages/ansible_test/_util/controller/sanity/validate-modules/validate.py';
      expect(
        await judged(
          ...['env', `PYTHONPATH=${join(folder, 'collections')}`, 'python3', validate],
          ...['--collection', 'ansible_collections/kapa/kapa', 'plugins/modules'],
        ),
      ).toBe('');
    });
});
