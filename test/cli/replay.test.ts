import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replayCommand } from '../../src/cli/commands/replay.ts';
import type { GlobalOptions } from '../../src/app/context.ts';
import { dayFile, encodeSample, sampleOf } from '../../src/health/record/samples.ts';
import { openRecords } from '../../src/host/index.ts';
import type { Locale } from '../../src/core/text.ts';
import { keptContext } from './surroundings.ts';

const minute = 60_000;
const now = Date.now();
const stateDir = mkdtempSync(join(tmpdir(), 'kapa-replay-'));
const policies = mkdtempSync(join(tmpdir(), 'kapa-replay-'));
writeFileSync(
  join(policies, 'health.yaml'),
  `policy: health
thresholds: { close_wait_max: 30, long: 30m }
probes:
  backend: { tcp_sockets: { state: close-wait, port: 3001 } }
  site: { http: { url: http://127.0.0.1:3001/ } }
rules:
  - name: Sockets stay open
    when: backend.count >= close_wait_max
    do: [{ pm2_restart: { app: shop, user: shop } }]
    limit: { times: 3, within: 1h }
  - { name: Many for long, when: "min_over(backend.count, long) > 100" }
`,
);

/** Two days: every hour twelve sockets for ten minutes, once fifty while the site is down, and once it is down alone. */
for (let index = 0; index < 960; index += 1) {
  const at = now - (960 - index) * 3 * minute;
  const down = index >= 500 && index < 505;
  const alone = index === 700 || index === 701;
  const count = down ? 50 : index % 20 < 3 && !alone ? 12 : 1;
  const sample = sampleOf('health', at, {
    backend: { fields: { count } },
    site: { fields: { ok: !down && !alone, status: down || alone ? 0 : 200 } },
  });
  openRecords(stateDir).append(dayFile(at), encodeSample(sample, undefined).lines);
}

async function replayed(
  options: Partial<GlobalOptions> = {},
  given: Readonly<Record<string, unknown>> = {},
  locale: Locale = 'en',
): Promise<string> {
  const kept = keptContext({ stateDir, ...options }, locale);
  expect(await replayCommand([policies], given, kept.context)).toBe(0);
  return kept.out();
}

test('says what each rule would have done, and which failures none sees', async () => {
  const text = await replayed();
  expect(text).toMatch(/, 960 samples$/mu);
  expect(text).toMatch(
    /^Sockets stay open\n {2}fires once, for 15m in all\n {2}1 with the site ill, 0 false alarms\n {2}pm2_restart pm2:shop, tried once/mu,
  );
  expect(text).toMatch(/^Many for long\n {2}never fires\n {2}\d+ judged, \d+ unknown$/mu);
  expect(text).toMatch(
    /^ {2}failures that no rule sees: 1 of 2\n {2}\S+ \S+ – \S+ \S+ {2}site was ill for 6m$/mu,
  );
});

test('puts other thresholds beside those of the policies', async () => {
  const text = await replayed({ set: ['close_wait_max=5'] }, { rule: 'Sockets stay open' });
  expect(text).toMatch(/^ {2}as declared +close_wait_max=5$/mu);
  expect(text).toMatch(/^ {2}fires once, for 15m in all +fires \d\d times, for \d+h \d+m in all$/mu);
  expect(text).toMatch(/^ {2}1 with the site ill, 0 false alarms +1 with the site ill, \d\d false alarms$/mu);
  expect(text).toContain('the site answered: a false alarm');
  expect(text).not.toContain('Many for long');
});

test('a changed threshold that is a window is looked back over as changed', async () => {
  const document = JSON.parse(await replayed({ json: true, set: ['long=90m'] })) as {
    changed: { set: string[]; rules: { rule: string; unknown: number }[] };
    declared: { rules: { rule: string; unknown: number }[] };
  };
  const unknown = (side: typeof document.declared): number =>
    side.rules.find(({ rule }) => rule === 'Many for long')?.unknown ?? 0;
  expect(document.changed.set).toEqual(['long=90m']);
  expect(unknown(document.changed)).toBe(0);
});

test('as JSON', async () => {
  const document = JSON.parse(await replayed({ json: true, set: ['close_wait_max=5'] })) as Record<
    string,
    unknown
  >;
  expect(document).toMatchObject({
    version: 1,
    declared: {
      samples: 960,
      rules: [
        {
          rule: 'Sockets stay open',
          judged: 960,
          fired: 1,
          seconds: 900,
          false_alarms: 0,
          remedies: ['pm2_restart pm2:shop'],
          recorded_alerts: 0,
          episodes: [{ site: 'ill', acts: true }],
        },
        { rule: 'Many for long', fired: 0 },
      ],
      failures: [{ probe: 'site' }, { probe: 'site' }],
      missed: [{ probe: 'site' }],
    },
    changed: { set: ['close_wait_max=5'], rules: [{ false_alarms: expect.any(Number) as number }, {}] },
  });
});

test('in Spanish', async () => {
  const text = await replayed({ set: ['close_wait_max=5'] }, {}, 'es');
  expect(text).toContain('se dispara 1 vez, 15m en total');
  expect(text).toMatch(/\d+ falsas alarmas/u);
  expect(text).toContain('fallas que ninguna regla ve: 1 de 2');
});

test.each([
  [{ rule: 'Nope' }, {}, 'the policies have no rule Nope'],
  [{ since: '1h', until: '2h' }, {}, 'nothing was recorded'],
  [{}, { set: ['close_wait_mx=5'] }, 'close_wait_mx'],
])('%j %j is told', async (given, options, message) => {
  const { context } = keptContext({ stateDir, ...options });
  await expect(replayCommand([policies], given, context)).rejects.toThrow();
  const failure = (await replayCommand([policies], given, context).catch((error: unknown) => error)) as {
    text: Parameters<typeof context.say>[0];
  };
  expect(context.say(failure.text)).toContain(message);
});
