import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyHost, kapa, type Copy, type Ran } from '../cli/program.ts';
import { harmIn, hostile } from './hostile.ts';

// What is shown is what is there: nothing on the host, and nothing in a policy, steers the terminal of who reads.

const quoted = JSON.stringify(hostile);
let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => {
  host.close();
});

/** Runs kapa in text and as JSON, in colour and without, and sees that nothing harmful comes out. */
function harmless(args: readonly string[]): Ran {
  const ran = host.run(args, { env: { FORCE_COLOR: '1' } });
  for (const one of [ran, host.run([...args, '--json'])])
    expect(harmIn(withoutColour(one.out + one.err)), args.join(' ')).toEqual([]);
  return { ...ran, out: withoutColour(ran.out), err: withoutColour(ran.err) };
}

/** kapa's own colours are the only escape sequences that it may write. */
function withoutColour(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/\u001B\[(?:1|2|22|31|32|33|36|39)m/gu, '');
}

describe('a file that a plan shows', () => {
  const policy = `policy: p\nresources:\n  - name: Motd\n    file: { path: /etc/motd, content: "welcome\\n" }\n`;

  test('cannot hide a line of the plan with escape sequences', () => {
    host.write('/etc/motd', `old ${hostile}\nnext\u001B[1A\u001B[2K line\n`);
    const { out } = harmless(['plan', host.policy(policy)]);
    expect(out).toContain(
      String.raw`-old a\x1b[2J\x1b[8m\x9b31m\u202eb\u2066c\u200ed\u2028e\u200bf\u{e0041}g\rh\x7fi`,
    );
    expect(out).toContain('+welcome');
  });

  test('cannot pose as colour: a green line is an added one', () => {
    host.write('/etc/motd', '\u001B[32m+ trusted\u001B[39m\n');
    const { out } = host.run(['plan', host.policy(policy)], { env: { FORCE_COLOR: '1' } });
    expect(out).toContain(String.raw`-\x1b[32m+ trusted\x1b[39m`);
    expect(out).toContain('\u001B[32m+welcome\u001B[39m');
  });

  test('with carriage returns shows them at each line', () => {
    host.write('/etc/motd', 'one\r\ntwo\rthree\n');
    const { out } = harmless(['plan', host.policy(policy)]);
    expect(out).toMatch(/^ +-one\\r$/mu);
    expect(out).toMatch(/^ +-two\\rthree$/mu);
  });

  test('is readable in every script', () => {
    const text = 'año ñandú 你好 العربية עברית 👩‍👩‍👧 ❤️ ✅ किन्तु\n';
    host.write('/etc/motd', text);
    const { out } = harmlessBut(['plan', host.policy(policy)]);
    expect(out).toContain(`-${text}`);
  });

  function harmlessBut(args: readonly string[]): Ran {
    const ran = host.run(args);
    expect(harmIn(ran.out.replaceAll('\u200D', ''))).toEqual([]);
    return ran;
  }
});

test('names of a policy stay in their line, and steer nothing', () => {
  const named = JSON.stringify(`Motd\n${hostile}\n- gone (file)`);
  const file = host.policy(
    `policy: p\nresources:\n  - name: ${named}\n    file: { path: /etc/motd, content: "x\\n" }\n  - name: Folder\n    requires: [${named}]\n    directory: { path: /srv/new }\n`,
  );
  const shown = harmless(['plan', file]);
  expect(shown.out).toContain(String.raw`Motd\na\x1b[2J`);
  expect(shown.out).not.toMatch(/^- gone/mu);
  const applied = harmless(['apply', file, '--yes']);
  expect(applied.status, applied.err).toBe(0);
  harmless(['backups']);
  harmless(['history']);
  harmless([
    'apply',
    host.policy('policy: p\nresources:\n  - name: x\n    directory: { path: /srv/new }\n', 'policy.yaml'),
    '--prune',
    '--yes',
  ]);
  harmless(['restore', hostile]);
});

