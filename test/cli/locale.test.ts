import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyHost, kapa, shipped, type Copy } from './program.ts';

let host: Copy;
let policies: string;
beforeAll(() => {
  host = copyHost();
  policies = host.policy(
    'policy: p\nresources:\n  - name: saludo\n    file: { path: /etc/motd, content: hola }\n',
  );
});
afterAll(() => {
  host.close();
});

const spanish = { env: { LANG: 'es_CO.UTF-8' } };

test('a Spanish environment is answered in Spanish: plan, question, failure, help', () => {
  const plan = host.run(['plan', policies], spanish);
  expect(plan.status, plan.err).toBe(0);
  expect(plan.out).toMatch(/por crear|a crear|crear/u);
  expect(plan.out).not.toMatch(/to create|unchanged/u);
  expect(host.run(['apply', policies], spanish).err).toContain('terminal');
  expect(host.run(['apply', policies], spanish).err).not.toContain('there is no terminal');
  const wrong = host.run(['plan', '/nonexistent'], spanish);
  expect(wrong.status).toBe(78);
  expect(wrong.err).toContain('no existe');
  expect(kapa(['plan', '--help'], spanish).out).toMatch(/^Uso/u);
  const invalid = host.policy(
    'policy: p\nresources:\n  - name: x\n    fil: { path: /etc/f }\n',
    '../mala.yaml',
  );
  expect(kapa(['lint', invalid], spanish).out).toContain('quiso decir');
});

test('nothing in a Spanish help is English', () => {
  const help = kapa(['check', '--help'], spanish).out;
  expect(help).toMatch(/^Uso: kapa check \[opciones\] \[políticas\.\.\.\]$/mu);
  expect(help).toMatch(/\(uno de text, json,\s+nagios\)/u);
  expect(kapa(['plan', '--help'], spanish).out).toMatch(/\(por\s+omisión: \/\)/u);
  expect(help).not.toMatch(/options|choices|default|policies\]|<FILE>|<NAME>/u);
  expect(kapa(['--help'], spanish).out).toMatch(/^Uso: kapa \[opciones\] \[comando\]$/mu);
  expect(kapa(['check', '--help']).out).toMatch(/^Usage: kapa check \[options\] \[policies\.\.\.\]$/mu);
});

test('the environment decides as gettext reads it', () => {
  const uso = (env: Readonly<Record<string, string>>): boolean =>
    kapa(['plan', '--help'], { env }).out.startsWith('Uso');
  expect(uso({ LANG: 'es_ES', LC_ALL: 'C' })).toBe(false);
  expect(uso({ LANG: 'en_GB', LC_MESSAGES: 'es_MX.UTF-8' })).toBe(true);
});

test('JSON is the same in any language', () => {
  const keys = (ran: { json(): unknown }): unknown =>
    JSON.stringify(ran.json(), (_, value: unknown) => (typeof value === 'string' ? '' : value));
  expect(keys(host.run(['plan', policies, '--json'], spanish))).toBe(
    keys(host.run(['plan', policies, '--json'])),
  );
});

test('colour only where it is asked for, or on a terminal', () => {
  const coloured = (env: Readonly<Record<string, string>>): boolean =>
    host.run(['plan', policies], { env }).out.includes('\u001B[');
  expect(coloured({})).toBe(false);
  expect(coloured({ FORCE_COLOR: '1' })).toBe(true);
  expect(coloured({ FORCE_COLOR: '0' })).toBe(false);
  expect(coloured({ NO_COLOR: '1' })).toBe(false);
  expect(host.run(['plan', policies, '--json'], { env: { FORCE_COLOR: '1' } }).out).not.toContain('\u001B[');
});

test('variables come from a file and from the command line, which wins', () => {
  const vars = host.policy('greeting: from the file\n', '../vars.yml');
  const policy = host.policy(
    'policy: p\nvars: { greeting: own }\nresources:\n  - name: g\n    file: { path: /etc/g, content: "{{ greeting }}\\n" }\n',
    '../greeting.yaml',
  );
  const diff = (...args: string[]): string =>
    host.run(['plan', policy, '--json', ...args]).json().resources[0]?.files[0]?.diff ?? '';
  expect(diff()).toContain('+own');
  expect(diff('--vars', vars)).toContain('+from the file');
  expect(diff('--vars', vars, '--set', 'greeting=said')).toContain('+said');
});

test('lint speaks each of its formats, and --strict counts warnings', () => {
  expect(kapa(['lint', '--strict', shipped]).status).toBe(0);
  const warned = host.policy('policy: p\nvars: { unused: 1 }\n', '../warned.yaml');
  expect(kapa(['lint', warned]).status).toBe(0);
  expect(kapa(['lint', '--strict', warned]).status).toBe(1);
  const found = JSON.parse(kapa(['lint', '--json', warned]).out) as {
    version: number;
    findings: readonly Readonly<Record<string, unknown>>[];
    summary: unknown;
  };
  expect(found).toMatchObject({ version: 1, summary: { errors: 0, warnings: 1 } });
  expect(found.findings[0]).toMatchObject({ severity: 'warning', file: warned, line: 2, column: 9 });
  expect(kapa(['lint', '--format', 'github', warned]).out).toMatch(/^::warning file=.*line=2/mu);
  expect(JSON.parse(kapa(['lint', '--format', 'sarif', warned]).out)).toMatchObject({ version: '2.1.0' });
});
