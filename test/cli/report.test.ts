import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { historyCommand } from '../../src/cli/commands/history.ts';
import { reportCommand } from '../../src/cli/commands/report.ts';
import type { GlobalOptions } from '../../src/app/context.ts';
import type { HealthEvent } from '../../src/core/health-event.ts';
import type { Locale } from '../../src/core/text.ts';
import { recordEvent } from '../../src/health/index.ts';
import { beginIncident, saveEvidence } from '../../src/health/record/incident.ts';
import { dayFile, encodeSample, sampleOf } from '../../src/health/record/samples.ts';
import { openRecords } from '../../src/host/index.ts';
import type { ReportDocument } from '../../src/report/host-report/schema.ts';
import { faultOfReport, reportSchema } from '../../src/report/host-report/schema.ts';
import { keptContext } from './surroundings.ts';

const minute = 60_000;
const now = Math.floor(Date.now() / 1000) * 1000;
const hostile = '</script><img src=x onerror="alert(1)">\u001B[2J\u202Etxt.exe';
const until = new Date(now).toISOString();
const folder = mkdtempSync(join(tmpdir(), 'kapa-report-'));
const stateDir = join(folder, 'state');
const policies = join(folder, 'policies');
writePolicies();
fill();
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writePolicies(): void {
  mkdirSync(policies);
  writeFileSync(
    join(policies, 'health.yaml'),
    `policy: health
group: health
vars: { token: s3cr3t-of-the-policy }
thresholds: { close_wait_max: 10 }
probes:
  site: { http: { url: http://127.0.0.1:3001/ } }
  port: { port_owner: { port: 3001, expected: { program: node } } }
  sockets: { tcp_sockets: { state: close-wait, port: 3001 } }
  backend: { pm2_app: { name: shop, user: root } }
rules:
  - name: Site answers
    formerly: [Site does not answer]
    when: site.failing
    for: 2 checks
    severity: critical
    do: [{ pm2_restart: { app: shop, user: root } }]
  - { name: Sockets are closed, when: sockets.count >= close_wait_max, severity: warning }
`,
  );
}

/**
 * Two days, a sample each three minutes: the site is down for fifteen and then paused, unknown for a while, and for two
 * hours nobody measures. One sample has a spike.
 */
function fill(): void {
  const records = openRecords(stateDir);
  let heading: string | undefined;
  for (let index = 0; index < 960; index += 1) {
    const at = now - (960 - index) * 3 * minute;
    if (index >= 300 && index < 340) continue;
    const ill = (index >= 500 && index < 505) || index === 702;
    const { lines, heading: next } = encodeSample(
      sampleOf('health', at, {
        ...(index >= 600 && index < 604
          ? {}
          : { site: { fields: { ok: !ill, failing: ill, status: ill ? 503 : 200, latency: 0.02 } } }),
        port: { fields: { owned: true, foreign: false, pid: 4242, program: 'node' } },
        sockets: { fields: { count: index === 800 ? 9.5 : 1, server_side: 0 } },
        backend: {
          fields: { status: 'online', restarts: index < 500 ? 10 + index : 0, cpu: index < 500 ? 1 : 0.05 },
        },
      }),
      heading,
    );
    heading = next;
    records.append(dayFile(at), lines);
  }
  const at = (index: number): number => now - (960 - index) * 3 * minute;
  const alert = {
    kind: 'alert',
    rule: 'Site does not answer',
    group: 'health',
    severity: 'critical',
  } as const;
  const events: readonly HealthEvent[] = [
    { ...alert, at: at(501), from: 'pending', to: 'firing', value: hostile },
    {
      kind: 'remedy',
      at: at(501) + 1000,
      rule: alert.rule,
      group: 'health',
      remedy: 'pm2_restart',
      target: 'pm2:shop',
      rung: 0,
      outcome: 'helped',
      seconds: 7.4,
      incident: '3',
    },
    { ...alert, at: at(505), from: 'firing', to: 'healed' },
    {
      kind: 'pause',
      at: at(700),
      until: at(720),
      reason: `deploy 4.2 of https://ana:geheim@example.org with s3cr3t-of-the-policy ${hostile}`,
      by: 'ana',
    },
    { kind: 'resume', at: at(705), by: 'ana' },
    { ...alert, at: at(958), from: 'pending', to: 'firing', value: 'true' },
  ];
  for (const event of events) recordEvent(records, event);
  beginIncident(records, {
    incident: '3',
    at: at(501),
    rule: alert.rule,
    group: 'health',
    remedy: 'pm2_restart',
    target: 'pm2:shop',
    measurements: { site: { fields: { ok: false, error: hostile } } },
  });
  saveEvidence(records, '3', [{ name: 'logs.txt', text: `GET /?key=https://a:geheim@h/\n${hostile}\n` }], []);
}

