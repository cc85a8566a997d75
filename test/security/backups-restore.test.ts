import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// What operators do with backups goes on working, and gives back exactly what was there.

let arena: Arena;
const vhost = '/etc/apache2/sites-available/shop.conf';
const index = '/var/lib/kapa/backups.jsonl';
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => arena.close());
beforeEach(async () => {
  await arena.sh(`
    rm -rf /var/lib/kapa /etc/own /srv/app ${vhost}*
    mkdir -p /etc/own /srv/app /etc/apache2/sites-available; chown kapa: /srv/app; echo old > ${vhost}`);
});

async function apply(path: string, content: string, keep = 20): Promise<string> {
  await arena.write(
    '/etc/kapa/one.yaml',
    `policy: one
settings: { backups: { keep: ${keep} } }
resources:
  - name: one
    file: { path: ${path}, content: "${content}\\n" }
`,
  );
  const ended = await arena.kapa(['apply', '/etc/kapa/one.yaml', '--yes', '--json']);
  const { transaction } = JSON.parse(ended.stdout) as { readonly transaction: string };
  expect(ended.status, ended.stderr).toBe(0);
  return transaction;
}

async function backups(): Promise<
  readonly { readonly backup: string; readonly state: string; readonly mode: string }[]
> {
  const { stdout } = await arena.kapa(['backups', '--json']);
  return JSON.parse(stdout).backups;
}

async function restored(what: string, ...options: readonly string[]): Promise<void> {
  const ended = await arena.kapa(['restore', what, '--yes', ...options]);
  expect(ended.status, ended.stderr).toBe(0);
}

const about = (path: string) => arena.sh(`stat -c '%a %U:%G' ${path}; cat ${path}`);

test('a virtual host is put back by its name, by its backup and by its transaction', async () => {
  const transaction = await apply(vhost, 'new');
  const [first] = await backups();
  expect(first).toMatchObject({ state: 'intact', mode: '0644' });
  expect(await about(first?.backup ?? '')).toBe('644 root:root\nold\n');
  for (const what of [vhost, first?.backup ?? '', transaction]) {
    await apply(vhost, 'new');
    await restored(what);
    expect(await about(vhost)).toBe('644 root:root\nold\n');
  }
});

test('a backup that the operator copies, here and back, is still the backup', async () => {
  await apply(vhost, 'new');
  const [{ backup } = { backup: '' }] = await backups();
  await arena.sh(
    `cp -a ${backup} ${vhost}; cp -a ${backup} /root/kept; rm ${backup}; cp -a /root/kept ${backup}`,
  );
  await restored(vhost);
  await apply(vhost, 'new');
  await restored(backup);
  expect(await about(vhost)).toBe('644 root:root\nold\n');
});

test('a copy that the operator made, named like a backup, is put back', async () => {
  await arena.sh(`echo by hand > ${vhost}.backup_20251111_101010`);
  await restored(`${vhost}.backup_20251111_101010`);
  expect(await about(vhost)).toBe('644 root:root\nby hand\n');
});

test('a file in the folder of an application comes back from the state folder as it was', async () => {
  const path = '/srv/app/.env';
  await arena.sh(`echo old > ${path}; chown kapa:www-data ${path}; chmod 640 ${path}`);
  await apply(path, 'new');
  await arena.sh(`rm ${path}`);
  await restored(path);
  expect(await about(path)).toBe('640 kapa:www-data\nold\n');
});

test.each([
  ['640 root:www-data', '600 root:root'],
  ['600 kapa:kapa', '600 root:root'],
  ['4755 root:root', '755 root:root'],
  ['664 kapa:www-data', '644 kapa:www-data'],
])('a file that is %s is saved as %s, and put back exactly', async (was, saved) => {
  const path = '/etc/own/a';
  const [mode = '', owner = ''] = was.split(' ');
  await arena.sh(`echo old > ${path}; chown ${owner} ${path}; chmod ${mode} ${path}`);
  await apply(path, 'new');
  const [{ backup } = { backup: '' }] = await backups();
  expect(await about(backup)).toBe(`${saved}\nold\n`);
  await arena.sh(`chmod 777 ${path}; chown eve: ${path}`);
  await restored(path, '--with-others');
  expect(await about(path)).toBe(`${was}\nold\n`);
});

test('a secret that everybody could read is saved for root alone', async () => {
  await arena.sh('echo old > /etc/own/a; chmod 644 /etc/own/a');
  await arena.write(
    '/etc/kapa/one.yaml',
    'policy: one\nresources: [{ name: one, file: { path: /etc/own/a, content: new, secret: true } }]\n',
  );
  expect((await arena.kapa(['apply', '/etc/kapa/one.yaml', '--yes'])).status).toBe(0);
  const [{ backup } = { backup: '' }] = await backups();
  expect(await about(backup)).toBe('600 root:root\nold\n');
});

test('only what kapa made and nobody changed is removed as too old', async () => {
  for (const content of ['1', '2', '3']) await apply(vhost, content, 2);
  const [oldest, newer] = await backups();
  await arena.sh(`echo mine > ${oldest?.backup}`);
  for (const content of ['4', '5']) await apply(vhost, content, 2);
  expect(await arena.read(oldest?.backup ?? '')).toBe('mine\n');
  expect(await arena.read(newer?.backup ?? '')).toBeUndefined();
});

test('a backup of a kapa that kept no seals is put back where only root could change it', async () => {
  await apply(vhost, 'new');
  await arena.sh(`sed -i 's/,"seal":.*/}/' ${index}`);
  expect(await backups()).toMatchObject([{ state: 'unchecked' }]);
  await restored(vhost);
  expect(await about(vhost)).toBe('644 root:root\nold\n');
  await apply(vhost, 'new');
  await arena.sh(`sed -i 's/,"seal":.*/}/' ${index}; chown eve /etc/apache2/sites-available`);
  const ended = await arena.kapa(['restore', vhost, '--yes']);
  await arena.sh('chown root /etc/apache2/sites-available');
  expect(ended.status).not.toBe(0);
  expect(ended.stderr).toContain('others than root could have changed it');
  expect(await arena.read(vhost)).toBe('new\n');
});

test('a transaction whose saved bytes are not those any more changes nothing', async () => {
  const transaction = await apply(vhost, 'new');
  await arena.sh(`sed -i s/old/OLD/ /var/lib/kapa/transactions/${transaction}/undo.bin`);
  const ended = await arena.kapa(['restore', transaction, '--yes']);
  expect(ended.status).not.toBe(0);
  expect(ended.stderr).toContain(transaction);
  expect(await arena.read(vhost)).toBe('new\n');
});
