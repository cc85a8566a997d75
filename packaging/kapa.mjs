import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { put } from './deb.mjs';
import { generator } from './generated.mjs';

const own = join(import.meta.dirname, 'kapa');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const { buildCompletion, buildManual } = await generator();

/** The package kapa: the program as built, for any architecture. */
export const kapa = {
  name: 'kapa',
  version,
  architecture: 'all',
  fields: {
    Depends: 'nodejs (>= 20.19) | kapa-node',
    Recommends: 'logrotate',
    Section: 'admin',
    Priority: 'optional',
  },
  description: `keeps an Apache and Node host in its declared state and heals it
 From policies in YAML it plans, proves and applies what an Apache with a
 Node.js backend behind it must look like, with backups and a way back, and
 measures, judges and remedies what leaves its bounds.
 .
 Nothing runs until it is asked for: kapa-watch.service, or the timers
 kapa-check@GROUP.timer.`,
  scripts: Object.fromEntries(['postinst', 'prerm', 'postrm', 'triggers'].map((name) => [name, read(name)])),
  copyright: copyright(),
  fill,
};

async function fill(root, time) {
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  for (const [from, to] of [
    ['dist', 'usr/lib/kapa/dist'],
    ['modules', 'usr/lib/kapa/modules'],
    ['templates', 'usr/lib/kapa/templates'],
    ['policies', 'usr/share/kapa/policies'],
    ['schema', 'usr/share/kapa/schema'],
  ])
    cpSync(from, join(root, to), { recursive: true });
  for (const left of ['cache', 'THIRD-PARTY-LICENSES', 'kapa.cjs'])
    rmSync(join(root, 'usr/lib/kapa/dist', left), { recursive: true });
  // Started by /usr/bin/kapa alone, and so no program by itself.
  put(root, 'usr/lib/kapa/dist/kapa.cjs', readFileSync('dist/kapa.cjs', 'utf8').replace(/^#!.*/u, ''));
  const notices = gzipSync(readFileSync('dist/THIRD-PARTY-LICENSES'), { level: 9 });
  put(root, 'usr/share/doc/kapa/third-party.gz', notices);
  for (const script of ['cache-folder.cjs', 'code-cache.cjs', 'make-code-cache.cjs'])
    put(root, `usr/lib/kapa/scripts/${script}`, readFileSync(join('scripts', script)));
  put(root, 'usr/lib/kapa/package.json', `${JSON.stringify({ name: 'kapa', version }, undefined, 2)}\n`);
  put(root, 'usr/lib/kapa/make-code-cache', read('make-code-cache'), 0o755);
  put(root, 'usr/lib/kapa/ansible-fact', read('ansible-fact'), 0o755);
  put(root, 'usr/lib/kapa/package-work', read('package-work'), 0o755);
  put(root, 'usr/bin/kapa', read('kapa'), 0o755);
  put(root, 'usr/lib/kapa/complete-values', read('complete-values'), 0o755);
  for (const [path, text] of Object.entries(completion(buildCompletion()))) put(root, path, text);
  for (const [locale, folder] of Object.entries({ en: 'man', es: 'man/es' }))
    for (const [page, text] of Object.entries(await buildManual(locale, date)))
      put(root, `usr/share/${folder}/${page}.gz`, gzipSync(text, { level: 9 }));
  put(root, 'etc/logrotate.d/kapa', read('logrotate'));
  put(root, 'etc/dpkg/dpkg.cfg.d/kapa', read('dpkg.cfg'));
  mkdirSync(join(root, 'etc/kapa'));
  mkdirSync(join(root, 'etc/ansible/facts.d'), { recursive: true });
  symlinkSync('/usr/lib/kapa/ansible-fact', join(root, 'etc/ansible/facts.d/kapa.fact'));
  const units = 'usr/lib/systemd/system';
  for (const unit of ['kapa-watch.service', 'kapa-check@.service', 'kapa-check@.timer'])
    put(
      root,
      `${units}/${unit}`,
      read(unit).replace('#@SANDBOX@', () => sandbox()),
    );
  for (const group of ['apache-workers', 'machine'])
    put(root, `${units}/kapa-check@${group}.timer.d/period.conf`, read(`kapa-check@${group}.timer.conf`));
}

/** Settings of a unit that confine what kapa reaches, as the unit that policies declare has them. */
function sandbox() {
  const template = readFileSync('templates/kapa-watch.service.hbs', 'utf8');
  return template.slice(template.indexOf('# The sandbox:'), template.indexOf('[Install]')).trimEnd();
}

function completion({ bash, zsh, fish, topics }) {
  return {
    'usr/share/bash-completion/completions/kapa': bash,
    'usr/share/zsh/vendor-completions/_kapa': zsh,
    'usr/share/fish/vendor_completions.d/kapa.fish': fish,
    'usr/lib/kapa/topics': topics,
  };
}

function copyright() {
  const licence = readFileSync('LICENSE', 'utf8').trim();
  return `kapa is under this licence:\n\n${licence}\n\nThe packages in it are under their own, with their texts in /usr/share/doc/kapa/third-party.gz.\nThe one of Apache-2.0 is in /usr/share/common-licenses/Apache-2.0.\n`;
}

function read(name) {
  return readFileSync(join(own, name), 'utf8');
}
