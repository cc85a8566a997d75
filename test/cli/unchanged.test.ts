import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { recallPlan } from '../../src/cli/unchanged.ts';
import { planDocument } from '../../src/report/plan_json.ts';
import { openNamespace } from './namespace.ts';
import { copyHost, type Copy } from './program.ts';
import { keptContext } from './surroundings.ts';

const policy = `policy: p
vars: { limit: 100, word: one }
resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: "{{ limit }}", MaxConnectionsPerChild: 1000 } }
  - name: Security
    apache_directives: { file: /etc/apache2/conf-enabled/security.conf, set: { ServerTokens: Prod } }
  - name: From a template
    file: { path: /srv/app/page.conf, template: page.hbs, owner: www-data, mode: "0640" }
  - name: From a file
    file: { path: /srv/link/copy.conf, source: given.conf }
  - name: Jobs
    cron: { user: root, jobs: [{ schedule: "*/3 * * * *", run: /usr/bin/true }] }
  - name: System jobs
    cron: { file: shop, user: root, jobs: [{ schedule: "7 * * * *", run: /usr/bin/true }] }
  - name: Rotation
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true }
`;

let host: Copy;
let vars: string;
beforeAll(() => {
  host = copyHost();
  vars = join(host.folder, 'vars.yaml');
});
afterAll(() => {
  host.close();
});

/** Seconds since 1970. */
const longAgo = 1_000_000_000;

const at = (path: string): string => join(host.root, path);
const beside = (path: string): string => join(host.folder, 'policies', path);
const memo = (): string => join(host.state, 'unchanged.json');
const words = (): string[] => [beside(''), '--vars', vars];
const options = () => ({ root: host.root, stateDir: host.state, vars });

/** The host and its policies as in the beginning, and an apply that has found nothing to do. */
async function converge(): Promise<void> {
  for (const folder of ['etc', 'srv', 'real', 'var']) rmSync(at(folder), { recursive: true, force: true });
  rmSync(beside(''), { recursive: true, force: true });
  const fresh = copyHost();
  cpSync(fresh.root, host.root, { recursive: true, verbatimSymlinks: true });
  fresh.close();
  mkdirSync(at('real'), { recursive: true });
  mkdirSync(at('srv/app'), { recursive: true });
  symlinkSync('/real', at('srv/link'));
  host.policy(policy);
  host.policy('page {{ word }} of {{ facts.hostname }}\n', 'templates/page.hbs');
  host.policy('as given\n', 'given.conf');
  host.policy('policy: q\nvars: { unused: 1 }\n', 'more/below.yaml');
  writeFileSync(vars, 'limit: 120\n');
  const first = await kapa('apply', '--yes');
  expect(first.status, first.out).toBe(0);
  for (const tree of [host.root, beside('')])
    for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), longAgo, longAgo);
  await pause(150);
  expect(await kapa('apply', '--yes')).toMatchObject({ status: 0 });
  expect(existsSync(memo())).toBe(true);
}

async function kapa(command: string, ...more: string[]): Promise<{ status: number; out: string }> {
  const chunks: string[] = [];
  const stream = { write: (text: string) => Boolean(chunks.push(text)), isTTY: false, columns: 80 };
  const status = await run(
    [command, ...words(), ...more, '--root', host.root, '--state-dir', host.state, '--allow-untrusted'],
    {
      env: {},
      stdout: stream,
      stderr: stream,
      stdin: () => process.stdin,
      cwd: () => host.folder,
    },
  );
  return { status, out: chunks.join('') };
}

async function recalled(): Promise<unknown> {
  const { context } = keptContext(options());
  const plan = await recallPlan([beside('')], {}, { ...context, cwd: host.folder });
  return plan && planDocument(plan, context.say);
}

/** What a plan shows that is made from nothing but the policies and the host. */
async function planned(): Promise<unknown> {
  if (existsSync(memo())) renameSync(memo(), `${memo()}.aside`);
  const { out } = await kapa('plan', '--json');
  if (existsSync(`${memo()}.aside`)) renameSync(`${memo()}.aside`, memo());
  try {
    return JSON.parse(out);
  } catch {
    return out;
  }
}

/** Writes other bytes of the same length, and puts the times back. */
function forge(path: string): void {
  const text = readFileSync(path, 'latin1');
  writeFileSync(
    path,
    text.replace(/[a-z](?=[^a-z]*$)/u, (letter) => (letter === 'x' ? 'y' : 'x')),
    'latin1',
  );
  utimesSync(path, longAgo, longAgo);
}

