import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { copyHost, type Copy } from './program.ts';

// The action, the hooks and the template are read, and their steps run as GitHub, pre-commit and GitLab run them.

const project = resolve(import.meta.dirname, '../..');
let host: Copy;
let checkout: string;
let programs: string;

beforeAll(() => {
  host = copyHost();
  checkout = host.folder;
  programs = join(checkout, 'programs');
  mkdirSync(programs);
  program('kapa', `exec '${process.execPath}' '${join(project, 'dist/kapa.cjs')}' "$@"`);
  program(
    'gh',
    `printf '%s\\n' "$*" >> '${checkout}/asked'\ncase "$*" in *--jq*) cat '${checkout}/comments' 2> /dev/null;; esac; exit 0`,
  );
  host.policy(`policy: p
resources:
  - { name: Workers, apache_mpm: { prefork: { MaxRequestWorkers: 90, MaxConnectionsPerChild: 1000 } } }
`);
  const taken = host.run(['snapshot', 'policies', '--out', 'web1.tar']);
  expect(taken.status, taken.err).toBe(0);
});
afterAll(() => host.close());

test('the action annotates, writes SARIF, plans on a snapshot, and keeps one comment up to date', () => {
  const action = read('action.yml') as {
    readonly inputs: Readonly<Record<string, { readonly default: string }>>;
    readonly runs: { readonly steps: readonly Step[] };
  };
  const given: Record<string, string> = {
    'github.token': 'token',
    'github.event.pull_request.number': '7',
    ...Object.fromEntries(
      Object.entries(action.inputs).map(([name, input]) => [`inputs.${name}`, input.default]),
    ),
    'inputs.snapshot': 'web1.tar',
  };
  const step = (name: string): ReturnType<typeof run> => {
    const {
      run: script,
      env = {},
      shell,
    } = action.runs.steps.find((one) => one.name === name) ?? { run: '' };
    expect(shell).toBe('bash');
    const values = Object.entries(env).map(([key, value]) => [key, evaluated(value, given)]);
    return run(
      ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      Object.fromEntries(values),
    );
  };
  writeFileSync(
    join(checkout, 'policies/wrong.yaml'),
    'policy: wrong\nresources: [{ name: A, nothing: {} }]\n',
  );
  expect(step('Install kapa').status).toBe(0);
  const linted = step('Lint');
  expect(linted.status).toBe(1);
  expect(linted.stdout).toMatch(/^::error file=policies\/wrong\.yaml,line=2/mu);
  const sarif = JSON.parse(readFileSync(join(checkout, 'kapa.sarif'), 'utf8')) as Record<string, unknown>;
  expect(sarif['version']).toBe('2.1.0');
  writeFileSync(join(checkout, 'policies/wrong.yaml'), 'policy: right\n');

  const planned = step('Plan');
  expect(planned.status, planned.stderr).toBe(0);
  expect(readFileSync(join(checkout, 'summary'), 'utf8')).toContain('MaxRequestWorkers');
  const comment = readFileSync(join(checkout, 'kapa.md'), 'utf8');
  expect(comment).toMatch(/^<!-- kapa plan: web1\.tar -->\n[^]*\+ +MaxRequestWorkers +90/u);
  step('Comment');
  writeFileSync(join(checkout, 'comments'), '42\n');
  step('Comment');
  const asked = readFileSync(join(checkout, 'asked'), 'utf8').split('\n');
  expect(asked[1]).toMatch(
    /^api --method POST repos\/me\/shop\/issues\/7\/comments --field body=@.*kapa\.md$/u,
  );
  expect(asked[3]).toMatch(/^api --method PATCH repos\/me\/shop\/issues\/comments\/42 --field body=@/u);
});

test('the hooks for pre-commit check all policies together', () => {
  const hooks = read('.pre-commit-hooks.yaml') as readonly {
    readonly language: string;
    readonly entry: string;
    readonly args: readonly string[];
    readonly files: string;
  }[];
  expect(hooks.map(({ language }) => language)).toEqual(['system', 'node']);
  // Either runs the program that `bin` of the package names.
  const [hook] = hooks;
  expect(hooks[1]).toMatchObject({ entry: hook?.entry, args: hook?.args, files: hook?.files });
  expect('policies/wrong.yaml').toMatch(new RegExp(hook?.files ?? '', 'u'));
  const ran = run([...(hook?.entry.split(' ') ?? []), ...(hook?.args ?? [])], {});
  expect(ran.status, ran.stdout).toBe(0);
});

test('the jobs for GitLab report code quality, and plan on a snapshot', () => {
  const jobs = read('share/gitlab/kapa.gitlab-ci.yml') as Readonly<
    Record<string, { readonly script: readonly string[] }>
  > & {
    readonly variables: Readonly<Record<string, string>>;
  };
  const variables = { ...jobs.variables, KAPA_SNAPSHOT: 'web1.tar' };
  for (const job of ['kapa-lint', 'kapa-plan']) {
    const script = [
      ...(jobs['.kapa'] as unknown as { before_script: string[] }).before_script,
      ...(jobs[job]?.script ?? []),
    ];
    const ran = run(['sh', '-e', '-c', script.join('\n')], variables);
    expect(ran.status, ran.stderr).toBe(0);
  }
  expect(JSON.parse(readFileSync(join(checkout, 'gl-code-quality-report.json'), 'utf8'))).toEqual([]);
  expect(readFileSync(join(checkout, 'kapa-plan.md'), 'utf8')).toContain('MaxRequestWorkers');
});

interface Step {
  readonly name: string;
  readonly run: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function read(path: string): unknown {
  return parse(readFileSync(join(project, path), 'utf8'));
}

function evaluated(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (\S+) \}\}/gu, (_, name: string) => {
    const value = given[name];
    if (value === undefined) throw new Error(`nothing gives ${name}`);
    return evaluated(value, given);
  });
}

function program(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function run([first = '', ...words]: readonly string[], env: Readonly<Record<string, string>>) {
  return spawnSync(first, words, {
    cwd: checkout,
    encoding: 'utf8',
    env: {
      PATH: `${programs}:/usr/bin:/bin`,
      HOME: checkout,
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'me/shop',
      GITHUB_STEP_SUMMARY: join(checkout, 'summary'),
      RUNNER_TEMP: checkout,
      ...env,
    },
  });
}
