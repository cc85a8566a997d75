import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openNamespace, type Namespace } from './namespace.ts';
import { patient } from '../patient.ts';

const project = resolve(import.meta.dirname, '../..');
const node = process.execPath;
let there: Namespace;
let folder: string;

/** Takes web hooks at 8001 and mail at 8025; one hook fails, one never answers, and neither does the mail at 8026. */
const receiver = `
const { appendFileSync } = require('node:fs');
const at = process.argv[1];
require('node:http').createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const name = request.url.slice(1).split('?')[0];
    appendFileSync(at + '/' + name + '.jsonl', body + '\\n');
    if (name !== 'hang') response.writeHead(name === 'broken' ? 500 : 204).end();
  });
}).listen(8001, '127.0.0.1');
require('node:net').createServer((socket) => {
  let inMail = false;
  socket.write('220 here ESMTP\\r\\n');
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    for (const line of chunk.toString().split('\\r\\n').slice(0, -1)) {
      appendFileSync(at + '/smtp.txt', line + '\\n');
      if (inMail && line !== '.') continue;
      const answer = inMail ? '250 taken' : { DATA: '354 go on', QUIT: '221 bye' }[line.toUpperCase()] ?? '250 fine';
      inMail = line.toUpperCase() === 'DATA';
      socket.write(answer + '\\r\\n');
    }
  });
}).listen(8025, '127.0.0.1');
require('node:net').createServer(() => {}).listen(8026, '127.0.0.1', () => console.log('up'));
`;

const channels = {
  hook: `{ name: hook, webhook: { url: 'http://127.0.0.1:8001/hook?key=T0KEN' } }`,
  slack: `{ name: slack, webhook: { url: 'http://127.0.0.1:8001/slack', format: slack } }`,
  smtp: `{ name: smtp, mail: { to: [ops@example.test, jefa@example.test], from: kapa@example.test, smtp: 'smtp://127.0.0.1:8025?ignoreTLS=true' } }`,
  sendmail: `{ name: sendmail, mail: { to: [ops@example.test] } }`,
  command: (at: string) => `{ name: command, command: { argv: [${at}/told.sh, sms] } }`,
  broken: `{ name: broken, webhook: { url: 'http://127.0.0.1:8001/broken' } }`,
  closed: `{ name: closed, webhook: { url: 'http://127.0.0.1:9/closed' } }`,
  hang: `{ name: hang, webhook: { url: 'http://127.0.0.1:8001/hang' } }`,
  mute: `{ name: mute, mail: { to: [ops@example.test], smtp: 'smtp://127.0.0.1:8026?ignoreTLS=true' } }`,
};

interface Checked {
  readonly status: number | null;
  readonly seconds: number;
  readonly stderr: string;
  readonly document: {
    readonly rules: readonly {
      readonly name: string;
      readonly state: string;
      readonly remedies: readonly { readonly at: string; readonly outcome: string }[];
    }[];
    readonly problems: readonly string[];
  };
}

/** A check of two rules that fire together: one that a file heals, one that nothing does. */
async function check(
  state: string,
  told: readonly string[],
  repeatEvery = '1h',
  LANG = 'es_CO.UTF-8',
): Promise<Checked> {
  const file = join(folder, `${state}.yaml`);
  const flag = join(folder, `${state}.flag`);
  writeFileSync(
    file,
    `policy: p
group: p
settings:
  notify:
    repeat_every: ${repeatEvery}
    channels:
${told.map((channel) => `      - ${channel}\n`).join('')}
probes:
  flag: { file_age: { path: ${flag} } }
  never: { file_age: { path: ${folder}/never } }
rules:
  - name: Falta ñandú
    every: 3m
    when: flag.exists == false
    do: [{ run: { argv: [touch, ${flag}] } }]
    verify: { within: 2s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
  - name: Nadie lo cura
    every: 3m
    when: never.exists == false
    severity: warning
    do: [{ run: { argv: [/bin/false] } }]
    verify: { within: 1s }
    cooldown: 0s
    limit: { times: 1, within: 1h, then: back_off }
`,
  );
  const begun = Date.now();
  const { status, stdout, stderr } = await there.run(
    [
      node,
      join(project, 'dist/kapa.cjs'),
      'check',
      '--json',
      '--state-dir',
      join(folder, `${state}.state`),
      file,
    ],
    // As short as cron's.
    { env: { PATH: '/usr/bin:/bin', LANG } },
  );
  return {
    status,
    stderr,
    seconds: (Date.now() - begun) / 1000,
    document: JSON.parse(stdout) as Checked['document'],
  };
}

function took(name: string): string[] {
  try {
    return readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-channels-'));
  there = await openNamespace();
  mkdirSync(join(folder, 'sbin'));
  writeFileSync(
    join(folder, 'sbin/sendmail'),
    `#!/bin/sh\necho "$@" >> ${folder}/sendmail.txt\ncat >> ${folder}/sendmail.txt\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(folder, 'told.sh'), `#!/bin/sh\n{ echo "$2"; cat; } >> ${folder}/$1.txt\n`, {
    mode: 0o755,
  });
  await there.sh('mount --bind sbin /usr/sbin', { cwd: folder });
  const server = there.start([node, '-e', receiver, folder]);
  await new Promise((done) => server.stdout?.once('data', done));
});

