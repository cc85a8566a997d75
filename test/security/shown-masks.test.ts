import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, kapa, type Copy } from '../cli/program.ts';

// Secrets are masked whole before anything is cut, and by value only where text of a host or a policy can stand.

let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => {
  host.close();
});

const secretFile = (content: string): string =>
  host.policy(
    `policy: p\nvars: { s: "" }\nresources:\n  - name: Secret\n    file: { path: /etc/secret, content: ${JSON.stringify(content)}, secret: true, mode: "0600" }\n  - name: Plain\n    directory: { path: /srv/new }\n`,
  );

test.each(['none', 'version', 'e', '"', 'resources'])(
  'a secret that is %s changes neither keys nor words of the JSON documents',
  (secret) => {
    const file = secretFile(secret);
    const saved = join(host.folder, 'saved.json');
    const planned = host.run(['plan', file, '--json', '--out', saved]);
    expect(planned.status, planned.err).toBe(0);
    const { version, resources, summary, proof } = planned.json();
    expect(version).toBe(1);
    expect(resources.map(({ type, action }) => [type, action])).toEqual([
      ['file', 'create'],
      ['directory', 'create'],
    ]);
    expect(summary).toEqual({ create: 2, update: 0, remove: 0, unchanged: 0, unknown: 0 });
    expect(proof.status).toBe('not_needed');
    const applied = host.run(['apply', saved, '--json']);
    expect(applied.status, applied.err).toBe(0);
    expect(applied.json().outcome).toBe('converged');
    expect(host.read('/etc/secret')).toBe(secret);
    const again = host.run(['plan', file, '--json']).json();
    expect(again.resources.map(({ action }) => action)).toEqual(['none', 'none']);
  },
);

test('a secret in a field of the JSON documents is masked, in keys that come from the host as well', () => {
  const file = host.policy(
    `policy: p\nresources:\n  - name: Secret\n    file: { path: /etc/secret, content: "CANARY-value-77", secret: true, mode: "0600" }\n  - name: "about CANARY-value-77"\n    symlink: { path: /srv/link, target: "/srv/CANARY-value-77" }\n`,
  );
  for (const args of [
    ['plan', file, '--json'],
    ['apply', file, '--yes', '--json'],
    ['plan', file],
    ['history', '--json'],
  ])
    expect(host.run(args).out).not.toContain('CANARY');
});

test('a code frame that cuts a line shows no half of a URL password, nor of a declared secret', () => {
  const url = `postgres://u:${'CANARY-DSN-'.repeat(12)}@db/shop`;
  for (const before of [0, 40, 80])
    for (const wrong of ['nonsense: 1, ', '']) {
      const file = host.policy(
        `policy: p\nresources:\n  - name: x\n    file: { path: /x, mode: "${' '.repeat(before)}9", ${wrong}content: "${url}" }\n`,
      );
      const { out, err } = kapa(['lint', file], { env: { COLUMNS: '80' } });
      expect(out + err, String(before)).not.toContain('CANARY');
      expect(out).toContain('KAPA');
    }
});

test.each([
  'notify: { channels: [{ name: phone, nonsense: 1, ntfy: { url: "https://ntfy.example/CANARY-T0" } }] }',
  'notify: { channels: [{ name: phone, nonsense: 1, ntfy: { url: "https://ntfy.example/x", token: CANARY-T0 } }] }',
  'notify: { channels: [{ name: chat, nonsense: 1, telegram: { token: "12:CANARY-T0", chat: 5 } }] }',
  'heartbeat: { nonsense: 1, url: "https://hc-ping.example/CANARY-T0" }',
])('what lets anybody write to a channel or beat for kapa is in no code frame: %s', (written) => {
  const file = host.policy(`policy: p\nsettings: { ${written} }\n`);
  const { out, err } = kapa(['lint', file]);
  expect(out + err).toContain('nonsense');
  expect(out + err).not.toContain('CANARY');
});

test('a webhook address is in no code frame', () => {
  const file = host.policy(
    `policy: p\nsettings: { notify: { channels: [{ name: hook, nonsense: 1, webhook: { url: "https://hooks.example.test/services/CANARY-T0/CANARY-B0/CANARY-path" } }] } }\n`,
  );
  const { out, err } = kapa(['lint', file]);
  expect(out + err).not.toContain('CANARY');
});

test('a short secret is not shown where its own field is shown', () => {
  const file = host.policy(
    `policy: p\nresources:\n  - name: Secret\n    file: { path: /etc/secret, nonsense: 1, content: "q7z", secret: true }\n`,
  );
  for (const args of [
    ['lint', file],
    ['plan', file],
    ['lint', file, '--json'],
  ]) {
    const { out, err } = kapa(args);
    expect(out + err).not.toContain('q7z');
  }
});

