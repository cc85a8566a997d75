import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyHost, kapa, type Around, type Copy } from './program.ts';

// A state folder that takes nothing, or may not be read: one message, with the cure.

let host: Copy;
beforeEach(() => {
  host = copyHost();
  mkdirSync(host.state);
});
afterEach(() => {
  host.close();
  // Where a check keeps what its own folder does not take.
  rmSync(`/run/kapa${host.folder}`, { recursive: true, force: true });
});

const policy = `
policy: p
group: p
probes: { disk: { disk: { path: / } } }
rules: [{ name: never, when: disk.used > 1, every: 1m, do: [{ notify: { message: full } }] }]
resources: [{ name: one, file: { path: /etc/f, content: x } }]
`;
const inNamespace = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c'];
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const ills = [
  {
    ill: 'full',
    through: () => [
      ...inNamespace,
      `mount -t tmpfs -o size=64k none ${host.state} && ! cat /dev/zero > ${host.state}/filler 2>&- && exec "$@"`,
      'sh',
    ],
    cure: { en: /free some space/u, es: /libere espacio/u },
  },
  {
    ill: 'read-only',
    through: () => [...inNamespace, `mount -t tmpfs -o ro none ${host.state} && exec "$@"`, 'sh'],
    cure: { en: /mount it writable/u, es: /móntelo con escritura/u },
  },
  {
    ill: 'denied',
    through: () => nobody,
    cure: { en: /run kapa as root/u, es: /ejecute kapa como root/u },
  },
];

const commands = [
  { command: ['apply', '--yes'], status: 1, policies: true },
  { command: ['pause', '--for', '1m', '--reason', 'deploy'], status: 1, policies: false },
  { command: ['check'], status: undefined, policies: true },
];

describe.each(ills)('a state folder that is $ill is told with the cure', ({ through, cure }) => {
  test.each(commands)('by $command.0, in English and Spanish', ({ command, status, policies }) => {
    const file = host.policy(policy);
    for (const folder of [host.folder, host.root]) chmodSync(folder, 0o755);
    for (const [language, expected] of Object.entries(cure)) {
      const around: Around = { through: through(), env: language === 'es' ? { LANG: 'es_ES.UTF-8' } : {} };
      const args = [...command, ...(policies ? [file] : [])];
      // A check measures the machine itself: this one only looks at a disk.
      const ran =
        command[0] === 'check' ? kapa([...args, '--state-dir', host.state], around) : host.run(args, around);
      if (status !== undefined) expect(ran.status, ran.out + ran.err).toBe(status);
      expect(ran.out + ran.err).toMatch(expected);
      expect(ran.err).not.toContain('    at ');
    }
  });
});

test.each(['plan', 'apply', 'backups', 'recover', 'restore'])(
  'a state folder that may not be read is told with the cure by %s',
  (command) => {
    const file = host.policy(policy);
    expect(host.run(['apply', file, '--yes']).status).toBe(0);
    for (const folder of [host.folder, host.root]) chmodSync(folder, 0o755);
    const args = {
      plan: [file],
      apply: [file, '--yes'],
      backups: [],
      recover: [],
      restore: ['/etc/f', '--yes'],
    };
    const ran = host.run([command, ...(args[command as keyof typeof args] ?? [])], { through: nobody });
    expect(ran.status, ran.out + ran.err).toBe(1);
    expect(ran.err).toMatch(/run kapa as root|check .* permissions/u);
    expect(ran.err).not.toContain('    at ');
  },
);

test('a log of kapa’s own that is a folder or a link is told with the cure', () => {
  const log = join(host.folder, 'health.log');
  const file = host.policy(policy.replace('group: p', `group: p\nlog: { file: ${log} }`));
  const check = (): string => kapa(['check', file, '--state-dir', host.state]).out;
  mkdirSync(log);
  expect(check()).toContain(`${log}: it is a folder; choose another path`);
  rmdirSync(log);
  symlinkSync('/dev/null', log);
  expect(check()).toContain(`${log}: it is a symbolic link; kapa writes through no link here`);
});

test('a condition that names nothing is told by a check with its place and the cure', () => {
  const file = host.policy(policy.replace('disk.used > 1', 'disk.usd > 1'));
  const ran = kapa(['check', file, '--state-dir', host.state]);
  expect(ran.status).toBe(3);
  expect(ran.err).toContain(`${file}:5:30: error KAPA010`);
});

test.each(['null', '1', '{}', 'garbage', ''])(
  'a file of the state folder that holds %j is no fault of kapa',
  (text) => {
    const file = host.policy(policy);
    expect(host.run(['apply', file, '--yes']).status).toBe(0);
    const [transaction = ''] = readdirSync(join(host.state, 'transactions'));
    cpSync(host.state, join(host.folder, 'kept'), { recursive: true });
    for (const name of ['manifest.json', 'owed.json', `transactions/${transaction}/log.jsonl`]) {
      rmSync(host.state, { recursive: true });
      cpSync(join(host.folder, 'kept'), host.state, { recursive: true });
      writeFileSync(join(host.state, name), text);
      for (const args of [['plan', file], ['backups'], ['restore', transaction, '--yes']]) {
        const ran = host.run(args);
        expect(ran.err, `${args[0]} ${name}`).not.toContain('    at ');
        if (ran.status !== 0) expect(ran.err, `${args[0]} ${name}`).toContain('cure: ');
      }
    }
  },
);
