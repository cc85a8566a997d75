import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PolicySet } from '../../../src/core/policy.ts';
import type { Instruments, Process } from '../../../src/core/instruments.ts';
import { present, unreadable } from '../../../src/core/reading.ts';
import { render, t } from '../../../src/core/text.ts';
import { diagnose, recordEvent } from '../../../src/health/index.ts';
import { dayFile, encodeSample, sampleOf } from '../../../src/health/record/samples.ts';
import { beginPass, openHost, openRecords } from '../../../src/host/index.ts';
import { toyRule } from '../toys.ts';
import type { CodeCache, Diagnosis } from '../../../src/core/diagnosis.ts';
import type { Measurements } from '../../../src/core/probe.ts';
import { packs } from '../../../src/packs/index.ts';

const locate = (): { file: string; line: number; column: number; endLine: number; endColumn: number } => ({
  file: '',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
});

const set: PolicySet = {
  sources: [],
  settings: {
    backups: { placement: 'beside', keep: 5 },
    notify: { channels: [], repeatEvery: 3600, unknownAfter: 1800 },
    concurrency: 8,
  },
  vars: {},
  thresholds: {},
  resources: [
    {
      name: 'MPM',
      policy: 'apache',
      locate,
      type: 'apache_mpm',
      spec: { prefork: {} },
      requires: [],
      notify: [],
      backup: true,
      tags: [],
    },
    {
      name: 'Proxy',
      policy: 'apache',
      locate,
      type: 'apache_proxy',
      spec: {},
      requires: [],
      notify: [],
      backup: true,
      tags: [],
    },
  ],
  groups: [{ name: 'health', log: { file: '/var/log/kapa_health.log', locale: 'es' } }],
  probes: [
    {
      name: 'backend',
      policy: 'health',
      type: 'pm2_app',
      spec: { name: 'kapa-backend', user: 'kapa' },
      locate,
    },
  ],
  rules: [toyRule().item],
};

/** Diagnoses a tree of files as if it were the host's; services and processes are those of nobody. */
async function diagnoseTree(
  files: Readonly<Record<string, string>>,
  measurements: Measurements = { backend: { fields: { status: 'online' } } },
  policies: PolicySet = set,
  own: (instruments: Instruments) => Partial<Instruments> = () => ({}),
  cache: Partial<CodeCache> = {},
): Promise<(id: string, part?: 'finding' | 'cure') => readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'kapa-doctor-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), path.includes('open') ? 0o666 : 0o644);
  }
  const { host } = openHost({ root });
  const records = openRecords(join(root, 'var/lib/kapa'));
  const now = Date.now();
  if (files['checked'] !== undefined) {
    const ago = Number(files['checked']) * 86_400_000 + 60_000;
    const sample = sampleOf('health', now - ago, { backend: { fields: { n: 1 } } });
    records.append(dayFile(sample.at), encodeSample(sample, undefined).lines);
  }
  recordEvent(records, { at: now, kind: 'resume' });
  const pass = beginPass(host);
  const instruments = { ...pass, processes: async () => present(new Map()), ...own(pass) };
  const diagnoses: readonly Diagnosis[] = await diagnose(
    {
      set: policies,
      groups: [
        { name: 'health', log: { file: '/var/log/kapa_health.log', locale: 'es' }, rules: [toyRule()] },
      ],
      instruments,
      records,
      measurements,
      now,
      files: ['/etc/apache2/ports.conf'],
      program: {
        searchPath: ['/usr/local/bin', '/usr/bin', '/bin'],
        node: { version: '24.0.0', path: '/usr/bin/node' },
        codeCache: { folder: '/usr/lib/kapa/dist/cache/one', accepted: 9, refused: 0, missing: 0, ...cache },
      },
    },
    packs,
  );
  return (id, part = 'finding') =>
    diagnoses
      .filter((one) => one.id === id)
      .flatMap(({ state, [part]: said }) => (said === undefined ? [] : [`${state}: ${render(said, 'en')}`]));
}

const healthy = {
  checked: '',
  'usr/bin/kapa': '',
  'usr/bin/node': '',
  'usr/sbin/logrotate': '',
  'etc/cron.d/kapa': '*/3 * * * * root kapa check --group health >/dev/null 2>&1\n',
  'etc/logrotate.d/kapa': '/var/log/kapa_*.log {\n  weekly\n}\n',
  'etc/apache2/mods-enabled/mpm_prefork.load': '',
  'etc/apache2/mods-enabled/proxy.load': '',
  'etc/apache2/mods-enabled/proxy_http.load': '',
};

