import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openNamespace, type Ended, type Namespace } from './namespace.ts';
import { kapaProgram } from './serve.ts';

const project = resolve(import.meta.dirname, '../..');
const node = process.execPath;

/** A server of its own: Apache at port 8080, and a user `kapa` whose PM2 runs `api`. */
export interface TestServer {
  readonly there: Namespace;
  readonly folder: string;
  /** Runs the built program there. */
  kapa(args: readonly string[], through?: readonly string[]): Promise<Ended>;
  /** Runs PM2 as the user. */
  pm2(...words: string[]): Promise<void>;
  close(): void;
}

/** Makes one, in a namespace; neither Apache nor PM2 runs yet. */
export async function openServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-server-'));
  const there = await openNamespace();
  for (const part of ['bin', 'root', 'log', 'apache2', 'home', 'www']) mkdirSync(join(folder, part));
  writeFileSync(join(folder, 'www/index.html'), 'one\n');
  writeFileSync(join(folder, 'apache2/envvars'), envvars(folder));
  writeFileSync(join(folder, 'apache2/apache2.conf'), configuration(folder));
  writeFileSync(join(folder, 'home/app.js'), 'setInterval(() => {}, 1000);\n', { mode: 0o644 });
  const app = `{ name: 'api', script: 'app.js', cwd: '${folder}/home' }`;
  writeFileSync(join(folder, 'home/ecosystem.config.js'), `module.exports = { apps: [${app}] };\n`);
  // PM2 stands where npm puts it for all users.
  await there.sh(
    `chmod a+rx .
     cp /etc/passwd passwd; echo "kapa:x:4242:4242::${folder}/home:/bin/sh" >> passwd
     cp /etc/group group; echo "kapa:x:4242:" >> group
     ln -s ${node} bin/node; ln -s ${project}/node_modules/pm2/bin/pm2 bin/pm2
     mount --bind passwd /etc/passwd; mount --bind group /etc/group
     mount --bind bin /usr/local/bin; mount --bind root /root
     mount --bind log /var/log; mount --bind apache2 /etc/apache2
     chown -R kapa: home; chmod 700 home`,
    { cwd: folder },
  );
  const home = join(folder, 'home');
  const asKapa = ['setpriv', '--reuid=kapa', '--regid=kapa', '--init-groups', '--'];
  const path = '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return {
    there,
    folder,
    kapa: (args, through = []) =>
      through.length > 0 ? there.run([...through, node, kapaProgram, ...args]) : there.kapa(args),
    async pm2(...words) {
      const env = { PATH: path, HOME: home, PM2_HOME: `${home}/.pm2` };
      await there.run([...asKapa, 'pm2', '-s', ...words], { cwd: home, env });
    },
    close() {
      there.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function envvars(folder: string): string {
  return [
    'APACHE_RUN_USER=www-data',
    'APACHE_RUN_GROUP=www-data',
    `APACHE_PID_FILE=${folder}/apache2.pid`,
    `APACHE_RUN_DIR=${folder}`,
    `APACHE_LOCK_DIR=${folder}`,
    `APACHE_LOG_DIR=${folder}/log`,
  ]
    .map((line) => `export ${line}\n`)
    .join('');
}

function configuration(folder: string): string {
  const modules = ['mpm_prefork', 'authz_core', 'mime', 'dir'];
  return `ServerName localhost
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache2.pid
User www-data
Group www-data
ErrorLog ${folder}/log/error.log
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
StartServers 2
MinSpareServers 2
MaxSpareServers 3
MaxRequestWorkers 6
Listen 127.0.0.1:8080
DocumentRoot ${folder}/www
`;
}
