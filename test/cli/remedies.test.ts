import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Namespace } from './namespace.ts';
import { openServer, type TestServer } from './server.ts';
import { patient } from '../patient.ts';

let server: TestServer;
let there: Namespace;
let folder: string;
let checks = 0;

/** What `kapa check --json` says, as far as these tests look. */
interface Checked {
  readonly exit: number | null;
  readonly stderr: string;
  readonly status: string;
  readonly probes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly rules: readonly {
    readonly name: string;
    readonly state: string;
    readonly remedies: readonly {
      readonly remedy: string;
      readonly outcome: string;
      readonly text?: string;
    }[];
  }[];
}

interface Given {
  /** The state folder, where it is not a new one. */
  readonly state?: string;
  readonly through?: readonly string[];
}

/** Checks a policy as cron would. */
async function check(policy: string, { state, through = [] }: Given = {}): Promise<Checked> {
  checks += 1;
  const file = join(folder, `policy-${checks}.yaml`);
  writeFileSync(file, `policy: here\ngroup: here\n${policy}`);
  const at = ['--state-dir', state ?? join(folder, `state-${checks}`)];
  const { status, stdout, stderr } = await server.kapa(['check', '--json', ...at, file], through);
  if (stdout === '' && status !== null) throw new Error(`kapa check ended with ${status}\n${stderr}`);
  const document = stdout === '' ? {} : (JSON.parse(stdout) as object);
  return { exit: status, stderr, ...document } as Checked;
}

/** A rule whose bounds let every rung be tried at once. */
function rule(when: string, rungs: readonly string[], within = '2s'): string {
  return `rules:
  - name: Ill
    every: 3m
    when: ${when}
    do:
${rungs.map((rung) => `      - ${rung}\n`).join('')}    verify: { within: ${within} }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
`;
}

beforeAll(async () => {
  server = await openServer();
  ({ there, folder } = server);
});

afterAll(() => {
  server.close();
});