describe('the doctor', () => {
  test('finds a set-up that works to work, but for the cron daemon that does not run', async () => {
    const found = await diagnoseTree(healthy);
    expect(found('cron_daemon')).toEqual(['ill: the cron daemon does not run']);
    expect(found('crontab')).toEqual(['ok: a cron job checks group health (/etc/cron.d/kapa)']);
    expect(found('schedule')).toEqual(['ok: group health is checked by /etc/cron.d/kapa']);
    expect(found('program')).toEqual([]);
    expect(found('log_rotation')).toEqual(['ok: /var/log/kapa_health.log is rotated']);
    expect(found('apache_mpm')).toEqual(['ok: Apache uses mpm_prefork']);
    expect(found('apache_modules')).toEqual([]);
    expect(found('pm2')).toEqual(['ok: PM2 answers: kapa-backend is online']);
    expect(found('last_check')[0]).toMatch(/^ok: /u);
    expect(found('state_folder')[0]).toMatch(/^ok: /u);
  });

  test.each([
    ['no job', { 'etc/cron.d/kapa': '# */3 * * * * root kapa check\n' }, 'crontab', []],
    [
      'that nothing checks a group',
      { 'etc/cron.d/kapa': '# */3 * * * * root kapa check\n' },
      'schedule',
      ["ill: nothing checks group health: neither kapa watch, nor cron, nor a timer of kapa's"],
    ],
    [
      'two jobs for one group',
      { 'etc/cron.d/old-kapa': '*/5 * * * * root /usr/bin/kapa check\n' },
      'schedule',
      ['warning: group health is checked by more than one: /etc/cron.d/kapa, /etc/cron.d/old-kapa'],
    ],
    [
      'two kapas',
      { 'usr/local/bin/kapa': '' },
      'program',
      [
        'warning: more than one kapa is installed: /usr/local/bin/kapa, /usr/bin/kapa; cron, systemd and people may start different ones',
      ],
    ],
    [
      'backups that pile up',
      Object.fromEntries(
        Array.from({ length: 11 }, (_, n) => [`etc/apache2/ports.conf.backup_2026010${n}_000000`, '']),
      ),
      'backups',
      ['warning: 11 backups stand beside /etc/apache2/ports.conf, where 5 are kept'],
    ],
    [
      'a node that cron does not find',
      { 'etc/cron.d/kapa': 'PATH=/opt/kapa\n*/3 * * * * root /usr/bin/kapa check --group health\n' },
      'crontab',
      ['ill: the job for group health in /etc/cron.d/kapa will not find node on its PATH, /opt/kapa'],
    ],
    [
      'a name with a dot',
      { 'etc/cron.d/kapa.cron': '*/3 * * * * root kapa check\n' },
      'crontab',
      [
        'ill: cron ignores /etc/cron.d/kapa.cron for its name: letters, digits, _ and - only',
        'ok: a cron job checks group health (/etc/cron.d/kapa)',
      ],
    ],
    [
      'a file that others can write',
      { 'etc/cron.d/open-kapa': '*/3 * * * * root kapa check\n' },
      'crontab',
      [
        "ill: cron ignores /etc/cron.d/open-kapa: it must be root's, and writable for nobody else",
        'ok: a cron job checks group health (/etc/cron.d/kapa)',
      ],
    ],
    [
      'no last newline',
      { 'etc/cron.d/kapa': '*/3 * * * * root kapa check' },
      'crontab',
      [
        'ill: cron ignores all of /etc/cron.d/kapa: its last line has no newline',
        'ok: a cron job checks group health (/etc/cron.d/kapa)',
      ],
    ],
    [
      'a log that nothing rotates',
      { 'etc/logrotate.d/kapa': '/var/log/other.log {}\n' },
      'log_rotation',
      ['ill: nothing rotates /var/log/kapa_health.log'],
    ],
    [
      'two MPMs',
      { 'etc/apache2/mods-enabled/mpm_event.load': '' },
      'apache_mpm',
      ['ill: Apache has mpm_event, mpm_prefork enabled; the policies declare mpm_prefork'],
    ],
  ])('finds %s', async (_name, changes: Readonly<Record<string, string>>, id, expected) => {
    expect((await diagnoseTree({ ...healthy, ...changes }))(id)).toEqual(expected);
  });

  describe('finds that a watch checks a group:', () => {
    const { 'etc/cron.d/kapa': _job, ...noJob } = healthy;
    const note = (groups: readonly string[]): Record<string, string> => ({
      'var/lib/kapa/runners/watch-4242.json': JSON.stringify({ version: 1, kind: 'watch', groups }),
    });
    const watch = (pass: Instruments): Partial<Instruments> => ({
      processes: async () =>
        present(new Map([[4242, { pid: 4242, command: 'node', ended: false } as Process]])),
      inspect: async () => present({ program: 'node', argv: ['node', '/usr/bin/kapa', 'watch'], uid: 0 }),
      readlink: pass.readlink,
    });
    const missing = ["ill: nothing checks group health: neither kapa watch, nor cron, nor a timer of kapa's"];

    test('its own', async () => {
      const found = await diagnoseTree({ ...noJob, ...note(['health']) }, undefined, set, watch);
      expect(found('schedule')).toEqual(['ok: group health is checked by kapa watch (4242)']);
      expect(found('crontab')).toEqual([]);
    });

    test('its own, beside a job of cron', async () => {
      const found = await diagnoseTree({ ...healthy, ...note(['health']) }, undefined, set, watch);
      expect(found('schedule')).toEqual([
        'warning: group health is checked by more than one: kapa watch (4242), /etc/cron.d/kapa',
      ]);
    });

    test('not one of a container, which has left no note here', async () => {
      expect((await diagnoseTree(noJob, undefined, set, watch))('schedule')).toEqual(missing);
    });

    test('not one of other groups', async () => {
      const found = await diagnoseTree({ ...noJob, ...note(['other']) }, undefined, set, watch);
      expect(found('schedule')).toEqual(missing);
    });

    test('any, for a plain user who may not look: that is unknown', async () => {
      const found = await diagnoseTree(noJob, undefined, set, () => ({
        ...watch({} as Instruments),
        readlink: async () => unreadable(t('doctor.watching_unknown')),
      }));
      expect(found('schedule')).toEqual([
        'unknown: it is unknown who checks group health: a kapa watch runs that you may not look into',
      ]);
    });
  });

  test('says which Node kapa runs on, and that it has no code cache of its own', async () => {
    expect((await diagnoseTree(healthy))('node')).toEqual([
      'ok: kapa runs on Node 24.0.0 (/usr/bin/node), with its code cache',
    ]);
    const found = await diagnoseTree(healthy, undefined, set, undefined, { accepted: 0, missing: 9 });
    expect(found('node')).toEqual([
      'warning: kapa runs on Node 24.0.0 (/usr/bin/node) without a code cache of that Node (/usr/lib/kapa/dist/cache/one): it starts slower',
    ]);
  });

  test('finds a missing module', async () => {
    const { 'etc/apache2/mods-enabled/proxy_http.load': _module, ...rest } = healthy;
    const found = await diagnoseTree(rest);
    expect(found('apache_modules')).toEqual(["ill: Apache's module proxy_http is not enabled"]);
  });

  test('does not call a group ill that was not checked yet; one that is not checked any more is', async () => {
    const { checked: _checked, ...fresh } = healthy;
    expect((await diagnoseTree(fresh))('last_check')).toEqual(['unknown: group health was not checked yet']);
    const stale = await diagnoseTree({ ...healthy, checked: '3' });
    expect(stale('last_check')).toEqual(['ill: group health has not been checked in the last two days']);
  });

  test('finds that nobody is told when a rule alerts', async () => {
    const channels = [{ name: 'page', command: { argv: ['/bin/true'] } }];
    const settings = { ...set.settings, notify: { channels, repeatEvery: 3600, unknownAfter: 1800 } };
    expect((await diagnoseTree(healthy))('notify')).toEqual([
      'warning: no notification channel is declared: when a rule alerts, nobody is told',
    ]);
    expect((await diagnoseTree(healthy, undefined, { ...set, settings }))('notify')).toEqual([]);
    expect((await diagnoseTree(healthy, undefined, { ...set, rules: [] }))('notify')).toEqual([]);
  });

  test("finds an application that the user's PM2 does not run", async () => {
    const found = await diagnoseTree(healthy, { backend: { fields: { status: 'no_daemon' } } });
    expect(found('pm2')).toEqual(["ill: user kapa's PM2 does not run kapa-backend (no_daemon)"]);
  });

  test.each([
    ['is there', { 'usr/local/bin/pm2': '' }, 'as kapa: pm2 start ecosystem.config.js'],
    ['is missing', {}, 'no pm2 is found for kapa: npm install --global pm2, then as kapa: pm2 start'],
  ])('tells how to start an application where pm2 %s', async (_, pm2, cure) => {
    const passwd = { 'etc/passwd': 'kapa:x:1000:1000::/home/kapa:/bin/sh\n' };
    const found = await diagnoseTree(
      { ...healthy, ...passwd, ...pm2 },
      { backend: { fields: { status: 'no_daemon' } } },
    );
    expect(found('pm2', 'cure')).toEqual([expect.stringContaining(`ill: ${cure}`)]);
  });
});
