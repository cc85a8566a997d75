import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const keyring = 'kapa-archive-keyring.gpg';

/**
 * Makes a signed repository of packages: a folder that any web server serves, with its key and a source for apt.
 * Signed is with the key that KAPA_SIGNING_KEY names, else with one that is made once for trying out.
 */
export function buildRepository(debs, folder, time) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'pool'), { recursive: true });
  for (const deb of debs) copyFileSync(deb, join(folder, 'pool', basename(deb)));
  for (const architecture of ['amd64', 'arm64']) {
    const index = join(folder, 'dists/stable/main', `binary-${architecture}`);
    mkdirSync(index, { recursive: true });
    const packages = ftparchive(['--arch', architecture, 'packages', 'pool'], folder);
    writeFileSync(join(index, 'Packages'), packages);
    writeFileSync(join(index, 'Packages.gz'), gzipSync(packages, { level: 9 }));
  }
  const release = join(folder, 'dists/stable');
  const settings = {
    Origin: 'kapa',
    Label: 'kapa',
    Suite: 'stable',
    Codename: 'stable',
    Architectures: 'amd64 arm64',
    Components: 'main',
  };
  const options = Object.entries(settings).flatMap(([key, value]) => [
    '-o',
    `APT::FTPArchive::Release::${key}=${value}`,
  ]);
  const date = new Date(time * 1000).toUTCString().replace('GMT', 'UTC');
  const text = ftparchive([...options, 'release', '.'], release)
    .toString()
    .replace(/^Date: .*$/mu, `Date: ${date}`);
  writeFileSync(join(release, 'Release'), text);
  sign(release, folder, time);
  writeFileSync(
    join(folder, 'kapa.sources'),
    `Types: deb
URIs: ${process.env['KAPA_REPOSITORY'] ?? 'file:/srv/kapa'}
Suites: stable
Components: main
Signed-By: /usr/share/keyrings/${keyring}
`,
  );
}

function ftparchive(args, cwd) {
  return execFileSync('apt-ftparchive', args, { cwd, maxBuffer: 1 << 24 });
}

function sign(release, folder, time) {
  const key = process.env['KAPA_SIGNING_KEY'] ?? trialKey();
  const { home, id } = typeof key === 'string' ? { home: process.env['GNUPGHOME'], id: key } : key;
  const env = home === undefined ? process.env : { ...process.env, GNUPGHOME: home };
  const gpg = (args) =>
    execFileSync('gpg', ['--batch', '--yes', '--quiet', ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  // The time of the files, not of the signing: the same packages are signed by the same bytes.
  const moment = ['--faked-system-time', `${time}!`, '--ignore-time-conflict'];
  const signing = ['--local-user', id, '--digest-algo', 'SHA512'];
  gpg([
    ...moment,
    ...signing,
    '--clearsign',
    '--output',
    join(release, 'InRelease'),
    join(release, 'Release'),
  ]);
  gpg([
    ...moment,
    ...signing,
    '--armor',
    '--detach-sign',
    '--output',
    join(release, 'Release.gpg'),
    join(release, 'Release'),
  ]);
  gpg(['--export', '--output', join(folder, keyring), id]);
  if (typeof key !== 'string') endAgent(home);
}

/** A key without a passphrase, made once and kept beside what is built: of no use but for trying out. */
function trialKey() {
  const home = resolve('.cache/signing');
  const id = 'kapa trial repository';
  if (existsSync(home)) return { home, id };
  console.error('KAPA_SIGNING_KEY names no key: signed with one that is only for trying out.');
  const aside = `${home}.${process.pid}`;
  mkdirSync(dirname(aside), { recursive: true });
  mkdirSync(aside, { mode: 0o700 });
  const args = ['--batch', '--quiet', '--passphrase', '', '--faked-system-time', '20250101T000000'];
  execFileSync('gpg', [...args, '--quick-generate-key', id, 'ed25519', 'sign', 'never'], {
    env: { ...process.env, GNUPGHOME: aside },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  endAgent(aside);
  renameSync(aside, home);
  return { home, id };
}

/** gpg leaves a daemon behind in each home. */
function endAgent(home) {
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);
}