/** Puts another file with the same times in a file's place. */
function swap(path: string): void {
  copyFileSync(path, `${path}.other`);
  forge(`${path}.other`);
  renameSync(`${path}.other`, path);
}

const mpm = 'etc/apache2/mods-available/mpm_prefork.conf';
const moves: Readonly<Record<string, () => void>> = {
  'a file forged, its length and times kept': () => forge(at('srv/app/page.conf')),
  'a file swapped for another with the same times': () => swap(at('etc/logrotate.d/shop')),
  'an Apache file edited': () => forge(at(mpm)),
  'an Apache file behind a link swapped': () => swap(at('etc/apache2/conf-available/security.conf')),
  'an Apache file more': () => writeFileSync(at('etc/apache2/conf-enabled/zz.conf'), 'ServerTokens Full\n'),
  'an Apache link removed': () => rmSync(at('etc/apache2/conf-enabled/security.conf')),
  'a mode': () => chmodSync(at('srv/app/page.conf'), 0o644),
  'an owner': () => chownSync(at('srv/app/page.conf'), 0, 0),
  'a file removed': () => rmSync(at('real/copy.conf')),
  'a folder link led elsewhere': () => {
    mkdirSync(at('elsewhere'), { recursive: true });
    writeFileSync(at('elsewhere/copy.conf'), 'others\n');
    rmSync(at('srv/link'));
    symlinkSync('/elsewhere', at('srv/link'));
  },
  'a folder in place of a link': () => {
    rmSync(at('srv/link'));
    mkdirSync(at('srv/link'));
  },
  'a file in place of a folder': () => {
    rmSync(at('srv/app'), { recursive: true });
    writeFileSync(at('srv/app'), '');
  },
  'a crontab': () => forge(at('var/spool/cron/crontabs/root')),
  'a crontab removed': () => rmSync(at('var/spool/cron/crontabs/root')),
  'a system crontab': () => forge(at('etc/cron.d/shop')),
  'an account': () => {
    const file = at('etc/passwd');
    if (existsSync(file))
      writeFileSync(file, readFileSync(file, 'utf8').replace('www-data:x:33', 'www-data:x:34'));
  },
  'the name of the host': () => writeFileSync(at('etc/hostname'), 'another\n'),
  'a policy edited, its length and times kept': () => {
    const file = beside('policy.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('1000', '1001'));
    utimesSync(file, longAgo, longAgo);
  },
  'a policy more, in a folder below': () =>
    void host.policy(
      'policy: r\nresources: [{ name: More, file: { path: /srv/more, content: "x\\n" } }]\n',
      'more/r.yaml',
    ),
  'a policy removed': () => rmSync(beside('more/below.yaml')),
  'a template edited': () => forge(beside('templates/page.hbs')),
  'a template of the shipped ones overruled': () => void host.policy('# mine\n', 'templates/logrotate.hbs'),
  'a source swapped': () => swap(beside('given.conf')),
  'a variable of the file': () => writeFileSync(vars, 'limit: 121\n'),
  'what kapa owns': () => rmSync(join(host.state, 'manifest.json')),
  'a file that becomes one of two links': () => linkSync(at('srv/app/page.conf'), at('srv/app/second')),
  nothing: () => undefined,
};

test('a plan that had nothing to do is recalled while nothing moves', async () => {
  await converge();
  const fresh = await planned();
  expect(await recalled()).toEqual(fresh);
  expect(JSON.parse((await kapa('plan', '--json')).out)).toEqual(fresh);
  expect(await kapa('apply', '--yes')).toMatchObject({
    status: 0,
    out: expect.stringContaining('Nothing to do'),
  });
});

test.each(Object.keys(moves))(
  'after this no plan is recalled that differs from a new one: %s',
  async (name) => {
    await converge();
    moves[name]?.();
    const fresh = await planned();
    const kept = await recalled();
    if (kept !== undefined) expect(kept).toEqual(fresh);
    if (name === 'nothing') expect(kept).toBeDefined();
  },
);

test('whatever moves, and in whatever order, a recalled plan is the one that would be made', async () => {
  const names = array(constantFrom(...Object.keys(moves)), { minLength: 2, maxLength: 4 });
  await assert(
    asyncProperty(names, async (chosen) => {
      await converge();
      for (const name of chosen) {
        try {
          moves[name]?.();
        } catch (error) {
          // An earlier move has taken away what this one moves.
          if (!(error instanceof Error && 'code' in error)) throw error;
        }
      }
      const kept = await recalled();
      if (kept !== undefined) expect(kept).toEqual(await planned());
    }),
    { numRuns: 15 },
  );
});

test('a plan is not recalled for another request, nor for values on the command line', async () => {
  await converge();
  const { context } = keptContext(options());
  const ask = (more: object) =>
    recallPlan([beside('')], {}, { ...context, cwd: host.folder, options: { ...context.options, ...more } });
  expect(await ask({})).toBeDefined();
  expect(await ask({ target: ['Jobs'] })).toBeUndefined();
  expect(await ask({ skip: ['Jobs'] })).toBeUndefined();
  expect(await ask({ vars: undefined })).toBeUndefined();
  expect(await ask({ set: ['word=two'] })).toBeUndefined();
  expect(await recallPlan([beside('')], { prune: true }, { ...context, cwd: host.folder })).toBeUndefined();
});

test('a plan that was made from a crontab with a password is not kept', async () => {
  await converge();
  const crontab = at('var/spool/cron/crontabs/root');
  writeFileSync(crontab, `${readFileSync(crontab, 'utf8')}1 1 * * * dump mysql://shop:hunter22@db/shop\n`);
  utimesSync(crontab, longAgo, longAgo);
  await pause(150);
  expect(await kapa('apply', '--yes')).toMatchObject({ status: 0, out: expect.stringContaining('Nothing') });
  expect(readFileSync(memo(), 'utf8')).not.toContain('hunter22');
  rmSync(memo());
  await kapa('apply', '--yes');
  expect(existsSync(memo())).toBe(false);
});

test('what changed a moment ago is not relied on: its times could stay as they are', async () => {
  await converge();
  rmSync(memo());
  utimesSync(at('srv/app/page.conf'), new Date(), new Date());
  await kapa('apply', '--yes');
  expect(existsSync(memo())).toBe(false);
});

test('a damaged memory is no trouble, and a transaction that begins takes it away', async () => {
  await converge();
  writeFileSync(memo(), '{"version":1,');
  expect(await recalled()).toBeUndefined();
  expect(await kapa('apply', '--yes')).toMatchObject({ status: 0 });
  expect(await recalled()).toBeDefined();
  forge(at(mpm));
  expect(await kapa('apply', '--yes')).toMatchObject({ status: 0 });
  expect(existsSync(memo())).toBe(false);
});

test('on a live host, what no file of the policies tells is asked again: a crontab changed by crontab(1)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-live-'));
  const namespace = await openNamespace();
  try {
    const file = join(folder, 'p.yaml');
    writeFileSync(
      file,
      `policy: p
resources:
  - { name: Jobs, cron: { user: root, jobs: [{ schedule: "7 * * * *", run: kapa status }] } }
  - { name: File, file: { path: ${folder}/made, content: x } }
`,
      { mode: 0o600 },
    );
    await namespace.sh(`mkdir ${folder}/spool && mount --bind ${folder}/spool /var/spool/cron/crontabs`);
    // Where no usual folder has kapa, as with a Node of a version manager.
    symlinkSync(join(import.meta.dirname, '../../dist/kapa.cjs'), join(folder, 'kapa'));
    const program = [process.execPath, join(folder, 'kapa')];
    const state = join(folder, 'state');
    const kapa = (command: string, ...more: string[]) =>
      namespace.run([...program, command, file, '--state-dir', state, ...more]);
    expect(await kapa('apply', '--yes')).toMatchObject({ status: 0, stderr: '' });
    await pause(150);
    expect(await kapa('apply', '--yes')).toMatchObject({ status: 0, stderr: '' });
    const kept = readFileSync(join(state, 'unchanged.json'), 'utf8');
    expect((await kapa('apply', '--yes')).stdout).toContain('Nothing to do');
    expect(readFileSync(join(state, 'unchanged.json'), 'utf8')).toBe(kept);
    await namespace.sh('echo "9 * * * * other" | crontab -');
    expect(await kapa('plan', '--detailed-exitcode')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('kapa status'),
    });
  } finally {
    namespace.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
