// A host for the shipped health group: a backend run by a PM2 of its own, and an Apache of its own in front of it.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '..');
const shipped = join(project, 'policies');
const pm2 = join(project, 'node_modules/.bin/pm2');

/** Starts it, in namespaces of the network and of mounts that are nobody else's; `close` ends all of it. */
export async function openHealthHost() {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  // PM2's sockets have a path of at most 107 characters.
  const scratch = mkdtempSync(join(tmpdir(), 'kb-'));
  const env = { ...process.env, PM2_HOME: join(scratch, '.pm2') };
  delete env['NODE_EXTRA_CA_CERTS'];
  let apache;
  const close = () => {
    apache?.kill('SIGTERM');
    spawnSync(pm2, ['kill'], { env, stdio: 'ignore' });
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    ownHome(scratch);
    startBackend(scratch, env);
    apache = startApache(scratch);
    await Promise.all([3001, 443].map(answers));
    return { scratch, env, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The shipped policies for such a host, judged every so often; returns their folder. */
export function copyPolicies({ scratch }, { every = '3m', names = readdirSync(shipped) } = {}) {
  const folder = mkdtempSync(join(scratch, 'policies-'));
  for (const name of names)
    writeFileSync(join(folder, name), readFileSync(join(shipped, name)), { mode: 0o600 });
  change(join(folder, 'health.yaml'), [['/var/log/kapa_health.log', join(scratch, 'kapa.log')]]);
  cpSync(join(project, 'modules'), join(folder, 'modules'), { recursive: true });
  for (const module of ['node-site-pm2', 'apache-runs'])
    change(join(folder, `modules/${module}.yaml`), [['every: 3m', `every: ${every}`]]);
  change(join(folder, 'host.yaml'), [['backend_user: kapa', 'backend_user: root']]);
  return folder;
}

/** How many requests its Apache has answered. */
export function answered({ scratch }) {
  const log = join(scratch, 'apache/access.log');
  return existsSync(log) ? readFileSync(log).length / 2 : 0;
}

function change(file, replacements) {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
}

/** Makes a folder root's home, so that PM2 is where it usually is. */
function ownHome(folder) {
  const accounts = readFileSync('/etc/passwd', 'utf8');
  const file = join(folder, 'passwd');
  writeFileSync(file, accounts.replace(/^(root(?::[^:]*){4}:)[^:]*/m, `$1${folder}`));
  execFileSync('mount', ['--bind', file, '/etc/passwd']);
}

function startBackend(scratch, env) {
  const file = join(scratch, 'server.js');
  writeFileSync(file, `require('http').createServer((q, a) => a.end('ok')).listen(3001, '127.0.0.1');\n`);
  execFileSync(pm2, ['start', file, '--name', 'kapa-backend'], { env, stdio: 'ignore' });
}

/** The backend's proxy under TLS, with the workers of the shipped policy. Each request is two bytes in its log. */
function startApache(scratch) {
  const folder = join(scratch, 'apache');
  mkdirSync(folder);
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' });
  const modules = ['mpm_prefork', 'authz_core', 'socache_shmcb', 'ssl', 'proxy', 'proxy_http'];
  writeFileSync(
    join(folder, 'apache2.conf'),
    [
      ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      'ServerName localhost',
      'User www-data',
      'Group www-data',
      `DefaultRuntimeDir ${folder}`,
      `PidFile ${folder}/pid`,
      `ErrorLog ${folder}/error.log`,
      'LogFormat "-" one',
      `CustomLog ${folder}/access.log one`,
      'StartServers 5',
      'MinSpareServers 5',
      'MaxSpareServers 10',
      'MaxRequestWorkers 150',
      'MaxConnectionsPerChild 1000',
      'Listen 127.0.0.1:443',
      'SSLEngine on',
      `SSLCertificateFile ${certificate}`,
      `SSLCertificateKeyFile ${key}`,
      'ProxyPass / http://127.0.0.1:3001/',
      '',
    ].join('\n'),
  );
  const words = ['-d', folder, '-f', join(folder, 'apache2.conf'), '-DFOREGROUND'];
  // It ends its whole group of processes when it ends.
  return spawn('/usr/sbin/apache2', words, { stdio: 'inherit', detached: true });
}

/** Resolves when something takes connections at a port. */
async function answers(port) {
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise((told) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => told(true)).once('error', () => told(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((next) => {
      setTimeout(next, 100);
    });
  }
  throw new Error(`nobody answers at port ${port}`);
}
