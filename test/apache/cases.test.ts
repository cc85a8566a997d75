import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostCases, type Asked, type HostCase } from './cases/hosts.ts';
import { refusals } from './cases/refusals.ts';
import { openLab, snapshot, type Lab } from './lab.ts';

/** Two backends that answer with their letter and what they were asked; the second at a unix socket as well. */
const backends = `
const { createServer } = require('node:http');
for (const [letter, at] of [['A', 3001], ['B', 3002], ['B', '/run/b.sock']])
  createServer((request, response) => response.end(letter + ' ' + request.url)).listen(at, '127.0.0.1', () => {
    if (typeof at === 'string') require('node:fs').chmodSync(at, 0o777);
  });
`;

let lab: Lab;
let before: Readonly<Record<string, string>>;
let plan: Plan;

interface Plan {
  readonly proof: { readonly status: string };
  readonly resources: readonly {
    readonly name: string;
    readonly action: string;
    readonly notes: readonly string[];
  }[];
}

beforeAll(async () => {
  lab = await openLab();
  lab.start([process.execPath, '-e', backends]);
  lab.put('/srv/müller/index.html', 'grüezi\n');
  lab.put('/srv/index.html', 'plain\n');
  await lab.sh(
    'a2enmod -q macro; a2dissite -q "*"; echo "Listen 8083" > /etc/apache2/conf-enabled/more-ports.conf',
  );
  for (const { name, files } of hostCases) {
    for (const [path, text] of Object.entries(files))
      lab.put(`/etc/apache2/${path === 'site' ? `sites-available/${name}.conf` : path}`, text);
    await lab.sh(`ln -s ../sites-available/${name}.conf /etc/apache2/sites-enabled/${name}.conf`);
  }
  await lab.sh('apache2ctl start; until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done');
  await lab.sh(
    'until curl -sf http://127.0.0.1:3001/ && curl -sf http://127.0.0.1:3002/; do sleep 0.05; done',
  );
  before = snapshot(lab, '/etc/apache2');
  const resources = hostCases.flatMap(({ name, declares }) =>
    declares.map(([type, spec], at) => ({ name: at === 0 ? name : `${name} ${at}`, [type]: spec })),
  );
  lab.put('/etc/kapa/cases.yaml', JSON.stringify({ policy: 'cases', resources }));
});
afterAll(() => lab.close());

test('before: each host answers as its report says', async () => {
  for (const one of hostCases)
    expect([one.name, await answers(one, one.before)]).toEqual([one.name, one.before ?? []]);
});

test('the plan of all of them is proven', async () => {
  const ended = await lab.kapa(['plan', '--json', '/etc/kapa/cases.yaml'], { timeout: 120 });
  expect(ended.status, ended.stdout + ended.stderr).toBe(0);
  plan = JSON.parse(ended.stdout) as Plan;
  expect(plan.proof.status).toBe('proven');
});

describe('what is told, and whether there is something to do', () => {
  test.each(hostCases)('$name: $from', ({ name, notes = [], converged }) => {
    const found = plan.resources.find((one) => one.name === name);
    expect(found?.action).toBe(converged === true ? 'none' : 'update');
    expect(found?.notes).toEqual(notes.map((part) => expect.stringContaining(part) as unknown));
  });
});

test('applied, each host answers as declared, and all else as before; then there is nothing to do', async () => {
  const ended = await lab.kapa(['apply', '/etc/kapa/cases.yaml', '--yes'], { timeout: 120 });
  expect(ended.status, ended.stdout + ended.stderr).toBe(0);
  for (const one of hostCases)
    expect([one.name, await answers(one, one.after)]).toEqual([one.name, one.after ?? []]);
  for (const { name, keeps = [] } of hostCases)
    for (const text of keeps) expect(lab.get(`/etc/apache2/sites-available/${name}.conf`)).toContain(text);
  const again = await lab.kapa(['plan', '/etc/kapa/cases.yaml', '--detailed-exitcode'], { timeout: 120 });
  expect(again.status, again.stdout + again.stderr).toBe(0);
});

test('restored, every byte is as before', async () => {
  const listed = await lab.kapa(['backups', '--json']);
  const id = /"transaction": ?"([^"]+)"/u.exec(listed.stdout)?.[1] ?? '';
  const ended = await lab.kapa(['restore', id, '--yes'], { timeout: 120 });
  expect(ended.status, ended.stdout + ended.stderr).toBe(0);
  const now = Object.entries(snapshot(lab, '/etc/apache2')).filter(([path]) => !path.includes('.backup_'));
  expect(Object.fromEntries(now)).toEqual(before);
});

/** What a host answers to requests: the first line of a page, or the status where it is another than 200. */
async function answers({ name, at = {} }: HostCase, asked: readonly Asked[] = []): Promise<readonly Asked[]> {
  const found: Asked[] = [];
  for (const [path] of asked) {
    const { host = `${name}.test`, port = 80 } = at;
    const url = `http://127.0.0.1:${port}${path}`;
    const { stdout } = await lab.run([
      'curl',
      '-s',
      '-m',
      '5',
      '-w',
      '\n%{http_code}',
      '-H',
      `Host: ${host}`,
      url,
    ]);
    const lines = stdout.split('\n');
    found.push([path, lines.at(-1) === '200' ? (lines[0] ?? '') : (lines.at(-1) ?? '')]);
  }
  return found;
}

describe('what is refused, and why', () => {
  test.each(refusals)('$name: $from', async ({ files, declares, says }) => {
    for (const [path, text] of Object.entries(files)) lab.put(`/etc/apache2/${path}`, text);
    const resources = declares.map(([type, spec], at) => ({ name: `Resource ${at}`, [type]: spec }));
    lab.put('/etc/kapa/refused.yaml', JSON.stringify({ policy: 'refused', resources }));
    const ended = await lab.kapa(['plan', '/etc/kapa/refused.yaml']);
    expect(ended.status).not.toBe(0);
    for (const part of says) expect(ended.stdout + ended.stderr).toContain(part);
    for (const path of Object.keys(files)) await lab.sh(`rm /etc/apache2/${path}`);
  });
});
