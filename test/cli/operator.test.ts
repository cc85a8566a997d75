import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ended } from './namespace.ts';
import { openServer, type TestServer } from './server.ts';

// What a person does beside the checks: looks, pauses, resets, tries the set-up.
let server: TestServer;
let folder: string;

const policy = (at: string): string => `
policy: health
group: health
settings:
  state_dir: ${at}/state
  notify:
    channels:
      - { name: oncall, command: { argv: [${at}/told.sh] } }
thresholds: { restarts_max: 50 }
probes:
  backend: { pm2_app: { name: api, user: kapa } }
  site: { http: { url: "http://127.0.0.1:8080/", timeout: 2s } }
rules:
  - name: Backend is not online
    every: 3m
    when: backend.status != "online"
    do:
      - pm2_restart: { app: api, user: kapa }
      - pm2_reset: { app: api, user: kapa, ecosystem: ${at}/home/ecosystem.config.js }
    verify: { within: 20s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
  - { name: Restarts, every: 3m, severity: warning, when: backend.restarts >= restarts_max }
  - name: Apache does not run
    every: 3m
    when: site.failing
    do: [{ apache_restart: {} }]
    verify: { within: 20s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
`;

function kapa(command: string, ...words: readonly string[]): Promise<Ended> {
  return server.kapa([command, ...words, join(folder, 'policy.yaml')]);
}

/** The application as PM2 sees it, by the number of restarts and the process. */
async function backend(): Promise<{
  readonly status: string;
  readonly restarts: number;
  readonly pids: string;
}> {
  const { stdout } = await kapa('status', '--json');
  return (JSON.parse(stdout) as { probes: { backend: Awaited<ReturnType<typeof backend>> } }).probes.backend;
}

beforeAll(async () => {
  server = await openServer();
  ({ folder } = server);
  writeFileSync(join(folder, 'policy.yaml'), policy(folder));
  writeFileSync(join(folder, 'told.sh'), `#!/bin/sh\ncat >> ${folder}/told\n`, { mode: 0o755 });
  await server.pm2('start', 'ecosystem.config.js');
  await server.pm2('save');
  await server.there.sh(
    'apache2ctl start; while ! curl -s -o /dev/null http://127.0.0.1:8080/; do sleep 0.1; done',
  );
});

afterAll(async () => {
  await server.pm2('kill');
  server.close();
});

test('a pause is shown everywhere, holds remedies back, and ends', async () => {
  expect(await kapa('check')).toMatchObject({ status: 0 });
  const paused = await server.kapa([
    'pause',
    '--for',
    '30m',
    '--reason',
    'deploy 4.2',
    '--state-dir',
    join(folder, 'state'),
  ]);
  expect(paused).toMatchObject({ status: 0, stderr: '' });
  await server.pm2('stop', 'api');
  const check = await kapa('check');
  expect(check.status).toBe(2);
  const status = await kapa('status');
  expect(status.status).toBe(2);
  for (const { stdout } of [check, status]) {
    expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(
      /Paused until .*: deploy 4\.2\. Alerts go on, remedies do not\./u,
    );
    expect(stdout).toMatch(/Backend is not online +paused/u);
  }
  expect((await backend()).status).toBe('stopped');
  expect(readFileSync(join(folder, 'told'), 'utf8')).toMatch(/❌ Backend is not online: alert/u);
  expect((await server.kapa(['resume', '--state-dir', join(folder, 'state')])).status).toBe(0);
  expect((await kapa('check')).status).toBe(1);
  expect((await backend()).status).toBe('online');
  const events = await server.kapa(['history', '--json', '--state-dir', join(folder, 'state')]);
  expect(
    (JSON.parse(events.stdout) as { events: { kind: string }[] }).events.map(({ kind }) => kind),
  ).toEqual([...['pause', 'alert', 'resume', 'alert', 'remedy', 'alert']]);
});

