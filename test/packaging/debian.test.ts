import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

// What `npm run package` makes of kapa itself; the hosts that it is installed on are in test/hosts/debian.test.ts.

const project = resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
let folder: string;
let deb: string;
let tree: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-debian-'));
  deb = build('first');
  tree = join(folder, 'tree');
  execFileSync('dpkg-deb', ['--extract', deb, tree]);
  // Below its own folder it asks the host's files; here those of the tree.
  for (const file of [
    'usr/lib/kapa/ansible-fact',
    'usr/lib/kapa/complete-values',
    'usr/share/bash-completion/completions/kapa',
    'usr/share/zsh/vendor-completions/_kapa',
    'usr/share/fish/vendor_completions.d/kapa.fish',
  ]) {
    const path = join(tree, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('/usr/lib/kapa', join(tree, 'usr/lib/kapa')));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('two builds of one commit are the same bytes, the repository and its signature among them', () => {
  const second = build('second');
  expect(readFileSync(second).equals(readFileSync(deb))).toBe(true);
  execFileSync('diff', ['-r', join(folder, 'first'), join(folder, 'second')]);
});

test('lintian has neither errors nor warnings', () => {
  const ran = spawnSync('lintian', ['--fail-on', 'error,warning', deb], { encoding: 'utf8' });
  expect(ran.stdout).toBe('');
  expect(ran.status, ran.stderr).toBe(0);
});

test('it holds what a host needs, nothing of it a configuration file but the rotation of the logs and the hook of dpkg', () => {
  const files = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8' });
  for (const file of [
    /^-rwxr-xr-x root\/root .* \.\/usr\/bin\/kapa$/mu,
    /^drwxr-xr-x root\/root .* \.\/etc\/kapa\/$/mu,
    /\.\/usr\/share\/kapa\/policies\/health\.yaml$/mu,
    /\.\/usr\/lib\/systemd\/system\/kapa-watch\.service$/mu,
    /\.\/usr\/lib\/systemd\/system\/kapa-check@\.timer$/mu,
    /\.\/etc\/ansible\/facts\.d\/kapa\.fact -> \/usr\/lib\/kapa\/ansible-fact$/mu,
  ])
    expect(files).toMatch(file);
  expect(files).not.toContain('/dist/cache/');
  expect(execFileSync('dpkg-deb', ['--info', deb, 'conffiles'], { encoding: 'utf8' })).toBe(
    '/etc/dpkg/dpkg.cfg.d/kapa\n/etc/logrotate.d/kapa\n',
  );
  expect(execFileSync('dpkg-deb', ['--field', deb, 'Depends'], { encoding: 'utf8' })).toContain(
    'nodejs (>= 20.19) | kapa-node',
  );
});

test('its services are confined, each setting with its reason above it', () => {
  const units = join(tree, 'usr/lib/systemd/system');
  const check = join(folder, 'kapa-check@health.service');
  copyFileSync(join(units, 'kapa-check@.service'), check);
  for (const unit of [join(units, 'kapa-watch.service'), check]) {
    const judged = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=75', unit]);
    expect(judged.status, String(judged.stdout)).toBe(0);
    const lines = readFileSync(unit, 'utf8').split('\n');
    const settings = lines.filter((line) =>
      /^(?:Protect|Restrict|SystemCall|Capability|Lock|UMask)/u.test(line),
    );
    expect(settings).toHaveLength(13);
    for (const line of settings) expect(lines[lines.indexOf(line) - 1]).toMatch(/^# /u);
  }
});

test('the repository is believed with its own key, and not when a byte of it differs', () => {
  const repository = join(folder, 'first/repository');
  const keyring = join(repository, 'kapa-archive-keyring.gpg');
  const inRelease = join(repository, 'dists/stable/InRelease');
  expect(spawnSync('gpgv', ['--keyring', keyring, inRelease]).status).toBe(0);
  const spoilt = join(folder, 'InRelease');
  writeFileSync(spoilt, readFileSync(inRelease, 'utf8').replace('Origin: kapa', 'Origin: mapa'));
  expect(spawnSync('gpgv', ['--keyring', keyring, spoilt]).status).not.toBe(0);
  const index = readFileSync(join(repository, 'dists/stable/main/binary-arm64/Packages'), 'utf8');
  expect(index).toContain(`Filename: pool/kapa_${version}_all.deb`);
});

test('the manual has every command in both languages, and mandoc has nothing to say of it', () => {
  const manual = join(tree, 'usr/share/man');
  const pages = execFileSync('find', [manual, '-name', '*.gz'], { encoding: 'utf8' }).trim().split('\n');
  expect(pages.filter((page) => page.endsWith('/kapa-plan.1.gz'))).toHaveLength(2);
  expect(pages.filter((page) => page.endsWith('/man5/kapa-policy.5.gz'))).toHaveLength(2);
  execFileSync('gunzip', pages);
  const written = pages.map((page) => page.slice(0, -'.gz'.length));
  expect(spawnSync('mandoc', ['-T', 'lint', ...written], { encoding: 'utf8' }).stdout).toBe('');
});

describe('the facts for Ansible', () => {
  let state: string;
  const facts = (): Record<string, unknown> =>
    JSON.parse(
      execFileSync(join(tree, 'usr/lib/kapa/ansible-fact'), {
        encoding: 'utf8',
        env: { PATH: '/usr/bin:/bin', KAPA_STATE: state },
      }),
    ) as Record<string, unknown>;
  const declared = (bound: number): void =>
    writeFileSync(
      join(folder, 'policy.yaml'),
      `policy: facts
group: facts
resources:
  - { name: Note, file: { path: ${join(folder, 'note')}, content: "one" } }
probes:
  load: { load: {} }
  declared: { drift: { every: 1s } }
rules:
  - { name: Busy, when: load.one >= ${bound}, every: 1m, severity: warning }
  - { name: As declared, when: declared.resources > 99, every: 1m, severity: warning }
`,
    );
  const run = (...args: readonly string[]): void => {
    spawnSync(process.execPath, [
      join(project, 'dist/kapa.cjs'),
      ...args,
      ...['--allow-untrusted', '--state-dir', state, join(folder, 'policy.yaml')],
    ]);
  };
  const age = (file: string, seconds: number): void => {
    const path = join(state, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(/"at":(\d+)/u, (_, at: string) => `"at":${Number(at) - seconds * 1000}`),
    );
  };
  beforeEach(() => {
    state = mkdtempSync(join(folder, 'state-'));
    declared(9_999);
  });

  test('before anything was done all is unknown, or nothing', () => {
    expect(facts()).toEqual({
      version,
      last_apply: null,
      last_apply_outcome: null,
      status: 'unknown',
      checked: null,
      drift: 'unknown',
      drift_seen: null,
    });
  });

  test('what was applied, checked and planned last, until that is too long ago', () => {
    run('apply', '--yes');
    const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u;
    expect(facts()).toMatchObject({
      last_apply: expect.stringMatching(/^\d{8}_\d{6}$/u) as string,
      last_apply_outcome: 'converged',
      status: 'unknown',
      drift: 0,
      drift_seen: expect.stringMatching(moment) as string,
    });
    writeFileSync(join(folder, 'note'), 'two');
    run('check');
    expect(facts()).toMatchObject({
      status: 'ok',
      checked: expect.stringMatching(moment) as string,
      drift: 1,
    });
    declared(0);
    run('check');
    expect(facts()).toMatchObject({ status: 'ill' });
    age('metrics/group-facts.json', 181);
    age('drift.json', 86_401);
    expect(facts()).toMatchObject({
      status: 'unknown',
      checked: expect.stringMatching(moment) as string,
      drift: 'unknown',
      drift_seen: expect.stringMatching(moment) as string,
    });
  });

  test('an apply that was undone, or never ended, is said to be', () => {
    run('apply', '--yes');
    const { last_apply: id } = facts();
    const log = join(state, `transactions/${String(id)}/log.jsonl`);
    const text = readFileSync(log, 'utf8');
    writeFileSync(log, text.replace('"outcome":"converged"', '"outcome":"rolled_back"'));
    expect(facts()).toMatchObject({ last_apply_outcome: 'rolled_back' });
    writeFileSync(log, text.replace(/\{"record":"end".*\n$/u, ''));
    expect(facts()).toMatchObject({ last_apply_outcome: 'open' });
  });

  test('they take less than 50 ms', () => {
    run('apply', '--yes');
    run('check');
    const taken = Array.from({ length: 15 }, () => {
      const began = performance.now();
      facts();
      return performance.now() - began;
    });
    expect(Math.min(...taken)).toBeLessThan(50);
  });
});

test.each([
  ['bash', 'bash --noprofile --norc -i', '. $env(TREE)/usr/share/bash-completion/completions/kapa'],
  [
    'zsh',
    'zsh -f -i',
    'fpath=($env(TREE)/usr/share/zsh/vendor-completions \\$fpath); autoload -Uz compinit; compinit -u -D',
  ],
  ['fish', 'fish --no-config -i', 'source $env(TREE)/usr/share/fish/vendor_completions.d/kapa.fish'],
])('%s completes commands, flags, choices, files and what policies name', (_, shell, load) => {
  const typed: readonly (readonly [typed: string, completed: string])[] = [
    ['kapa rec', 'kapa recover'],
    ['kapa plan --detailed', '--detailed-exitcode'],
    ['kapa lint --format sar', '--format sarif'],
    ['kapa check --group mach', '--group machine'],
    ['kapa plan --target Rotate', 'Rotate.? the.? monitoring.? logs'],
    ['kapa explain KAPA10', 'KAPA10'],
    ['kapa lint poli', 'policies/'],
  ];
  const script = join(folder, 'keys.exp');
  writeFileSync(
    script,
    `set timeout 20
log_user 0
proc complete {typed expected} {
  send -- "\\025$typed\\t"
  expect {
    -re $expected {}
    timeout { puts "not completed: $typed: $expect_out(buffer)"; exit 1 }
  }
}
spawn env TERM=dumb PS1=> PROMPT=> ${shell}
send -- "${load}; echo loa''ded\\r"
expect {
  loaded {}
  timeout { puts "not loaded"; exit 1 }
}
${typed.map(([from, to]) => `complete {${from}} {${to}}`).join('\n')}
exit 0
`,
  );
  const ran = spawnSync('expect', [script], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, TREE: tree, HOME: folder },
  });
  expect(ran.stdout + ran.stderr).toBe('');
  expect(ran.status).toBe(0);
});

test('what is completed are the names of each use of a module, too', () => {
  const policies = join(folder, 'sites/policies');
  mkdirSync(join(policies, 'modules'), { recursive: true });
  writeFileSync(
    join(policies, 'sites.yaml'),
    `policy: sites
use:
  - { module: node-site, as: shop, with: { site: shop.example, port: 3001, app: api, user: shop } }
  - module: own
    as: 'other one'
rules:
  - name: Here
    when: x.ok
`,
  );
  writeFileSync(
    join(policies, 'modules/own.yaml'),
    'policy: own\nuse: [{ module: own }]\nrules:\n  - { name: In the module, when: x.ok }\n',
  );
  const values = (kind: string): readonly string[] =>
    spawnSync(join(tree, 'usr/lib/kapa/complete-values'), [kind], {
      cwd: join(folder, 'sites'),
      encoding: 'utf8',
    }).stdout.split('\n');
  const rules = [
    'shop/Backend answers',
    'shop/The certificate is renewed in time',
    'other one/In the module',
    'Here',
  ];
  expect(values('rules')).toEqual(expect.arrayContaining(rules));
  expect(values('groups')).toEqual(
    expect.arrayContaining(['health', 'shop/health', 'other one/own', 'sites']),
  );
});

function build(name: string): string {
  const out = join(folder, name);
  execFileSync(process.execPath, ['packaging/build.mjs', out, 'kapa'], { cwd: project, stdio: 'ignore' });
  return join(out, `kapa_${version}_all.deb`);
}