describe("another user's PM2", () => {
  const offline = `probes:\n  app: { pm2_app: { name: api, user: kapa } }\n`;
  const restart = offline + rule('app.status != "online"', ['pm2_restart: { app: api, user: kapa }'], '20s');

  beforeAll(async () => {
    await server.pm2('start', 'ecosystem.config.js');
    await server.pm2('save');
  });

  afterAll(() => server.pm2('kill'));

  test('is unknown to a plain user, with the reason, and nothing is started or remedied', async () => {
    await there.sh(`mkdir -m 777 plain`, { cwd: folder });
    const plain = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', '--'];
    const seen = await check(restart, { state: join(folder, 'plain/state'), through: plain });
    expect(seen.probes['app']?.['unknown']).toMatch(/is another user's: run kapa as root/u);
    expect(seen.rules[0]).toMatchObject({ state: 'unknown', remedies: [] });
    expect(seen.exit).toBe(3);
    expect(await there.sh(`pgrep -c -f '[G]od Daemon' || true`)).toBe('1\n');
  });

  test('that was killed is brought back as that user, not as root', async () => {
    await there.sh(`kill -KILL $(cat home/.pm2/pm2.pid); while pgrep -f '[a]pp.js'; do sleep 0.1; done`, {
      cwd: folder,
    });
    const healed = await check(restart);
    expect(healed.probes['app']).toMatchObject({ status: 'no_daemon' });
    expect(healed.rules[0]).toMatchObject({
      state: 'healed',
      remedies: [{ remedy: 'pm2_restart', outcome: 'helped' }],
    });
    expect(healed.exit).toBe(1);
    const owners = await there.sh(`ps -o user= -p $(pgrep -d, -f '[G]od Daemon|[a]pp.js')`);
    expect(new Set(owners.trim().split(/\s+/u))).toEqual(new Set(['kapa']));
    expect(existsSync(join(folder, 'root/.pm2'))).toBe(false);
  });
});

describe('apply', () => {
  test('puts a drifted resource right, with a backup and a transaction, and leaves the others', async () => {
    const drifted = join(folder, 'motd');
    writeFileSync(drifted, 'by hand\n', { mode: 0o640 });
    writeFileSync(join(folder, 'wanted.txt'), 'as declared\n');
    const state = join(folder, 'state-apply');
    const policy = `resources:
  - { name: Message, file: { path: ${drifted}, content: "as declared\\n" } }
  - { name: Other, file: { path: ${folder}/other, content: "x\\n" } }
probes:
  message: { command: { argv: [cmp, -s, ${drifted}, ${folder}/wanted.txt] } }
${rule('message.exit_status != 0', ['apply: { resources: [Message] }'])}`;
    const healed = await check(policy, { state });
    expect(healed.rules[0], healed.stderr).toMatchObject({
      state: 'healed',
      remedies: [{ remedy: 'apply', outcome: 'helped' }],
    });
    expect(readFileSync(drifted, 'utf8')).toBe('as declared\n');
    expect(existsSync(join(folder, 'other'))).toBe(false);
    const backup = readdirSync(folder).find((name) => name.startsWith('motd.backup_'));
    expect(readFileSync(join(folder, backup ?? ''), 'utf8')).toBe('by hand\n');
    const { stdout } = await server.kapa(['backups', '--json', '--state-dir', state]);
    expect(JSON.parse(stdout)).toMatchObject({ transactions: [{ outcome: 'converged' }] });
    const again = await check(policy, { state });
    expect(again).toMatchObject({ exit: 0, rules: [{ state: 'ok', remedies: [] }] });
  });
});

describe('Apache as a rung', () => {
  const page = 'probes:\n  site: { http: { url: "http://127.0.0.1:8080/", timeout: 2s } }\n';

  test.each(['apache_restart: {}', 'service_restart: { service: apache2 }'])(
    '%s starts one that is gone, and the next check is well',
    async (rung) => {
      await there.sh(
        '[ ! -e apache2.pid ] || kill -KILL -$(cat apache2.pid) || true; pkill -KILL apache2 || true',
        {
          cwd: folder,
        },
      );
      const state = join(folder, `state-${rung.slice(0, 4)}`);
      const policy = page + rule('site.failing', [rung], '20s');
      const healed = await check(policy, { state });
      expect(healed.rules[0], JSON.stringify(healed)).toMatchObject({
        state: 'healed',
        remedies: [{ outcome: 'helped' }],
      });
      expect(await check(policy, { state })).toMatchObject({ exit: 0, rules: [{ remedies: [] }] });
    },
  );

  test('apache_reload replaces the workers and not the parent', async () => {
    const parent = await there.sh('cat apache2.pid', { cwd: folder });
    const workers = `pgrep -P ${parent.trim()} | sort`;
    const before = await there.sh(workers);
    const policy = `probes:\n  flag: { file_age: { path: ${folder}/flag } }\n`;
    const tried = await check(policy + rule('flag.exists == false', ['apache_reload: {}'], '1s'));
    expect(tried).toMatchObject({
      exit: 2,
      rules: [{ state: 'firing', remedies: [{ remedy: 'apache_reload', outcome: 'not_helped' }] }],
    });
    expect(await there.sh('cat apache2.pid', { cwd: folder })).toBe(parent);
    const after = (await there.sh(workers)).trim().split('\n');
    expect(after.filter((pid) => before.includes(`${pid}\n`))).toEqual([]);
    expect(await there.sh('curl -s http://127.0.0.1:8080/')).toBe('one\n');
  });

  test('a configuration that fails its test is refused, and the server left as it is', async () => {
    const parent = await there.sh('cat apache2.pid', { cwd: folder });
    const more = join(folder, 'apache2/apache2.conf');
    const before = readFileSync(more, 'utf8');
    writeFileSync(more, `${before}NoSuchDirective on\n`);
    const policy = `probes:\n  flag: { file_age: { path: ${folder}/flag } }\n`;
    const refused = await check(
      policy + rule('flag.exists == false', ['apache_reload: {}', 'apache_restart: {}'], '1s'),
    );
    writeFileSync(more, before);
    expect(refused.rules[0]?.remedies.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    expect(await there.sh('cat apache2.pid', { cwd: folder })).toBe(parent);
    expect(await there.sh('curl -s http://127.0.0.1:8080/')).toBe('one\n');
  });
});

describe.concurrent('run and notify', () => {
  const flagged = (flag: string): string => `probes:\n  flag: { file_age: { path: ${flag} } }\n`;

  test('a command that hangs is ended with all it started, one that fails is said, and the next rung helps', async ({
    expect,
  }) => {
    const flag = join(folder, 'flag-run');
    const begun = Date.now();
    const healed = await check(
      flagged(flag) +
        rule('flag.exists == false', [
          'run: { argv: [/bin/sh, -c, "sleep 4711 & sleep 4711"], timeout: 1s }',
          'run: { argv: [/bin/false] }',
          'run: { argv: [/no/such/program] }',
          `run: { argv: [touch, ${flag}] }`,
        ]),
    );
    expect(healed.rules[0]).toMatchObject({
      state: 'healed',
      remedies: [{ outcome: 'failed' }, { outcome: 'failed' }, { outcome: 'failed' }, { outcome: 'helped' }],
    });
    expect(Date.now() - begun).toBeLessThan(patient(20_000));
    expect(await there.sh(`pgrep -f '[4]711' || true`)).toBe('');
  });

  test('one that kills kapa: the next check goes on at the next rung', async ({ expect }) => {
    const flag = join(folder, 'flag-kill');
    const state = join(folder, 'state-kill');
    const policy =
      flagged(flag) +
      rule('flag.exists == false', [
        'run: { argv: [/bin/sh, -c, "kill -KILL $PPID"] }',
        `run: { argv: [touch, ${flag}] }`,
      ]);
    const killed = await check(policy, { state });
    expect(killed.exit).not.toBe(0);
    expect(existsSync(flag)).toBe(false);
    const healed = await check(policy, { state });
    expect(healed.rules[0], healed.stderr).toMatchObject({
      state: 'healed',
      remedies: [{ remedy: 'run', outcome: 'helped' }],
    });
    expect(existsSync(flag)).toBe(true);
  });

  test('a rung that tells people reaches the channels it names, and only those', async ({ expect }) => {
    const told = join(folder, 'told.sh');
    const flag = join(folder, 'flag-told');
    writeFileSync(told, `#!/bin/sh\ncat >> ${folder}/told-$1\n`, { mode: 0o755 });
    const healed = await check(
      `settings:
  notify:
    channels:
      - { name: oncall, command: { argv: [${told}, oncall] } }
      - { name: other, command: { argv: [${told}, other] } }
      - { name: broken, command: { argv: [/bin/false] } }
${flagged(flag)}${rule(
        'flag.exists == false',
        [
          'notify: { message: The queue needs a person, channels: [oncall] }',
          'notify: { message: So it does, channels: [broken] }',
          `run: { argv: [touch, ${flag}] }`,
        ],
        '1s',
      )}`,
    );
    expect(healed.rules[0]).toMatchObject({
      state: 'healed',
      remedies: [
        { remedy: 'notify', outcome: 'told' },
        { remedy: 'notify', outcome: 'failed' },
        { remedy: 'run', outcome: 'helped' },
      ],
    });
    const [oncall, other] = ['oncall', 'other'].map((name) =>
      readFileSync(join(folder, `told-${name}`), 'utf8'),
    );
    expect(oncall?.match(/The queue needs a person/gu)).toHaveLength(1);
    expect(other).not.toContain('The queue needs a person');
    // Alerts go to all.
    for (const text of [oncall, other]) expect(text).toMatch(/❌ Ill[^]*✅ Ill/u);
  });
});
