import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Backups of what kapa changes, attacked by whoever owns the folder that the file is in.

let arena: Arena;
const app = '/srv/app';
const config = `${app}/config.json`;
const shadow = 'root:$y$CANARY-of-shadow';
const built = mkdtempSync(join(tmpdir(), 'kapa-swap-'));
const swap = join(built, 'swap-on-close');
beforeAll(async () => {
  execFileSync('cc', ['-o', swap, join(import.meta.dirname, 'swap-on-close.c')]);
  chmodSync(built, 0o755);
  arena = await openArena();
  await arena.sh(`printf '%s\\n' '${shadow}' > /etc/shadow; chmod 640 /etc/shadow; chgrp shadow /etc/shadow`);
});
afterAll(() => {
  arena.close();
  rmSync(built, { recursive: true });
});
beforeEach(async () => {
  await arena.sh(`
    rm -rf ${app} /var/lib/kapa /etc/own; mkdir -p ${app} /etc/own
    echo old > ${config}; chown -R eve: ${app}`);
});

async function declare(path: string, content: string, more = ''): Promise<void> {
  const file = `{ path: ${path}, content: "${content}\\n"${more} }`;
  await arena.write('/etc/kapa/one.yaml', `policy: one\nresources:\n  - name: one\n    file: ${file}\n`);
}

async function apply(path: string, content: string): Promise<void> {
  await declare(path, content);
  const ended = await arena.kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
  if (ended.status !== 0) throw new Error(ended.stdout + ended.stderr);
}

interface Listed {
  readonly path: string;
  readonly backup: string;
  readonly state: string;
}

async function backups(): Promise<readonly Listed[]> {
  const { stdout } = await arena.kapa(['backups', '--json']);
  return (JSON.parse(stdout) as { readonly backups: readonly Listed[] }).backups;
}

const last = async (): Promise<Listed> => {
  const found = (await backups()).at(-1);
  if (found === undefined) throw new Error('no backup');
  return found;
};

const restore = (what: string) => arena.kapa(['restore', what, '--yes']);

test('no backup lies where the owner of a folder can swap it', async () => {
  await apply(config, 'new');
  const { backup } = await last();
  await arena.as('eve', `rm -f ${app}/*.backup_* && ln -s /etc/shadow ${backup} || true`);
  await restore(config);
  expect(await arena.read(config)).toBe('old\n');
  expect(backup).toMatch(/^\/var\/lib\/kapa\/backups\/srv\/app\//u);
  expect((await arena.sh(`stat -c '%a %U' ${backup}; ls ${app}`)).trim()).toBe('600 root\nconfig.json');
});

test('nor where someone of the folder’s group can', async () => {
  await arena.sh('echo old > /etc/own/a.conf; chgrp eve /etc/own; chmod 775 /etc/own');
  await apply('/etc/own/a.conf', 'new');
  expect((await last()).backup).toMatch(/^\/var\/lib\/kapa\/backups\/etc\/own\//u);
});

test('a copy that the owner of a folder names like a backup is refused', async () => {
  const copy = `${config}.backup_20251111_101010`;
  for (const plant of [`ln -s /etc/shadow ${copy}`, `rm ${copy}; mv ${app}/secret ${copy}`]) {
    await arena.sh(`echo OLDSECRET > ${app}/secret; chmod 600 ${app}/secret`);
    await arena.as('eve', plant);
    const ended = await restore(copy);
    expect(ended.status, ended.stdout).not.toBe(0);
    expect(await arena.read(config)).toBe('old\n');
  }
});

test('nor where the owner of a folder above can', async () => {
  await arena.sh(`mkdir -p ${app}/conf; echo old > ${app}/conf/a; chown -R root: ${app}/conf`);
  await apply(`${app}/conf/a`, 'new');
  expect((await last()).backup).toMatch(/^\/var\/lib\/kapa\/backups\/srv\/app\/conf\//u);
});

test.each([
  ['a link to a file of root’s', (at: string) => `rm ${at}; ln -s /etc/shadow ${at}`],
  ['other content', (at: string) => `rm ${at}; echo evil > ${at}`],
  ['a pipe', (at: string) => `rm ${at}; mkfifo ${at}`],
  ['a folder', (at: string) => `rm ${at}; mkdir ${at}`],
  ['a huge file', (at: string) => `rm ${at}; truncate -s 3G ${at}`],
])('a backup that became %s is refused, and marked', async (what, swapFor) => {
  // The folder was root's when the backup was made, and given away afterwards.
  await arena.sh('echo old > /etc/own/a.conf; chmod 644 /etc/own/a.conf');
  await apply('/etc/own/a.conf', 'new');
  const { backup } = await last();
  expect(backup).toMatch(/^\/etc\/own\//u);
  await arena.sh('chown -R eve: /etc/own');
  await arena.as('eve', swapFor(backup));
  for (const asked of ['/etc/own/a.conf', backup]) {
    const ended = await restore(asked);
    expect(ended.status, ended.stdout).not.toBe(0);
    expect(ended.stderr).toContain(backup);
    expect(await arena.read('/etc/own/a.conf')).toBe('new\n');
  }
  expect((await last()).state).toBe(what === 'a huge file' ? 'unreadable' : 'changed');
});

// Each time that the file has been read is a time to swap it before it is looked at again.
test.each([1, 2, 3, 4])('a secret that is swapped after reading %i does not become readable', async (nth) => {
  await arena.sh(`
    rm -rf ${app}/*; echo OLDSECRET > ${app}/secret.json; chmod 600 ${app}/secret.json
    echo mine > ${app}/mine; chown eve: ${app}/mine; chmod 666 ${app}/mine`);
  const swapping = arena.startAs('eve', ['sh', '-c', `cd ${app} && exec ${swap} secret.json mine ${nth}`]);
  await new Promise((resolve) => void swapping.stdout?.once('data', resolve));
  await declare(`${app}/secret.json`, 'fresh', ', secret: true');
  await arena.kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
  await restore(`${app}/secret.json`);
  expect(await arena.as('eve', `cat ${app}/* 2>/dev/null || true`)).not.toContain('OLDSECRET');
});
