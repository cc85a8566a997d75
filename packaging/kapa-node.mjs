import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { put } from './deb.mjs';
import { nodeFolder, nodeVersion } from './node-release.mjs';

const own = join(import.meta.dirname, 'kapa-node');

/** The package kapa-node for an architecture: Node's own binary, for kapa alone. */
export function kapaNode(build) {
  const folder = nodeFolder(build);
  return {
    name: 'kapa-node',
    version: nodeVersion,
    architecture: build.architecture,
    fields: {
      Depends: 'libc6 (>= 2.28), libgcc-s1 (>= 3.4), libstdc++6 (>= 8)',
      Enhances: 'kapa',
      Section: 'javascript',
      Priority: 'optional',
      Homepage: 'https://nodejs.org/',
    },
    description: `Node.js for kapa alone
 The JavaScript runtime that kapa runs on where the host has none that is new
 enough, or has one that belongs to its application. It is on nobody's PATH.`,
    copyright: `Copyright Node.js contributors.

The binary is Node's own, as https://nodejs.org/ publishes it; its licence, MIT, and those of the libraries in it
are in /usr/share/doc/kapa-node/node.gz. Those of Apache-2.0 are in /usr/share/common-licenses/Apache-2.0.
`,
    // Each build would otherwise take a minute of the processor to save a tenth of the size.
    level: 1,
    overrides: readFileSync(join(own, 'lintian-overrides'), 'utf8'),
    fill(root) {
      put(
        root,
        'usr/share/doc/kapa-node/node.gz',
        gzipSync(readFileSync(join(folder, 'LICENSE')), { level: 9 }),
      );
      mkdirSync(join(root, 'usr/lib/kapa/bin'), { recursive: true });
      copyFileSync(join(folder, 'bin/node'), join(root, 'usr/lib/kapa/bin/node'));
      chmodSync(join(root, 'usr/lib/kapa/bin/node'), 0o755);
    },
  };
}
