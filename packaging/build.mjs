// npm run package [FOLDER [PACKAGE...]]: the Debian packages and a signed repository of them, in build/package unless a folder is given.
// Built again at one commit they are the same bytes; SOURCE_DATE_EPOCH sets another time than the commit's.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildDeb } from './deb.mjs';
import { kapaNode } from './kapa-node.mjs';
import { kapa } from './kapa.mjs';
import { nodeBuilds } from './node-release.mjs';
import { buildRepository } from './repository.mjs';

const [folder = 'build/package', ...asked] = process.argv.slice(2);
const out = resolve(folder);
const time = Number(process.env['SOURCE_DATE_EPOCH'] ?? execFileSync('git', ['log', '-1', '--format=%ct']));
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const wanted = (name) => asked.length === 0 || asked.includes(name);
const packages = [
  ...(wanted('kapa') ? [kapa] : []),
  ...(wanted('kapa-node') ? nodeBuilds.map(kapaNode) : []),
];
const debs = [];
for (const description of packages) debs.push(await buildDeb(description, out, time));
buildRepository(debs, join(out, 'repository'), time);
for (const deb of debs) console.log(deb);
console.log(join(out, 'repository'));
