import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openNamespace } from './namespace.ts';
import { copyHost, kapa, treeOf, type Copy } from './program.ts';

let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => {
  host.close();
});

test('init writes policies of what is there: they lint clean and their first plan shows no change', () => {
  const before = treeOf(host.root);
  const folder = join(host.folder, 'found');
  const made = host.run(['init', '--out', folder]);
  expect(made.status, made.err).toBe(0);
  expect(treeOf(host.root)).toEqual(before);
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  expect(text).toContain('apache_mpm');
  expect(text).toContain('kapa.healtheworld.com.co');
  expect(text).toContain('/usr/local/bin/backup-db --quiet');
  const lint = kapa(['lint', folder]);
  expect(lint.status, lint.out).toBe(0);
  const plan = host.run(['plan', folder, '--json', '--detailed-exitcode']);
  expect(plan.json().resources.filter(({ action }) => action !== 'none')).toEqual([]);
  expect(plan.status, plan.err).toBe(0);
  expect(host.run(['init', '--out', folder])).toMatchObject({
    status: 1,
    err: expect.stringContaining('--force'),
  });
  expect(host.run(['init', '--out', folder, '--force']).status).toBe(0);
});

test('with --drop-in the files of packages stay as they are, and those that differ are named', () => {
  const file = join(host.root, 'etc/apache2/mods-available/mpm_prefork.conf');
  const before = readFileSync(file, 'utf8');
  mkdirSync(join(host.root, 'var/lib/dpkg'), { recursive: true });
  const vhost = '/etc/apache2/sites-available/kapa.healtheworld.com.co-le-ssl.conf';
  writeFileSync(
    join(host.root, 'var/lib/dpkg/status'),
    `Package: apache2\nStatus: install ok installed\nConffiles:\n ${vhost} 00000000000000000000000000000000\n`,
  );
  const folder = join(host.folder, 'found');
  const made = host.run(['init', '--drop-in', '--out', folder]);
  expect(made.status, made.err).toBe(0);
  expect(made.err).toContain('in a file of its own');
  expect(made.err).toContain(`${vhost} is a configuration file of the package apache2`);
  expect(made.err).toContain('sites-available/NAME.conf');
  expect(kapa(['lint', folder])).toMatchObject({ status: 0 });
  expect(host.run(['apply', '--yes', folder]).status).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(readFileSync(join(host.root, 'etc/apache2/conf-available/kapa-mpm.conf'), 'utf8')).toMatch(
    /MaxRequestWorkers/u,
  );
  expect(host.run(['plan', folder, '--detailed-exitcode']).status).toBe(0);
});

test('a host with nothing that kapa knows is told so', () => {
  const empty = join(host.folder, 'empty');
  mkdirSync(empty);
  expect(kapa(['init', '--root', empty, '--out', join(host.folder, 'none')]).status).toBe(1);
});

test('the applications of a daemon that works in a folder of its own are found, and rules for what listens at a port', async () => {
  const namespace = await openNamespace();
  const home = join(host.folder, 'pm2');
  const pm2 = resolve('node_modules/.bin');
  const env = { PATH: `${dirname(process.execPath)}:${pm2}:${process.env['PATH'] ?? ''}`, HOME: host.folder };
  const daemon = { cwd: host.folder, env: { ...env, PM2_HOME: home } };
  try {
    writeFileSync(
      join(host.folder, 'app.js'),
      "require('node:http').createServer((_, r) => r.end()).listen(3001, '127.0.0.1');\n",
    );
    writeFileSync(
      join(host.folder, 'ecosystem.config.js'),
      "module.exports = { apps: [{ name: 'far', script: 'app.js' }] };\n",
    );
    await namespace.sh('pm2 -s start ecosystem.config.js && pm2 -s save', daemon);
    await namespace.sh(`
      mount --bind '${host.root}/etc/apache2' /etc/apache2
      until curl -s http://127.0.0.1:3001/; do sleep 0.1; done`);
    const out = join(host.folder, 'found');
    const run = (...args: string[]) =>
      namespace.run([process.execPath, resolve('dist/kapa.cjs'), ...args], { env });
    const made = await run('init', '--out', out);
    expect(made.status, made.stderr).toBe(0);
    expect(readFileSync(join(out, 'backend.yaml'), 'utf8')).toContain(`home: ${home}`);
    const state = ['--state-dir', host.state];
    const plan = await run('plan', join(out, 'backend.yaml'), '--json', '--detailed-exitcode', ...state);
    expect(plan.status, plan.stdout + plan.stderr).toBe(0);
    const rules = readFileSync(join(out, 'backend-3001.yaml.off'), 'utf8');
    for (const part of [
      'Only far holds port 3001',
      'far is online',
      'far answers',
      `home: ${home}`,
      'pm2_reset',
    ])
      expect(rules).toContain(part);
  } finally {
    await namespace.run(['pm2', '-s', 'kill'], daemon);
    namespace.close();
  }
});
