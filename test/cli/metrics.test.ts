import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { kapa } from './program.ts';

const project = resolve(import.meta.dirname, '../..');
const share = join(project, 'share');
const folder = mkdtempSync(join(tmpdir(), 'kapa-metrics-'));
const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) await end(child);
  rmSync(folder, { recursive: true, force: true });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

function start(...[program, ...args]: readonly [string, ...string[]]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore' });
  started.push(child);
  return child;
}

function lay(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function policy(group: string, { settings = '', every = '3m', rule = `${group} has its flag` } = {}): string {
  return `policy: ${group}
${settings}
probes:
  flag-${group}: { file_age: { path: ${folder}/flag-${group} } }
rules:
  - name: ${JSON.stringify(rule)}
    every: ${every}
    when: flag-${group}.exists == false
    do: [{ run: { argv: [${folder}/heal.sh] } }]
    verify: { within: 1s }
    cooldown: 0s
    limit: { times: 50, within: 1h, then: back_off }
`.replaceAll('flag-', 'flag_');
}

const totals = (text: string): ReadonlyMap<string, number> =>
  new Map(
    [...text.matchAll(/^(\w+_total\{.*\}) (\S+)$/gmu)].map(([, series = '', value]) => [
      series,
      Number(value),
    ]),
  );

test('counters survive processes, names, records that are gone and groups side by side; the file is whole at any moment', async () => {
  const prom = join(folder, 'kapa.prom');
  const heal = lay('heal.sh', '#!/bin/sh\nexit 1\n');
  execFileSync('chmod', ['755', heal]);
  const set = lay('a.yaml', policy('a', { settings: `settings: { metrics: { textfile: '${prom}' } }` }));
  lay('b.yaml', policy('b'));
  const state = join(folder, 'state');
  const args = (group: string): string[] => [
    ...['check', '--group', group, '--state-dir', state],
    ...[set, join(folder, 'b.yaml')],
  ];
  kapa(args('a'));
  let before = totals(readFileSync(prom, 'utf8'));
  expect(before.get('kapa_checks_total{group="a"}')).toBe(1);
  let [reads, rounds] = [0, 0];
  const going = { on: true };
  const writers = ['a', 'b'].map(async (group) => {
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, [join(project, 'dist/kapa.cjs'), ...args(group)], {
        stdio: 'ignore',
      });
      await new Promise((done) => child.once('exit', done));
      rounds += 1;
    }
  });
  const all = Promise.all(writers).then(() => (going.on = false));
  while (going.on || reads < 1000) {
    const text = readFileSync(prom, 'utf8');
    expect(text).toMatch(
      /^# HELP kapa_last_check[^]*kapa_applies_total\{outcome="rollback_incomplete"\} \d+\n$/u,
    );
    const now = totals(text);
    for (const [series, value] of before) expect(now.get(series), series).toBeGreaterThanOrEqual(value);
    before = now;
    reads += 1;
    await new Promise((done) => {
      setTimeout(done, 2);
    });
  }
  await all;
  expect(rounds).toBe(8);
  expect(before.get('kapa_checks_total{group="a"}')).toBe(5);
  expect(before.get('kapa_checks_total{group="b"}')).toBe(4);
  expect(before.get('kapa_rule_alerts_total{group="a",rule="a has its flag",severity="critical"}')).toBe(1);
  const tried = /^kapa_remedies_total\{group="a".*outcome="not_helped|failed"/u;
  const failures = [...before]
    .filter(([series]) => tried.test(series))
    .reduce((sum, [, value]) => sum + value, 0);
  expect(failures).toBeGreaterThan(1);
  expect(statSync(prom).mode & 0o777).toBe(0o644);
  for (const gone of ['events', 'incidents', 'samples', 'rules.json'])
    rmSync(join(state, gone), { recursive: true, force: true });
  lay(
    'a.yaml',
    policy('a', { settings: `settings: { metrics: { textfile: '${prom}' } }`, rule: 'say "ñ" \\ {x="y"}' }),
  );
  kapa(args('a'));
  const text = readFileSync(prom, 'utf8');
  expect(totals(text).get('kapa_checks_total{group="a"}')).toBe(6);
  expect(text).toContain(String.raw`rule="say \"ñ\" \\ {x=\"y\"}"`);
  expect(text).not.toContain('a has its flag');
  execFileSync('promtool', ['check', 'metrics'], { input: text });
  expect(kapa(['metrics', '--state-dir', state]).out).toBe(text);
  expect(kapa(['metrics', '--json', '--state-dir', state]).json()).toMatchObject({ version: 1 });
  expect(text).not.toMatch(/ \d+ \d+$/mu);
  expect(text).not.toContain(folder);
  // The policies have the group no more.
  kapa(['check', '--state-dir', state, set]);
  rmSync(join(folder, 'b.yaml'));
  lay('a.yaml', policy('renamed', { settings: `settings: { metrics: { textfile: '${prom}' } }` }));
  kapa(['check', '--state-dir', state, set]);
  expect(readFileSync(prom, 'utf8')).not.toContain('group="a"');
});

