import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildAlone, image, type Release } from './image.ts';
import { boot, type Machine } from './machine.ts';

const project = resolve(import.meta.dirname, '../..');

/** Setting of a host: Apache's MPM, and who runs the backend. */
export interface Setting {
  readonly mpm: 'prefork' | 'event';
  readonly runner: 'pm2' | 'systemd';
}

/** Setting of the operator's host. */
export const operators: Setting = { mpm: 'prefork', runner: 'pm2' };

/** Hosts that kapa is shown on: each release with each MPM, and with each who runs the backend. The first is the operator's. */
export const hosts: readonly (Setting & { readonly release: Release; readonly name: string })[] = [
  { name: 'Debian 12, prefork, PM2', release: 'bookworm', ...operators },
  { name: 'Debian 12, event, systemd', release: 'bookworm', mpm: 'event', runner: 'systemd' },
  { name: 'Debian 13, event, PM2', release: 'trixie', mpm: 'event', runner: 'pm2' },
  { name: 'Debian 13, prefork, systemd', release: 'trixie', mpm: 'prefork', runner: 'systemd' },
];

/** The operator's names. */
export const site = {
  name: 'kapa.healtheworld.com.co',
  /** In PM2, and as a unit of systemd. */
  app: 'kapa-backend',
  user: 'kapa',
  backend: '/var/www/kapa.healtheworld.com.co/backend',
  ecosystem: '/var/www/kapa.healtheworld.com.co/backend/ecosystem.config.js',
} as const;

/**
 * Makes a bare machine the operator's host before kapa: the vhosts that certbot wrote, Debian's bad defaults, a
 * certificate, and the backend as user kapa: under PM2, resurrected at boot by PM2's own systemd unit, or as a unit.
 */
async function buildSite(machine: Machine, { mpm, runner }: Setting): Promise<void> {
  await machine.sh('useradd --create-home --shell /bin/bash kapa');
  machine.copy(join(project, 'demo/host/etc/letsencrypt'), '/etc/letsencrypt');
  for (const vhost of [`${site.name}.conf`, `${site.name}-le-ssl.conf`])
    machine.copy(
      join(project, 'demo/host/etc/apache2/sites-available', vhost),
      `/etc/apache2/sites-available/${vhost}`,
    );
  machine.copy(join(import.meta.dirname, 'backend/server.js'), `${site.backend}/server.js`);
  machine.put(
    site.ecosystem,
    `module.exports = { apps: [{ name: '${site.app}', script: 'server.js', cwd: '${site.backend}' }] };\n`,
  );
  await machine.sh(
    `live=/etc/letsencrypt/live/${site.name}
     mkdir -p $live /var/www/${site.name}/frontend/dist
     echo '<h1>kapa</h1>' > /var/www/${site.name}/frontend/dist/index.html
     openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=${site.name} -keyout $live/privkey.pem -out $live/fullchain.pem 2> /dev/null
     chown -R kapa: /var/www/${site.name}
     a2dismod -q mpm_event
     a2enmod -q mpm_${mpm} proxy proxy_http ssl rewrite headers
     a2ensite -q ${site.name} ${site.name}-le-ssl
     echo '127.0.0.1 ${site.name}' >> /etc/hosts
     systemctl restart apache2`,
  );
  await (runner === 'pm2' ? startUnderPm2(machine) : startAsUnit(machine));
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
}

async function startUnderPm2(machine: Machine): Promise<void> {
  await machine.sh(`pm2 start ${site.ecosystem} && pm2 save`, { user: site.user });
  await machine.sh(`pm2 kill`, { user: site.user });
  await machine.sh(
    `pm2 startup systemd -u ${site.user} --hp /home/${site.user} && systemctl start pm2-${site.user}`,
  );
}

async function startAsUnit(machine: Machine): Promise<void> {
  machine.put(
    `/etc/systemd/system/${site.app}.service`,
    `[Unit]
Description=Backend of ${site.name}
After=network.target

[Service]
User=${site.user}
WorkingDirectory=${site.backend}
ExecStart=/usr/local/bin/node server.js
Restart=always

[Install]
WantedBy=multi-user.target
`,
  );
  await machine.sh(`systemctl daemon-reload; systemctl enable --now ${site.app}`);
}

/**
 * The layers of the operator's host before kapa, to boot machines over: built once, and kept beside the image until
 * what it is made of changes.
 */
export async function siteLayers(
  release: Release = 'bookworm',
  setting: Setting = operators,
): Promise<readonly string[]> {
  const ingredients = [
    Buffer.from(JSON.stringify(setting)),
    readFileSync(import.meta.filename),
    readFileSync(join(import.meta.dirname, 'backend/server.js')),
    readFileSync(join(project, 'demo/host/etc/apache2/sites-available', `${site.name}-le-ssl.conf`)),
  ];
  const key = createHash('sha256').update(Buffer.concat(ingredients)).digest('hex').slice(0, 12);
  const base = image(release);
  const layer = `${base}-site-${key}`;
  const done = buildAlone(layer);
  try {
    if (existsSync(layer)) return [layer, base];
    const machine = await boot(`build-site-${process.pid}`, [base]);
    await buildSite(machine, setting);
    return await machine.keep(layer);
  } finally {
    done();
  }
}

/**
 * Installs kapa from its packed npm package, as the README says: the one that the environment's KAPA_PACKAGE names,
 * else one packed from the project as it is built.
 */
export async function installKapa(machine: Machine): Promise<void> {
  const packed = process.env['KAPA_PACKAGE'];
  if (packed === undefined) pack(machine);
  else machine.copy(packed, '/root/kapa.tgz');
  await machine.must(['npm', 'install', '--global', '--offline', '/root/kapa.tgz']);
}

/** Puts the shipped policies on a host, with what the README says to change in them for its setting. */
export function putPolicies(machine: Machine, { mpm, runner }: Setting, folder = '/etc/kapa/policies'): void {
  machine.copy(join(project, 'policies'), folder);
  const [host, health] = [`${folder}/host.yaml`, `${folder}/health.yaml`];
  machine.put(host, machine.get(host).replace('mpm: prefork', `mpm: ${mpm}`));
  if (runner === 'systemd')
    machine.put(
      health,
      machine
        .get(health)
        .replace(/^ {6}app: .*$/mu, `      service: ${site.app}.service`)
        .replace(/^ {6}(?:user|ecosystem): .*\n/gmu, ''),
    );
}

function pack(machine: Machine): void {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-pack-'));
  try {
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
      cwd: project,
    });
    const [name = ''] = readdirSync(folder);
    machine.copy(join(folder, name), '/root/kapa.tgz');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Asks the site through Apache, as a user would; resolves to the status, 0 when there was no answer. */
export async function askSite(machine: Machine, path = '/api/health'): Promise<number> {
  const curl = 'curl -sk -m 5 -o /dev/null -w %{http_code}'.split(' ');
  const { stdout } = await machine.run([...curl, `https://${site.name}${path}`]);
  return Number(stdout);
}
