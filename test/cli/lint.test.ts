import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('for programs', () => {
  const braces = `policy: motd
resources:
  - name: Motd
    file: { path: /etc/motd, content: '{{ a }}' }
  - { name: Issue, file: { path: /etc/issue, contnt: '{{ b }}', mode: "999" } }
`;

  beforeEach(() => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'site'));
    renameSync(join(folder, 'policies'), join(folder, 'site/policies'));
  });

  async function linted(
    text: string,
    given: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    writeFileSync(join(folder, 'site/policies/a.yaml'), text);
    const kept = keptContext();
    await lintCommand([], given, { ...kept.context, cwd: join(folder, 'site'), env });
    return kept.out();
  }

  interface Sarif {
    readonly runs: readonly {
      readonly results: readonly {
        readonly ruleId: string;
        readonly message: { readonly text: string };
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly locations: readonly {
          readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
        }[];
      }[];
    }[];
  }

  test('SARIF names findings by their item, not their line, and doubles braces', async () => {
    const prints = async (text: string): Promise<readonly string[]> => {
      const log = JSON.parse(await linted(text, { format: 'sarif' })) as Sarif;
      return (log.runs[0]?.results ?? []).map((one) => one.partialFingerprints['kapa/v1'] ?? '');
    };
    const first = await prints(braces);
    expect(first).toEqual(['KAPA007 "Motd" 1', 'KAPA003 "Issue" 1', 'KAPA007 "Issue" 1']);
    expect(await prints(braces.replace('resources:', '\n\n# moved\nresources:'))).toEqual(first);
    const log = JSON.parse(
      await linted(
        'vars: { a: "{{ b", c: 1 }\nresources: [{ name: A, when: "{{ c }} == 1", file: { path: /a, content: "{{ a }}" } }]\n',
        {
          format: 'sarif',
        },
      ),
    ) as Sarif;
    const texts = log.runs[0]?.results.map(({ message }) => message.text) ?? [];
    expect(texts.join('\n')).toContain('{{{{');
    for (const text of texts) expect(text.replaceAll(/\{\{|\}\}/gu, '')).not.toMatch(/[{}]/u);
    expect(log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      'site/policies/a.yaml',
    );
  });

  test('GitLab gets its code quality report', async () => {
    const report = JSON.parse(await linted(braces, { format: 'gitlab' })) as readonly {
      readonly fingerprint: string;
    }[];
    expect(report).toHaveLength(3);
    expect(report[0]).toEqual({
      description: 'there is no variable a (define it under vars, or give --set a=...)',
      check_name: 'KAPA007',
      fingerprint: 'KAPA007 "Motd" 1',
      severity: 'major',
      location: { path: 'site/policies/a.yaml', lines: { begin: 4, end: 4 } },
    });
    expect(new Set(report.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  test('JUnit has a suite a file, failed and passed, and valid XML', async () => {
    writeFileSync(
      join(folder, 'site/policies/b.yaml'),
      policy.replace('/etc/motd', '/etc/b').replace('Motd', 'B'),
    );
    const report = await linted(braces.replace('contnt', '"<&\\u0001\\"]]>"'), { format: 'junit' });
    expect(report).toContain('<testsuites name="kapa lint" failures="3">');
    expect(report).toContain('<testsuite name="site/policies/a.yaml" tests="3" failures="3">');
    expect(report).toContain('<testsuite name="site/policies/b.yaml" tests="1" failures="0">');
    expect(report).toContain('&lt;&amp;');
    const inTags = /<\/?[a-z]+(?: [a-z]+="[^"<>]*")*\/?>|&(?:amp|lt|gt|quot|#10);/gu;
    expect(report.slice(report.indexOf('\n')).replaceAll(inTags, '')).not.toMatch(/[<>&"]/u);
  });

  test('annotations stand beside the text where GitHub runs it, and alone where they are asked for', async () => {
    const env = { GITHUB_ACTIONS: 'true' };
    const both = await linted(braces, {}, env);
    expect(both).toContain('policies/a.yaml:4:');
    expect(both).toContain('::error file=site/policies/a.yaml,line=4,');
    expect(both.match(/3 errors/gu)).toHaveLength(1);
    expect(await linted(braces, { format: 'text' }, env)).not.toContain('::error');
    expect(await linted(braces, { format: 'github' })).toMatch(/^::error file=site\/policies\/a\.yaml/u);
    expect(await linted(braces, {})).not.toContain('::error');
    expect(await linted(policy, {}, env)).toBe('No findings in 1 file.\n');
  });
});
