import { assertDocument } from './document-schema.ts';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kapa, type Ran } from './program.ts';

let folder: string;
let policies: string;
const ana = { env: { SUDO_USER: 'ana' } };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-orders-'));
  policies = join(folder, 'policies');
  writeFileSync(
    `${policies}.yaml`,
    `policy: p
group: p
log: { file: ${folder}/log, locale: en }
settings:
  state_dir: ${folder}/state
  notify:
    repeat_every: 1s
    channels: [{ name: here, command: { argv: [sh, -c, 'cat >> ${folder}/told; true'] } }]
probes:
  ill: { file_age: { path: ${folder}/ill } }
  sick: { file_age: { path: ${folder}/sick } }
rules:
  - name: Nothing is ill
    when: ill.exists
    do: [{ run: { argv: [sh, -c, 'echo tried >> ${folder}/tried'] } }]
    verify: { within: 1s }
    cooldown: 1s
    limit: { times: 1, within: 1h }
  - name: Nobody is sick
    when: sick.exists
`,
  );
  policies = `${policies}.yaml`;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]): Ran => kapa([...args, policies], ana);
const told = (): string => {
  const file = join(folder, 'told');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, '');
  return text;
};
const pass = (): Ran => run('check');
const later = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);

test('a silenced rule is told to nobody, is remedied all the same, and is shown everywhere with who and why', () => {
  const silenced = run('silence', 'Nothing is ill', '--for', '2h', '--reason', 'moving house');
  expect(silenced.status, silenced.err).toBe(0);
  expect(silenced.out).toMatch(/silenced until \d{4}.* by ana: moving house$/mu);
  writeFileSync(join(folder, 'ill'), '');
  writeFileSync(join(folder, 'sick'), '');
  const shown = /silenced until .* by ana: moving house/u;
  expect(pass().out).toMatch(shown);
  const first = told();
  expect(first).toContain('❌ Nobody is sick: alert');
  expect(first).not.toContain('Nothing is ill');
  expect(readFileSync(join(folder, 'tried'), 'utf8')).toBe('tried\n');
  expect(run('status').out).toMatch(shown);
  expect(run('doctor').out).toMatch(shown);
  expect(run('history').out).toMatch(shown);
  expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(shown);
  const status = JSON.parse(run('status', '--json').out) as { rules: { name: string; silence?: object }[] };
  assertDocument('status', status);
  expect(status.rules.find(({ name }) => name === 'Nothing is ill')?.silence).toMatchObject({
    by: 'ana',
    reason: 'moving house',
  });
  // What stands when the silence ends is told then.
  expect(run('silence', 'Nothing is ill', '--end').status).toBe(0);
  later();
  pass();
  expect(told()).toContain('Nothing is ill');
  expect(run('history').out).toMatch(/silence ended by ana/u);
});

test('a fault that a person has taken is not told again, the next one is', () => {
  expect(run('ack', 'Nobody is sick').err).toMatch(/there is no alert to take/u);
  writeFileSync(join(folder, 'sick'), '');
  pass();
  expect(told()).toContain('Nobody is sick');
  expect(run('ack', 'nobody is sick', '--reason', 'doctor called').out).toMatch(
    /taken by ana, .*: doctor called/u,
  );
  later();
  expect(pass().out).toMatch(/taken by ana/u);
  expect(told()).toBe('');
  rmSync(join(folder, 'sick'));
  pass();
  expect(told()).toMatch(/✅ Nobody is sick: healed, after \d+s/u);
  writeFileSync(join(folder, 'sick'), '');
  later();
  expect(pass().out).not.toMatch(/taken by/u);
});

test('clear ends a back-off and gives the budget back', () => {
  writeFileSync(join(folder, 'ill'), '');
  const tried = (): number => readFileSync(join(folder, 'tried'), 'utf8').split('\n').length - 1;
  pass();
  later();
  pass();
  expect(pass().out).toMatch(/Nothing is ill.*backing off/u);
  expect(tried()).toBe(1);
  expect(run('clear', 'Nothing is ill', '--reason', 'port freed').out).toMatch(
    /cleared by ana.*: port freed/u,
  );
  pass();
  expect(tried()).toBe(2);
  later();
  pass();
  expect(tried()).toBe(2);
  expect(run('history').out).toMatch(/Nothing is ill: cleared by ana.*: port freed/u);
});

test('a rule that is not there is refused, with what may be meant', () => {
  const wrong = run('silence', 'Nothing is il', '--for', '1h', '--reason', 'x');
  expect(wrong.status).toBe(64);
  expect(wrong.err).toMatch(/no rule Nothing is il\n.*Nothing is ill/u);
  expect(run('silence', 'Nothing is ill').err).toMatch(/needs a length and a reason/u);
  expect(run('silence', 'Nothing is ill', '--for', '90d', '--reason', 'x').err).toMatch(/at most 30d/u);
});

test('what the file of orders holds is judged before it is believed', () => {
  run('silence', 'Nobody is sick', '--for', '1h', '--reason', 'x');
  writeFileSync(join(folder, 'state/orders.json'), '{"orders":[1,{"kind":"silence","rule":5}]}');
  writeFileSync(join(folder, 'sick'), '');
  pass();
  expect(told()).toContain('Nobody is sick');
  appendFileSync(join(folder, 'state/orders.json'), '{{{');
  expect(pass().status).toBe(2);
});

test('who applied, paused and resumed stands in the history, with why', () => {
  writeFileSync(
    join(folder, 'res.yaml'),
    `policy: r\nresources:\n  - name: Greeting\n    file: { path: ${folder}/motd, content: hi }\n`,
  );
  const resource = join(folder, 'res.yaml');
  kapa(['apply', '--yes', '--reason', 'ticket 7', '--state-dir', join(folder, 'state'), resource], ana);
  run('pause', '--for', '5m', '--reason', 'deploy');
  run('resume');
  const { out } = run('history');
  expect(out).toMatch(/apply by ana, ticket 7: converged/u);
  expect(out).toMatch(/Paused until .* by ana: deploy/u);
  expect(out).toMatch(/remedies act again\. \(ana\)/u);
});
