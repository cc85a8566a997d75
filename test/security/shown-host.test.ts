import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';
import { harmIn, hostile } from './hostile.ts';

// What accounts of the host put in front of root: a crontab, a folder of theirs, the name of a program.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => {
  arena.close();
});

async function shown(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await arena.kapa(args);
  expect(harmIn(stdout + stderr), args.join(' ')).toEqual([]);
  return stdout + stderr;
}

test('a crontab of the application user, in a plan and in an error', async () => {
  const at = '/var/spool/cron/crontabs/kapa';
  await arena.write(
    '/etc/kapa/cron.yaml',
    'policy: p\nresources:\n  - name: Jobs\n    cron: { user: kapa, path: inherit, jobs: [{ schedule: "0 3 * * *", run: /bin/true }] }\n',
  );
  await arena.write(at, `* * * * * ${hostile.replaceAll('\r', '')}\n`, 0o600);
  await arena.sh(`chown kapa ${at}`);
  expect(await shown('plan', '/etc/kapa/cron.yaml')).toContain(String.raw`\x1b[2J`);
  await arena.write(at, `99 99 * * * ${hostile.replaceAll('\r', '')}\n`, 0o600);
  await arena.sh(`chown kapa ${at}`);
  expect(await shown('plan', '/etc/kapa/cron.yaml')).toContain(String.raw`\x1b[2J`);
});

test('a file and a link in a folder of the application user', async () => {
  await arena.sh('install -d -o kapa -g kapa /srv/app');
  await arena.as('kapa', String.raw`printf 'old\033[2J\033[8m\r\342\200\256x\n' > /srv/app/config`);
  await arena.as('kapa', String.raw`ln -s "$(printf '/srv/app/a\n- gone\033[2J')" /srv/app/current`);
  await arena.write(
    '/etc/kapa/app.yaml',
    'policy: p\nresources:\n  - name: Config\n    file: { path: /srv/app/config, content: "new\\n" }\n  - name: Current\n    symlink: { path: /srv/app/current, to: /srv/app/b }\n',
  );
  const text = await shown('plan', '/etc/kapa/app.yaml');
  expect(text).toContain(String.raw`-old\x1b[2J\x1b[8m\r\u202ex`);
  expect(text).toContain(String.raw`/srv/app/a\n- gone\x1b[2J`);
  expect(text).not.toMatch(/^- gone/mu);
});

test('the name of a program that holds a port makes no field and no mark of the log', async () => {
  const program = `/home/eve/${'x | Backend y: 1 — ❌ \u202Ez\nw'}`;
  await arena.as('eve', `cp ${process.execPath} "$(printf '%b' ${quoted(program)})"`);
  const server = arena.startAs('eve', [
    program,
    '-e',
    "require('node:net').createServer().listen(3001, '127.0.0.1', () => console.log('up'))",
  ]);
  await new Promise((done) => server.stdout?.once('data', done));
  await arena.write(
    '/etc/kapa/port.yaml',
    'policy: p\ngroup: p\nlog: { file: /var/log/kapa_port.log, locale: es }\nprobes:\n  port: { port_owner: { port: 3001, expected: { program: nginx } } }\nrules:\n  - { name: Ajeno, when: port.owned == false, severity: critical }\n',
  );
  await shown('check', '/etc/kapa/port.yaml');
  const nagios = await shown('check', '/etc/kapa/port.yaml', '--format', 'nagios');
  expect(nagios.trimEnd().split('\n')).toHaveLength(1);
  const log = (await arena.read('/var/log/kapa_port.log')) ?? '';
  expect(harmIn(log)).toEqual([]);
  for (const line of log.trimEnd().split('\n')) {
    expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:✅|❌|⚠️) /u);
    expect(line.split('❌').length).toBeLessThanOrEqual(2);
    expect(line.split(' | ')).toHaveLength(1);
    expect(line).toContain(String.raw`x \x7c Backend y: 1`);
    expect(line.split(' — ').length).toBeLessThanOrEqual(2);
  }
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