beforeEach(() => {
  for (const name of ['hook.jsonl', 'slack.jsonl', 'smtp.txt', 'sendmail.txt', 'sms.txt'])
    rmSync(join(folder, name), { force: true });
});

afterAll(() => {
  there.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly subject: string;
  readonly text: string;
  readonly alerts: readonly {
    readonly rule: string;
    readonly state: string;
    readonly repeated: boolean;
    readonly severity: string;
  }[];
}

const hooks = (): Told[] => took('hook.jsonl').map((line) => JSON.parse(line) as Told);
const said = (told: Told): string[] =>
  told.alerts.map(({ rule, state, repeated }) => `${rule}: ${state}${repeated ? ' again' : ''}`);

test('firing, healed and backing off are told once each, together, and again after the interval', async () => {
  const { status, document } = await check('lasting', [channels.hook]);
  expect(status).toBe(1);
  expect(document.problems).toEqual([]);
  const first = hooks();
  expect(first.map(said)).toEqual([
    ['Falta ñandú: firing', 'Nadie lo cura: firing'],
    ['Falta ñandú: healed'],
  ]);
  expect(first[0]?.subject).toMatch(/^kapa \S+: Falta ñandú: alerta \(\+1\)$/u);
  expect(first[0]?.text.split('\n')[1]).toMatch(/^❌ Nadie lo cura: alerta/u);
  // The budget is spent; what was told stays told.
  await check('lasting', [channels.hook]);
  expect(hooks().slice(2).map(said)).toEqual([['Nadie lo cura: backing_off']]);
  await check('lasting', [channels.hook]);
  expect(hooks()).toHaveLength(3);
  await there.sh('sleep 1.1');
  await check('lasting', [channels.hook], '1s');
  expect(hooks().slice(3).map(said)).toEqual([['Nadie lo cura: backing_off again']]);
});

test('each kind of channel gets the same message, in the language of the operator', async () => {
  const kinds = [channels.slack, channels.smtp, channels.sendmail, channels.command(folder)];
  const { document } = await check('kinds', kinds);
  expect(document.problems).toEqual([]);
  const slack = took('slack.jsonl').map((line) => JSON.parse(line) as Record<string, string>);
  expect(slack.map((one) => Object.keys(one))).toEqual([['text'], ['text']]);
  expect(slack[0]?.['text']).toMatch(/^\*kapa \S+: Falta ñandú: alerta \(\+1\)\*\n❌ Falta ñandú/u);
  const smtp = took('smtp.txt');
  expect(smtp.filter((line) => line.startsWith('RCPT TO:'))).toEqual([
    ...['RCPT TO:<ops@example.test>', 'RCPT TO:<jefa@example.test>'],
    ...['RCPT TO:<ops@example.test>', 'RCPT TO:<jefa@example.test>'],
  ]);
  const sendmail = took('sendmail.txt');
  expect(sendmail[0]).toMatch(/ops@example\.test/u);
  for (const mail of [smtp, sendmail]) {
    const subjects = mail.filter((line) => line.startsWith('Subject: '));
    expect(subjects).toHaveLength(2);
    for (const line of mail) expect(line).toMatch(/^[\u0020-\u007E\t]*$/u);
  }
  const sms = took('sms.txt');
  expect(sms[0]).toMatch(/^kapa \S+: Falta ñandú: alerta \(\+1\)$/u);
  expect(sms[1]).toMatch(/^❌ Falta ñandú: alerta/u);
});

test('channels that fail or hang are said, delay no remedy and keep no other from being told', async () => {
  const begun = Date.now();
  const ill = [channels.broken, channels.closed, channels.hang, channels.mute, channels.hook];
  const { document, seconds, stderr, status } = await check('ill', ill, '1h', 'en_US.UTF-8');
  expect(status, stderr).toBe(1);
  const [healed] = document.rules;
  expect(healed).toMatchObject({ state: 'healed', remedies: [{ outcome: 'helped' }] });
  // Times are written to the second.
  expect(Date.parse(healed?.remedies[0]?.at ?? '') - begun).toBeLessThan(patient(8000));
  expect(hooks().map(said)).toHaveLength(2);
  const problems = document.problems.join('\n');
  for (const name of ['broken', 'closed', 'hang', 'mute'])
    expect(problems).toMatch(new RegExp(`channel ${name} did not take the message: `, 'u'));
  expect(problems).toContain('channel hang did not take the message: no answer within 10s');
  expect(problems).toContain('channel mute did not take the message: no answer within 10s');
  expect(problems).not.toContain('T0KEN');
  expect(seconds).toBeLessThan(patient(30));
});
