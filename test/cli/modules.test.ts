import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kapa, type Ran } from './program.ts';

let folder: string;
let policies: string;
let sitesProcess: ChildProcess;
const sites = Array.from({ length: 12 }, (_, at) => `site${at + 1}`);

/** Program of twelve sites, which are ill while a file says so; it tells their ports. */
const program = `
const { createServer } = require('node:http');
const { existsSync } = require('node:fs');
const [folder, ...names] = process.argv.slice(1);
Promise.all(names.map((name) => new Promise((done) => {
  const server = createServer((_, response) => {
    response.writeHead(existsSync(folder + '/ill-' + name) ? 500 : 200);
    response.end();
  });
  server.listen(0, '127.0.0.1', () => done(server.address().port));
}))).then((ports) => console.log(JSON.stringify(ports)));
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-modules-'));
  policies = join(folder, 'policies');
  mkdirSync(join(policies, 'modules'), { recursive: true });
  mkdirSync(join(folder, 'www'));
  sitesProcess = spawn(process.execPath, ['-e', program, folder, ...sites], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(sitesProcess.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const ports = JSON.parse(said.toString()) as readonly number[];
  const uses = sites.map(
    (name, at) => `  - { module: site, as: ${name}, with: { name: ${name}, port: ${ports[at]} } }\n`,
  );
  writeFileSync(
    join(policies, 'sites.yaml'),
    `policy: sites
settings: { state_dir: ${folder}/state, locale: en }
use:
${uses.join('')}`,
  );
  writeFileSync(
    join(policies, 'modules/site.yaml'),
    `policy: site
group: health
log: { file: '${folder}/{{ name }}.log' }
inputs:
  name: { description: Name of the site. }
  port: { type: integer, description: Port that it listens at. }
resources:
  - name: Page
    file: { path: '${folder}/www/{{ name }}', content: '{{ name }} at {{ port }}' }
probes:
  answer: { http: { url: 'http://127.0.0.1:{{ port }}/', timeout: 5s } }
rules:
  - name: Site answers
    when: answer.failing
    do: [{ run: { argv: [touch, '${folder}/tried-{{ name }}'] } }]
    verify: { within: 1s }
    limit: { times: 1, within: 1h }
`,
  );
});
afterAll(() => {
  sitesProcess.kill();
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]): Ran {
  return kapa([...args, policies]);
}

interface Checked {
  readonly rules: readonly { readonly name: string; readonly group: string; readonly state: string }[];
}

test('twelve sites are a line each: linted, planned, checked, and the one that falls ill is told and remedied alone', () => {
  const lint = run('lint', '--strict');
  expect(lint.out).toBe('No findings in 1 file.\n');
  const plan = run('plan', '--json', '--target', 'site3/*', '--target', 'site12/*');
  expect(plan.json().resources.map(({ name }) => name)).toEqual(['site3/Page', 'site12/Page']);
  const whole = run('plan', '--json');
  expect(whole.json().resources.map(({ name }) => name)).toEqual(sites.map((name) => `${name}/Page`));

  const well = run('check');
  expect(well.status, well.out + well.err).toBe(0);
  writeFileSync(join(folder, 'ill-site7'), '');
  const json = JSON.parse(run('check', '--group', 'health', '--json').out) as Checked;
  const told = json.rules.map(({ name, state }) => `${name}: ${state}`);
  expect(told).toHaveLength(12);
  expect(told.filter((line) => !line.endsWith(': ok'))).toEqual(['site7/Site answers: firing']);
  expect(sites.filter((name) => existsSync(join(folder, `tried-${name}`)))).toEqual(['site7']);
  for (const name of sites) {
    const lines = readFileSync(join(folder, `${name}.log`), 'utf8')
      .split('\n')
      .filter(Boolean);
    expect(lines.filter((line) => /[✅❌]/u.test(line))).toHaveLength(2);
    expect(lines.some((line) => line.includes('❌'))).toBe(name === 'site7');
  }

  const one = run('status', 'site7');
  expect(one.out).toContain('site7/Site answers');
  expect(one.out).not.toContain('site1/');
  const nobody = run('status', 'site99');
  expect(nobody.status).toBe(3);
  expect(nobody.err).toContain('site99');
  const silenced = run('silence', 'site7/Site answers', '--for', '1h', '--reason', 'moving house');
  expect(silenced.status, silenced.err).toBe(0);
  expect(run('history', '--rule', 'site7/Site answers').out).toContain('site7/Site answers');
});

test('a finding in a module says where it is, and who asked for it, in every format', () => {
  const broken = join(folder, 'broken');
  mkdirSync(join(broken, 'modules'), { recursive: true });
  writeFileSync(join(broken, 'a.yaml'), 'policy: a\nuse:\n  - { module: bad, as: x }\n');
  writeFileSync(join(broken, 'modules/bad.yaml'), 'resources:\n  - { name: W, fil: { path: /srv/w } }\n');
  const lint = (...format: string[]): string => kapa(['lint', ...format, broken]).out;
  expect(lint()).toContain(`${broken}/modules/bad.yaml:2:16: error KAPA006 unknown type fil`);
  expect(lint()).toContain(`used at ${broken}/a.yaml:3:5`);
  const json = JSON.parse(lint('--json')) as { readonly findings: readonly object[] };
  expect(json.findings).toMatchObject([
    {
      file: `${broken}/modules/bad.yaml`,
      line: 2,
      used_by: [{ file: `${broken}/a.yaml`, line: 3, column: 5 }],
    },
  ]);
  const sarif = lint('--format', 'sarif');
  expect(sarif).toContain('relatedLocations');
  expect(sarif).toContain('broken/a.yaml');
});

/** Text in which every number is the same. */
const masked = (line: string): string => line.replaceAll(/\d+/gu, 'N');

test('docs/modules.md shows what kapa prints', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/modules.md'), 'utf8');
  const cwd = join(folder, 'docs');
  let typed = 0;
  for (const { groups } of text.matchAll(/^```(?:console|yaml (?<path>\S+))\n(?<body>.*?)^```$/gmsu)) {
    const { path, body = '' } = groups ?? {};
    if (path !== undefined) {
      mkdirSync(join(cwd, dirname(path)), { recursive: true });
      writeFileSync(join(cwd, path), body);
      continue;
    }
    for (const part of body.split(/^\$ /mu).slice(1)) {
      const [line = '', ...expected] = part.trimEnd().split('\n');
      const [command = '', exit = '0'] = line.split(' # exit ');
      const ran = kapa(command.split(' ').slice(1), { cwd });
      expect(ran.status, `${line}\n${ran.out}${ran.err}`).toBe(Number(exit));
      for (const wanted of expected.filter((one) => one !== '…' && !one.startsWith('policies: ')))
        expect(masked(`${ran.out}${ran.err}`)).toContain(masked(wanted.trim()));
      typed += 1;
    }
  }
  expect(typed).toBe(3);
});
