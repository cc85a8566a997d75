import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const maintainer = 'The kapa authors <kapa@healtheworld.com.co>';

/**
 * Builds a package out of a description: `fields` of its control file, `scripts` of maintenance, `level` of compression, and
 * `fill`, which puts its files below a folder. The same files at the same `time` (seconds since 1970) make the same bytes.
 */
export async function buildDeb(
  { name, version, architecture, fields, description, scripts = {}, copyright, overrides, level = 6, fill },
  out,
  time,
) {
  const root = join(out, `.${name}_${architecture}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  await fill(root, time);
  const documents = `usr/share/doc/${name}`;
  put(root, `${documents}/copyright`, copyright);
  put(root, `${documents}/changelog.gz`, gzipSync(changelog(name, version, time), { level: 9 }));
  if (overrides !== undefined) put(root, `usr/share/lintian/overrides/${name}`, overrides);
  settle(root, time);

  const paths = filesBelow(root);
  const files = paths.filter((path) => lstatSync(join(root, path)).isFile());
  const size = paths.reduce((sum, path) => sum + Math.ceil(lstatSync(join(root, path)).size / 1024), 0);
  const control = {
    Package: name,
    Version: version,
    Architecture: architecture,
    Maintainer: maintainer,
    'Installed-Size': size,
    ...fields,
  };
  const lines = Object.entries(control).map(([key, value]) => `${key}: ${value}\n`);
  put(root, 'DEBIAN/control', `${lines.join('')}Description: ${description}\n`);
  put(root, 'DEBIAN/md5sums', files.map((path) => `${digestOf(join(root, path))}  ${path}\n`).join(''));
  const conffiles = files.filter((path) => path.startsWith('etc/'));
  if (conffiles.length > 0) put(root, 'DEBIAN/conffiles', conffiles.map((path) => `/${path}\n`).join(''));
  for (const [script, text] of Object.entries(scripts))
    put(root, `DEBIAN/${script}`, text, script === 'triggers' ? 0o644 : 0o755);

  const deb = join(out, `${name}_${version}_${architecture}.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zxz', `-z${level}`, root, deb], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(time) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(root, { recursive: true });
  return deb;
}

/** Writes a file of a package, and the folders above it. */
export function put(root, path, content, mode = 0o644) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** Modes and times that do not depend on who builds: folders 0755, programs 0755, all else 0644. */
function settle(root, time) {
  for (const path of ['', ...readdirSync(root, { recursive: true })]) {
    const file = join(root, path);
    const status = lstatSync(file);
    if (!status.isSymbolicLink())
      chmodSync(file, status.isDirectory() || (status.mode & 0o100) !== 0 ? 0o755 : 0o644);
    lutimesSync(file, time, time);
  }
}

function filesBelow(root) {
  return readdirSync(root, { recursive: true }).toSorted();
}

function digestOf(file) {
  return createHash('md5').update(readFileSync(file)).digest('hex');
}

function changelog(name, version, time) {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) stable; urgency=medium\n\n  * Version ${version}.\n\n -- ${maintainer}  ${date}\n`;
}
