import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GlobalOptions } from '../../src/app/context.ts';
import { lintCommand } from '../../src/cli/commands/lint.ts';
import { loadSet } from '../../src/app/policies/load.ts';
import { Failure } from '../../src/core/failure.ts';
import { render } from '../../src/core/text.ts';
import { keptContext } from './surroundings.ts';

const policy = 'policy: motd\nresources:\n  - name: Motd\n    file: { path: /etc/motd, content: hello }\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-lint-'));
  mkdirSync(join(folder, 'policies'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function lint(
  given: Readonly<Record<string, unknown>> = {},
  options: Partial<GlobalOptions> = {},
): Promise<{ status: number; out: string }> {
  const kept = keptContext(options);
  const status = await lintCommand([], given, { ...kept.context, cwd: folder });
  return { status, out: kept.out() };
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`no Failure: ${String(error)}`);
  const cure = error.detail.cure && render(error.detail.cure, 'en');
  return `${error.detail.exit}: ${render(error.text, 'en')} | ${cure}`;
}

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, 'policies', name), content);
}

test('clean policies end with 0, findings with 1, warnings only when strict', async () => {
  write('a.yaml', policy);
  expect(await lint()).toEqual({ status: 0, out: 'No findings in 1 file.\n' });
  write('b.yaml', 'vars: { unused: 1 }\n');
  expect((await lint()).status).toBe(0);
  expect((await lint({ strict: true })).status).toBe(1);
  write('c.yaml', 'nonsense: 1\n');
  expect((await lint()).status).toBe(1);
});

test.each([
  ['binary', Buffer.from([0x89, 0x50, 0, 1]), 'is a binary file'],
  ['in another encoding', Buffer.from('description: a\u00F1o\n', 'latin1'), 'is not UTF-8'],
  ['larger than 10 MB', `description: ${'x'.repeat(10 * 1024 * 1024)}\n`, 'is larger than 10 MB'],
  ['malformed', 'policy: [a\n', 'this is not valid YAML'],
])('a file that is %s is a finding', async (_, content, said) => {
  write('a.yaml', content);
  const { status, out } = await lint();
  expect(status).toBe(1);
  expect(out).toContain(said);
});

test('a pipe is not waited for', async () => {
  execFileSync('mkfifo', [join(folder, 'policies/a.yaml')]);
  expect((await lint()).status).toBe(1);
});

test('a policy behind a link counts, templates and hidden files do not', async () => {
  writeFileSync(join(folder, 'elsewhere.yaml'), policy);
  symlinkSync('../elsewhere.yaml', join(folder, 'policies/a.yaml'));
  write('.hidden.yaml', 'nonsense: 1\n');
  mkdirSync(join(folder, 'policies/templates'));
  write('templates/x.yaml', 'nonsense: 1\n');
  expect(await lint()).toEqual({ status: 0, out: 'No findings in 1 file.\n' });
});

test('a folder without policies, and none at all, are failures with a cure', async () => {
  expect(await failure(lint())).toMatch(/^78: .*\| name a folder with .yaml files/u);
  rmSync(join(folder, 'policies'), { recursive: true });
  expect(await failure(lint())).toMatch(/^78: policies does not exist \| /u);
});

test("templates: the folder's own first, unused ones told", async () => {
  mkdirSync(join(folder, 'policies/templates'));
  write('templates/motd.hbs', 'Welcome to {{ site }}\n');
  write('templates/old.hbs', 'x\n');
  write(
    'a.yaml',
    'vars: { site: shop }\nresources:\n  - name: Motd\n    file: { path: /etc/motd, template: motd.hbs }\n',
  );
  const { out } = await lint();
  expect(out).toContain('policies/templates/old.hbs:1:1: warning KAPA033');
  expect(out).toContain('0 errors, 1 warning.');
  const set = await loadSet([], { ...keptContext().context, cwd: folder });
  expect(set.resources[0]?.spec).toMatchObject({ content: 'Welcome to shop\n' });
});

test.each([
  [['site'], '64: --set takes name=value, not site'],
  [['sit=x'], '64: no policy has a variable or threshold named sit | did you mean site?'],
  [['site=[a'], '64: --set site=[a is not valid YAML'],
  [['load_max=many'], '64: many is no quantity'],
])('--set %j is refused', async (set, said) => {
  write('a.yaml', 'vars: { site: shop }\nthresholds: { load_max: 4 }\nresources: []\n');
  expect(await failure(lint({}, { set }))).toContain(said);
});

test('a command that works with policies refuses invalid ones with 78, after showing why', async () => {
  write('a.yaml', 'nonsense: 1\n');
  const kept = keptContext();
  expect(await failure(loadSet([], { ...kept.context, cwd: folder }))).toMatch(
    /^78: the policies are invalid: one error/u,
  );
  expect(kept.err()).toContain('policies/a.yaml:1:1: error KAPA003 unknown key nonsense');
});