test('a log line that is cut at 200 characters holds no half of a password: not told, not kept', () => {
  const log = join(host.folder, 'app.log');
  const groupLog = join(host.folder, 'group.log');
  writeFileSync(log, '');
  const health = host.policy(`policy: health
group: health
log: { file: ${groupLog} }
probes:
  errors: { log: { file: ${log}, match: "reach", window: 1h } }
  said: { command: { argv: [cat, ${join(host.folder, 'said.txt')}] } }
rules:
  - { name: Errors, when: errors.last != "", severity: critical }
`);
  const check = (...more: string[]): string => {
    const { out, err } = kapa(['check', health, '--allow-untrusted', '--state-dir', host.state, ...more]);
    return out + err;
  };
  for (const at of [150, 185]) {
    writeFileSync(
      join(host.folder, 'said.txt'),
      `${'x'.repeat(at + 800)} postgres://u:CANARY-${'s'.repeat(80)}@db/shop\n`,
    );
    check();
    writeFileSync(
      log,
      `${readFileSync(log, 'utf8')}${'x'.repeat(at)} reach postgres://u:CANARY-${'s'.repeat(80)}@db/shop\n`,
    );
    for (const said of [check(), check('--json'), check('--format', 'nagios')]) {
      expect(said).not.toContain('CANARY');
      expect(said).not.toContain('sssss');
    }
  }
  const history = kapa(['history', '--json', '--state-dir', host.state]);
  expect(history.out).not.toContain('CANARY');
  expect(readFileSync(groupLog, 'utf8')).not.toContain('CANARY');
  for (const entry of readdirSync(host.state, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      expect(text, entry.name).not.toContain('CANARY');
      expect(text, entry.name).not.toContain('sssss');
    }
});

test('a secret is known in the spellings that kapa and programs give it', () => {
  const secret = `C'NARY "q" $x%y é\u0001z`;
  const script = join(host.folder, 'tell.cjs');
  writeFileSync(
    script,
    `const s = require('node:fs').readFileSync(process.argv[2], 'utf8');
const { inspect } = require('node:util');
console.error([s, JSON.stringify(s), encodeURIComponent(s), encodeURI(s), Buffer.from(s).toString('base64'), Buffer.from(s).toString('hex'), "'" + s.replaceAll("'", "'\\\\''") + "'", '"' + s.replaceAll(/["\\\\]/g, '\\\\$&') + '"', new URLSearchParams({ s }).toString(), inspect(s)].join('\\n'));
process.exit(1);`,
  );
  const file = host.policy(
    `policy: p\nresources:\n  - name: Secret\n    file: { path: /etc/secret, content: ${JSON.stringify(secret)}, secret: true, mode: "0600" }\n  - name: Told\n    file: { path: /etc/told, content: x, validate: [${process.execPath}, ${script}, ${join(host.root, 'etc/secret')}] }\n`,
  );
  host.write('/etc/secret', secret);
  const { out, err } = host.run(['plan', file]);
  for (const trace of [
    'NARY',
    Buffer.from(secret).toString('base64').slice(0, 12),
    Buffer.from(secret).toString('hex').slice(0, 12),
  ])
    expect(out + err).not.toContain(trace);
});

test('no message prints a mapping or list of vars', () => {
  const vars = 'vars: { db: { user: shop, password: CANARY-db }, keys: [CANARY-one, CANARY-two] }';
  const parts = ['db', 'keys'].flatMap((field) =>
    [`"{{ ${field} }}"`, `"x{{ ${field} }}"`].flatMap((written) => [
      `file: { path: /x, state: ${written} }`,
      `file: { path: /x, content: y, mode: ${written} }`,
      `file: { path: ${written}, content: y }`,
      `file: { path: /x, template: ${written} }`,
      `file: { path: /x, source: ${written} }`,
      `service: { name: ${written}, state: ${written} }`,
      `cron: { user: root, jobs: [{ schedule: ${written}, run: /bin/true }] }`,
    ]),
  );
  const file = host.policy(
    `policy: p\n${vars}\nresources:\n${parts.map((part, at) => `  - name: x${at}\n    ${part}\n`).join('')}` +
      `  - { name: "{{ db }}", requires: ["x{{ keys }}"], when: "{{ db }}", directory: { path: /x } }\n`,
  );
  const planned = host.policy(
    `policy: p\n${vars}\nresources:\n  - { name: x, file: { path: "/x{{ db }}", owner: "x{{ db }}", content: y } }\n`,
    'planned.yaml',
  );
  const set = host.policy(
    'policy: p\nthresholds: { most: 3 }\nresources:\n  - name: x\n    directory: { path: /x }\n',
    'set.yaml',
  );
  for (const args of [
    ['lint', file],
    ['lint', file, '--json'],
    ['plan', planned],
    ['plan', set, '--set', 'most={a: CANARY}'],
    ['plan', set, '--set', 'most=[CANARY, b]'],
  ]) {
    const { out, err } = host.run(args);
    expect(out + err).toMatch(/KAPA\d|x\{\{ db \}\}|most|quantity/u);
    expect(withoutFrames(out + err), args.join(' ')).not.toContain('CANARY');
  }
});

/** The lines of the policy around a finding are the operator's own text. */
function withoutFrames(text: string): string {
  return text.replaceAll(/^ +\d* \|.*$/gmu, '');
}

test.each([
  ['in single quotes', "'CANARY''1-of-the-shop'"],
  ['in escapes', '"CAN\\x41RY-of-the-shop"'],
  ['in two lines', '"CANARY1\n        and CANARY2"'],
  ['in folded lines', '>\n        CANARY1\n        and CANARY2'],
])(
  'a secret that is written %s is in no code frame, and in no version of the policies that is kept',
  (_, written) => {
    const policy = (more: string): string =>
      host.policy(`policy: p
probes: { it: { command: { argv: [/bin/true] } } }
rules: [{ name: r, when: it.exit_status != 0 }]
resources:
  - name: Secret
    file:
      path: /etc/secret
      secret: true
      content: ${written}
${more}`);
    const linted = kapa(['lint', policy('      nonsense: 1\n')]);
    expect(linted.out).toContain('nonsense');
    expect(linted.out + linted.err).not.toMatch(/CAN|of-the-shop/u);
    const state = join(host.folder, 'checked');
    const checked = kapa(['check', policy(''), '--state-dir', state]);
    expect(checked.status, checked.err).toBe(0);
    const [kept = ''] = readdirSync(join(state, 'policies'));
    const text = readFileSync(join(state, 'policies', kept), 'utf8');
    expect(text).toContain('(secret)');
    expect(text).not.toMatch(/CAN|of-the-shop/u);
  },
);