test('a link of the host that leads to a hostile name is shown as it is', () => {
  symlinkSync(`/srv/${hostile.replaceAll('\u0000', '')}`, join(host.root, 'etc/app'));
  const file = host.policy(
    'policy: p\nresources:\n  - name: Link\n    symlink: { path: /etc/app, to: /srv/app }\n',
  );
  const { out } = harmless(['plan', file]);
  expect(out).toContain(String.raw`/srv/a\x1b[2J`);
});

test('what a check prints is shown in lines of its own, indented and harmless', () => {
  const script = join(host.folder, 'check.sh');
  writeFileSync(script, `#!/bin/sh\nprintf 'bad\\033[2J\\n::error::forged\\n' >&2; exit 1\n`);
  chmodSync(script, 0o755);
  const file = host.policy(
    `policy: p\nresources:\n  - name: Motd\n    file: { path: /etc/motd, content: "x\\n", validate: [${script}, "{}"] }\n`,
  );
  for (const args of [
    ['plan', file],
    ['apply', file, '--yes'],
  ]) {
    const { out, err } = harmless(args);
    expect(out + err).toContain(String.raw`bad\x1b[2J`);
    expect(out + err).not.toMatch(/^::error/mu);
  }
});

test('errors of the command line and of policies are harmless', () => {
  for (const args of [
    ['plan', `/nowhere/${hostile.replaceAll('/', '')}`],
    ['plan', '--set', hostile],
    ['plan', '--set', `${hostile}=1`],
    [hostile],
    ['plan', `--${hostile}`],
    ['plan', '--vars', hostile],
    ['explain', hostile],
    ['history', '--incident', hostile],
    ['plan', host.policy(`policy: p\nresources:\n  - name: x\n    file: { path: ${quoted}, content: x }\n`)],
    ['lint', host.policy(`policy: p\nresources:\n  - name: x\n    ${quoted}: { path: /x }\n`)],
    ['lint', host.policy(`policy: p\nvars: { ${quoted}: 1, ${quoted}: 2 }\n`)],
    ['lint', host.policy(`policy: [\u202Eevil\n  \u0085: }\n`)],
  ])
    harmless(args);
});

describe('health', () => {
  const health = (log: string): string => `policy: health
group: health
log: { file: ${log} }
probes:
  said: { command: { argv: [printf, "%b", ${JSON.stringify(`${hostile}\\n| forged: 1 ❌`)}] } }
  never: { file_age: { path: ${JSON.stringify(`/nowhere/${hostile}`)} } }
rules:
  - name: ${JSON.stringify(`Rule\n| ❌ ${hostile}`)}
    when: said.exit_status == 0
    severity: critical
    do: [{ run: { argv: [sh, -c, ${JSON.stringify(`echo '${hostile}' >&2; exit 3`)}] } }]
    limit: { times: 3, within: 1h, then: back_off }
`;

  test('check, status, history, log and Nagios show nothing harmful', () => {
    const log = join(host.folder, 'group.log');
    const file = host.policy(health(log));
    const around = ['--state-dir', host.state];
    for (const args of [
      ['check', file, '--allow-untrusted'],
      ['check', file, '--allow-untrusted', '--json'],
      ['check', file, '--allow-untrusted', '--format', 'nagios'],
      ['status', file, '--allow-untrusted'],
      ['status', file, '--allow-untrusted', '--json'],
      ['doctor', file, '--allow-untrusted'],
      ['history'],
      ['history', '--json'],
      ['history', '--incident', '1'],
      ['history', '--incident', '1', '--json'],
      ['replay', file, '--allow-untrusted'],
      ['metrics', file, '--allow-untrusted'],
      ['report', file, '--allow-untrusted', '--format', 'md'],
      ['pause', '--for', '1m', '--reason', hostile],
      ['status', file, '--allow-untrusted'],
    ]) {
      const { out, err } = kapa([...args, ...around]);
      expect(harmIn(out + err), args.join(' ')).toEqual([]);
      expect(out + err, args.join(' ')).not.toMatch(/^\| (?:❌|forged)/mu);
    }
    const written = readFileSync(log, 'utf8');
    expect(harmIn(written)).toEqual([]);
    for (const line of written.trimEnd().split('\n')) {
      expect(line).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} /u);
      expect(line.split('❌').length, line).toBeLessThanOrEqual(2);
    }
  });
});