test('a real Prometheus reads file and watch, answers the dashboard, and wakes people for a fault and for silence', async () => {
  const [listen, exporter, port] = await Promise.all([freePort(), freePort(), freePort()]);
  lay('heal.sh', '#!/bin/sh\nexit 1\n');
  lay('flag_shop', '');
  const pem = join(folder, 'cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${pem}.key`, '-out', pem],
      ...['-days', '3', '-subj', '/CN=shop.example'],
    ],
    { stdio: 'ignore' },
  );
  const file = lay(
    'shop.yaml',
    policy('shop', {
      every: '2s',
      settings: `settings: { metrics: { textfile: '${folder}/kapa.prom', listen: '127.0.0.1:${listen}' } }`,
    }).replace(
      'rules:',
      `  cert: { certificate: { file: ${pem} } }\n  disk: { disk: { path: / } }\n  differs: { drift: {} }\n  passwd: { file_age: { path: /etc/passwd } }\nresources:\n  - { name: here, directory: { path: ${folder}/no-such } }\nrules:`,
    ),
  );
  cpSync(join(share, 'prometheus'), join(folder, 'rules'), { recursive: true });
  const rules = join(folder, 'rules/kapa.rules.yml');
  // Real queries and bounds; only how long they have to hold is less than people want.
  writeFileSync(rules, readFileSync(rules, 'utf8').replaceAll(/for: \d+m/gu, 'for: 1s'));
  const config = lay(
    'prometheus.yml',
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules/kapa.rules.yml]
scrape_configs:
  - { job_name: node, static_configs: [{ targets: ['127.0.0.1:${exporter}'] }] }
  - { job_name: kapa, static_configs: [{ targets: ['127.0.0.1:${listen}'] }] }
`,
  );
  const watch = start(
    process.execPath,
    join(project, 'dist/kapa.cjs'),
    'watch',
    '--state-dir',
    `${folder}/state`,
    file,
  );
  start(
    'prometheus-node-exporter',
    '--collector.disable-defaults',
    '--collector.textfile',
    `--collector.textfile.directory=${folder}`,
    `--web.listen-address=127.0.0.1:${exporter}`,
  );
  start(
    'prometheus',
    `--config.file=${config}`,
    `--storage.tsdb.path=${folder}/tsdb`,
    `--web.listen-address=127.0.0.1:${port}`,
  );
  const ask = async (query: string): Promise<readonly Record<string, string>[]> => {
    try {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
      const { data } = (await (await fetch(url)).json()) as {
        data: { result: readonly { metric: Record<string, string> }[] };
      };
      return data.result.map(({ metric }) => metric);
    } catch {
      return [];
    }
  };
  const firing = async (name: string): Promise<readonly string[]> =>
    (await ask(`ALERTS{alertname="${name}",alertstate="firing"}`)).map(({ job = '' }) => job).toSorted();
  await expect.poll(async () => (await ask('kapa_rule_firing')).length).toBe(2);
  expect(await firing('KapaRuleFiring')).toEqual([]);
  rmSync(join(folder, 'flag_shop'));
  await expect.poll(() => firing('KapaRuleFiring')).toEqual(['kapa', 'node']);
  await expect.poll(() => firing('KapaDrift')).toEqual(['kapa', 'node']);
  await expect.poll(() => firing('KapaCertificateExpires')).toEqual(['kapa', 'node']);
  await expect.poll(() => firing('KapaRemedyFailed')).toEqual(['kapa', 'node']);
  const { panels } = JSON.parse(readFileSync(join(share, 'grafana/kapa.json'), 'utf8')) as {
    panels: readonly { title: string; targets: readonly { expr: string }[] }[];
  };
  for (const { title, targets } of panels)
    for (const { expr } of targets) {
      const query = expr.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '1m');
      expect((await ask(query)).length, `${title}: ${query}`).toBeGreaterThan(0);
    }
  expect(await ask('node_textfile_scrape_error == 0')).toHaveLength(1);
  // A machine with much to do may look late.
  await expect.poll(() => firing('KapaSilent')).toEqual([]);
  await end(watch);
  await expect.poll(() => firing('KapaSilent')).toEqual(['kapa', 'node']);
});

test('what is shared is valid for promtool', () => {
  const cwd = join(share, 'prometheus');
  execFileSync('promtool', ['check', 'rules', 'kapa.rules.yml'], { cwd });
  execFileSync('promtool', ['test', 'rules', 'kapa.rules.test.yml'], { cwd });
});