test('status is one screen: values against thresholds, rules, the last remedies; and it acts upon nothing', async () => {
  const { stdout, status } = await kapa('status');
  expect(status).toBe(0);
  expect(stdout.split('\n').length).toBeLessThan(25);
  expect(stdout).toMatch(/^· backend +status online, restarts \d+$/mu);
  expect(stdout).toMatch(/^✓ Backend is not online +ok \w+ +online \(!= online\)$/mu);
  expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(
    /Last remedies \d{4}-\d{2}-\d{2} .* pm2_restart .*it helped.*\[Backend is not online\]/u,
  );
  await server.pm2('stop', 'api');
  const ill = await kapa('status');
  expect(ill.status).toBe(2);
  expect(ill.stdout).toMatch(/✗ Backend is not online +alert/u);
  expect(ill.stdout).toMatch(/a real check would do: pm2_restart/u);
  expect((await backend()).status).toBe('stopped');
  await server.pm2('start', 'api');
});

test('of two checks at once one acts, the other says who is at it', async () => {
  await server.pm2('stop', 'api');
  const [a, b] = await Promise.all([kapa('check'), kapa('check')]);
  expect([a.status, b.status].toSorted((one, two) => Number(one) - Number(two))).toEqual([1, 3]);
  expect(a.stdout + b.stdout).toMatch(/another check of group health is under way: process \d+/u);
  const events = await server.kapa([
    'history',
    '--json',
    '--kind',
    'remedy',
    '--state-dir',
    join(folder, 'state'),
  ]);
  expect((JSON.parse(events.stdout) as { events: unknown[] }).events).toHaveLength(2);
});

test('a total reset shows its plan, does nothing unasked, saves evidence, and ends with restarts at 0', async () => {
  await server.pm2('restart', 'api');
  const before = await backend();
  expect(before.restarts).toBeGreaterThan(0);
  const apache = readFileSync(join(folder, 'apache2.pid'), 'utf8');
  const unasked = await kapa('reset');
  expect(unasked.status).toBe(1);
  expect(unasked.stdout).toMatch(
    /A total reset would:\n {2}1\. save the evidence.*\n {2}2\. delete api in PM2.*\n {2}3\. restart Apache.*\n {2}4\. measure until all is well: backend, site/u,
  );
  expect(unasked.stderr).toMatch(/kapa reset --yes/u);
  expect(await backend()).toMatchObject({ restarts: before.restarts, pids: before.pids });
  const done = await kapa('reset', '--yes');
  expect(done, done.stderr).toMatchObject({ status: 0 });
  expect(done.stdout).toMatch(/All is well again\. \(incident \d+\)/u);
  const after = await backend();
  expect(after).toMatchObject({ status: 'online', restarts: 0 });
  expect(after.pids).not.toBe(before.pids);
  expect(readFileSync(join(folder, 'apache2.pid'), 'utf8')).not.toBe(apache);
  const incident = /incident (\d+)/u.exec(done.stdout)?.[1] ?? '';
  const shown = await server.kapa(['history', '--incident', incident, '--state-dir', join(folder, 'state')]);
  expect(shown.stdout).toMatch(/pm2\.json[^]*"name": "api"[^]*processes\.txt[^]*apache2/u);
  expect(existsSync(join(folder, 'home/.pm2/dump.pm2'))).toBe(true);
});

test('the doctor tries the channels, and says which does not take a message', async () => {
  const well = await kapa('doctor', '--notify');
  expect(well.stdout).toMatch(/✓ a test alert went to every channel/u);
  expect(readFileSync(join(folder, 'told'), 'utf8')).toMatch(/This is a test alert from kapa doctor/u);
  writeFileSync(join(folder, 'told.sh'), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
  const ill = await kapa('doctor', '--notify', '--json');
  expect(ill.status).toBe(1);
  expect(ill.stdout).toMatch(
    /the test alert did not arrive: channel oncall did not take the message: exit status 7/u,
  );
});