const everything = { since: new Date(now - 960 * 3 * minute).toISOString(), until };

async function report(
  given: Readonly<Record<string, unknown>>,
  options: Partial<GlobalOptions> = {},
  locale: Locale = 'en',
): Promise<string> {
  const kept = keptContext({ stateDir, ...options }, locale);
  expect(await reportCommand([policies], given, kept.context), kept.err()).toBe(0);
  return kept.out();
}

async function documentOf(given: Readonly<Record<string, unknown>> = everything): Promise<ReportDocument> {
  const value: unknown = JSON.parse(await report({ ...given, format: 'json' }));
  expect(faultOfReport(value)).toBeUndefined();
  return value as ReportDocument;
}

type State = 'up' | 'down' | 'paused' | 'unknown' | 'not_measured';
const gravest: readonly State[] = ['down', 'unknown', 'not_measured', 'paused', 'up'];

/** The account of the site made anew from the lines on the disk, from moment to moment, by the method that the report states. */
function recount(): Record<State, number> {
  const rows = readdirSync(join(stateDir, 'samples'))
    .flatMap((name) => readFileSync(join(stateDir, 'samples', name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
  const columns = new Map<string, string[]>();
  const seen: Record<'site' | 'port', { at: number; state: State }[]> = { site: [], port: [] };
  for (const row of rows) {
    if (!Array.isArray(row)) {
      const { k, c } = row as { k: string; c: string[] };
      columns.set(k, c);
      continue;
    }
    const [at, key, ...values] = row as [number, string, ...unknown[]];
    const value = (column: string): unknown => values[columns.get(key)?.indexOf(column) ?? -1];
    const site = value('site.ok');
    seen.site.push({ at, state: site === undefined ? 'unknown' : site === true ? 'up' : 'down' });
    seen.port.push({ at, state: value('port.owned') === true ? 'up' : 'down' });
  }
  const pace = 180;
  const places = new Map<object, number>();
  const stateAt = (track: readonly { at: number; state: State }[], second: number): State => {
    let index = places.get(track) ?? -1;
    while ((track[index + 1]?.at ?? Infinity) <= second) index += 1;
    places.set(track, index);
    const [last, next] = [track[index], track[index + 1]];
    if (last === undefined) return 'not_measured';
    if (next !== undefined && next.at - last.at <= 2 * pace) return last.state;
    return second < last.at + pace ? last.state : 'not_measured';
  };
  const pauses = [[now - 260 * 180_000, now - 255 * 180_000]] as const;
  const account = { up: 0, down: 0, paused: 0, unknown: 0, not_measured: 0 };
  for (let second = now / 1000 - 960 * 180; second < now / 1000; second += 15) {
    const states = new Set([stateAt(seen.site, second), stateAt(seen.port, second)]);
    const isPaused = pauses.some(([from, to]) => second * 1000 >= from && second * 1000 < to);
    const state = isPaused ? 'paused' : (gravest.find((one) => states.has(one)) ?? 'up');
    account[state] += 15;
  }
  return account;
}

describe('kapa report', () => {
  test('its availability is that of the samples, recounted; nothing but up counts as up', async () => {
    const { availability } = await documentOf();
    const expected = recount();
    expect(availability.site?.seconds).toEqual({ ...expected, down_while_paused: 180 });
    expect(expected).toMatchObject({ down: 900, paused: 900, unknown: 720 });
    expect(expected.not_measured).toBeGreaterThan(2 * 3600 - 180);
    expect(availability.site?.share).toBeCloseTo(expected.up / (expected.up + expected.down), 12);
    expect(availability.site?.share_of_period).toBeCloseTo(expected.up / (2 * 86_400), 12);
    expect(availability.method).toEqual({
      probes: ['site', 'port', 'backend'].map((probe) => ({ probe, every_seconds: 180 })),
      rules: ['Site answers'],
    });
  });

  test('a period before the records is not measured, and no share is told of it', async () => {
    const { availability, summary } = await documentOf({
      since: new Date(now - 30 * 86_400_000).toISOString(),
      until: new Date(now - 20 * 86_400_000).toISOString(),
    });
    expect(availability.site).toMatchObject({ share: null, share_of_period: 0 });
    expect(availability.site?.seconds.not_measured).toBe(10 * 86_400);
    expect(summary.join(' ')).toContain('nothing is known of its availability');
  });

  test('what happened is what kapa history has', async () => {
    const kept = keptContext({ stateDir, json: true });
    expect(await historyCommand([policies], everything, kept.context)).toBe(0);
    const history = JSON.parse(kept.out()) as { events: unknown[] };
    const { events, incidents, attention } = await documentOf();
    expect(events).toEqual(history.events);
    expect(incidents).toMatchObject([
      { rule: 'Site answers', seconds: 720, remedies: [{ outcome: 'helped', seconds: 7.4, incident: '3' }] },
      { rule: 'Site answers', to: null, seconds: null },
    ]);
    expect(attention.map(({ text }) => text.replaceAll(/\d{4}-.*/gu, 'TIME'))).toEqual([
      'Site answers: in alert since TIME',
      expect.stringMatching(/^4\.\d % of the period was not measured/u),
      'site could not be read for 12m',
      'sockets.count came to 95 % of the value at which an alert is told',
    ]);
  });

  test('no spike of a chart is averaged away, and a gap stays one', async () => {
    const { charts } = await documentOf();
    const chart = charts.find(({ probe, field }) => probe === 'sockets' && field === 'count');
    expect(Math.max(...(chart?.most ?? []).map((value) => value ?? 0))).toBe(9.5);
    expect(chart?.bounds).toEqual([{ operator: '>=', bound: 10, severity: 'warning' }]);
    const gap = chart?.most.flatMap((value, at) => (value === null ? [at] : [])) ?? [];
    expect(gap.length).toBeGreaterThanOrEqual(18);
    expect(gap.every((at, index) => index === 0 || at === (gap[index - 1] ?? 0) + 1)).toBe(true);
  });

  test('puts two periods side by side', async () => {
    const moment = (index: number): string => new Date(now - (960 - index) * 3 * minute).toISOString();
    const { compared } = await documentOf({ ...everything, compare: `${moment(440)}..${moment(510)}` });
    const figure = (what: string): unknown => compared?.figures.find((one) => one.what === what);
    expect(figure('backend.restarts, in all')).toMatchObject({ before: 59, after: 0 });
    expect(figure('backend.cpu, average')).toMatchObject({
      unit: 'share',
      after: expect.closeTo(0.05, 6) as unknown,
    });
    expect(figure('site.status 503')).toMatchObject({ before: 900, after: 180 });
    expect(figure('incidents')).toMatchObject({ before: 1, after: 1 });
    expect(figure('recovery, longest')).toMatchObject({ before: 720, after: null });
    for (const wrong of ['60d', '30d..60d', 'a..b', '2d..1d..'])
      await expect(report({ ...everything, compare: wrong })).rejects.toThrow();
  });

  test.each(['en', 'es'] as const)(
    'is one file in %s that asks for nothing, and texts of the host stay text',
    async (locale) => {
      const page = await report({ ...everything, incident: '3', format: 'html' }, {}, locale);
      expect(page.slice(0, 500)).toMatch(new RegExp(`^<!doctype html>\n<html lang="${locale}">`, 'u'));
      expect(page.slice(0, 500)).toMatch(
        /http-equiv="Content-Security-Policy" content="default-src &#x27;none&#x27;; style-src &#x27;sha256-/u,
      );
      const has = (text: string | RegExp): readonly string[] =>
        typeof text === 'string'
          ? page.includes(text)
            ? [text]
            : []
          : [...(text.exec(page) ?? [])].slice(0, 1);
      expect(
        has(
          /<(?:script|img|link|iframe|object|form|base)\b|<[^>]*\s(?:on\w+|style)="|\b(?:src|href)="(?!#)/iu,
        ),
      ).toEqual([]);
      expect(has('&lt;/script&gt;&lt;img src&#x3D;x onerror')).toHaveLength(1);
      // eslint-disable-next-line no-control-regex -- what would steer a terminal
      expect(has(/[\u0000-\u0008\u001B\u202E]/u)).toEqual([]);
      expect(has('geheim')).toEqual([]);
      expect(has('logs.txt')).toHaveLength(1);
      expect(has(locale === 'en' ? 'Incident 3 on' : 'Incidente 3 en')).toHaveLength(1);
      expect(page.match(/<table/gu)?.length).toBe(page.match(/<\/table>/gu)?.length);
    },
  );

  test('a secret of the policies is nowhere, whatever it breaks', async () => {
    const secret = join(folder, 'secret');
    mkdirSync(secret);
    writeFileSync(
      join(secret, 'health.yaml'),
      `${readFileSync(join(policies, 'health.yaml'), 'utf8')}resources:
  - { name: Key, file: { path: ${folder}/key, content: "{{ token }}", secret: true } }
  - { name: Table, file: { path: ${folder}/table, content: "table", secret: true } }
`,
    );
    for (const format of ['html', 'md', 'json']) {
      const kept = keptContext({ stateDir });
      expect(await reportCommand([secret], { ...everything, format }, kept.context)).toBe(0);
      expect(kept.out().includes('s3cr3t-of-the-policy'), format).toBe(false);
      if (format === 'html') expect(kept.out().includes('<table>')).toBe(true);
    }
  });

  test('is written to a file that only its owner reads, and merged with those of other hosts', async () => {
    const reports = join(folder, 'reports');
    mkdirSync(reports);
    const document = await documentOf();
    for (const host of ['web1', `web2${hostile}`])
      writeFileSync(join(reports, `${host.slice(0, 4)}.json`), JSON.stringify({ ...document, host }));
    const out = join(folder, 'hosts.html');
    await report({ merge: reports, out });
    const page = readFileSync(out, 'utf8');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(page.includes('<a href="#host-2">web2&lt;/script&gt;')).toBe(true);
    expect(page.match(/<section/gu)).toHaveLength(2);
    expect(JSON.parse(await report({ merge: reports, format: 'json' }))).toMatchObject({
      version: 1,
      kind: 'hosts',
      hosts: [{ host: 'web1' }, {}],
    });
    writeFileSync(join(reports, 'web3.json'), JSON.stringify({ ...document, charts: [{ probe: {} }] }));
    await expect(report({ merge: reports })).rejects.toMatchObject({
      text: { id: 'report.no_report', args: { reason: { args: { place: '/charts/0/probe' } } } },
    });
    const [chart] = document.charts;
    const endless = { ...chart, least: Array(200_000).fill(1), most: Array(200_000).fill(2) };
    writeFileSync(join(reports, 'web3.json'), JSON.stringify({ ...document, charts: [endless] }));
    await expect(report({ merge: reports })).rejects.toMatchObject({
      text: { id: 'report.no_report', args: { reason: { args: { place: '/charts/0/least' } } } },
    });
    writeFileSync(join(reports, 'web3.json'), '{');
    await expect(report({ merge: reports })).rejects.toMatchObject({
      text: { args: { reason: { id: 'report.not_json' } } },
    });
    await expect(report({ merge: policies })).rejects.toThrow('report.no_host');
  });

  test('Markdown has tables whose cells nothing of the host ends', async () => {
    const text = await report({ ...everything, format: 'md' }, {}, 'es');
    expect(text).toMatch(/^# Informe de /u);
    expect(text).toMatch(/^\| todo el sitio \| \d\d,\d+ % \|/mu);
    expect(text).toMatch(/- \*\*crítico\*\* Site answers/u);
    expect(text).not.toContain('<img');
  });

  test('ninety days come to less than a megabyte', async () => {
    const long = join(folder, 'long');
    const records = openRecords(long);
    const begin = now - 90 * 86_400_000;
    for (let day = 0; day < 90; day += 1) {
      let heading: string | undefined;
      const rows: string[] = [];
      for (let index = 0; index < 480; index += 1) {
        const at = begin + day * 86_400_000 + index * 3 * minute;
        const number = (index * 7919 + day * 104_729) % 997;
        const encoded = encodeSample(
          sampleOf('health', at, {
            site: { fields: { ok: number !== 1, failing: number === 1, status: 200, latency: number / 1e4 } },
            port: { fields: { owned: true, foreign: false, pid: 4242, program: 'node' } },
            sockets: {
              fields: { count: number % 9, server_side: 0, client_side: number % 7, oldest: number },
            },
            backend: {
              fields: {
                status: 'online',
                restarts: day,
                uptime: number * 60,
                memory: number * 1e5,
                cpu: number / 1e3,
              },
            },
          }),
          heading,
        );
        heading = encoded.heading;
        rows.push(encoded.lines);
      }
      records.append(dayFile(begin + day * 86_400_000), rows.join(''));
    }
    const page = await report({ since: '90d', format: 'html' }, { stateDir: long });
    expect(/ (\d+) samples/u.exec(page)?.[1]).toMatch(/^43(?:19\d|200)$/u);
    expect(page.length).toBeLessThan(2 ** 20);
  });

  test('the schema that is published is the form that is judged by', () => {
    const published = readFileSync(join(import.meta.dirname, '../../schema/report.schema.json'), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(reportSchema)));
  });
});
