import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// Eve swaps what stands under a declared name as fast as she can, while root applies and applies.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh(`
    install -d /etc/aim && printf 'of root\\n' > /etc/aim/file && chmod 600 /etc/aim/file
    install -d /etc/aim/sub && install -d -o eve -g eve /srv/app
  `);
});
afterAll(() => {
  arena.close();
});

const swaps: readonly (readonly [string, string, string])[] = [
  [
    'a file and a link',
    `mkdir own; while :; do echo mine > own/n; mv -T own/n x; ln -sfT /etc/aim/file own/l; mv -T own/l x; done`,
    `  - name: File
    file: { path: /srv/app/x, content: "ROUND", owner: eve, mode: "0666" }
`,
  ],
  [
    'a folder and a link',
    `mkdir -p conf/sub; while :; do mv -T conf away; ln -sT /etc/aim conf; rm conf; mv -T away conf; done`,
    `  - name: File
    file: { path: /srv/app/conf/file, content: "ROUND", owner: eve }
  - name: New
    file: { path: /srv/app/conf/new, content: "ROUND" }
  - name: Folder
    directory: { path: /srv/app/conf/sub, owner: eve, mode: "0777" }
  - name: Link
    symlink: { path: /srv/app/conf/link, to: "ROUND" }
  - name: Gone
    file: { path: /srv/app/conf/gone, state: absent }
`,
  ],
];

test.for(swaps)('%s', async ([, swapping, resources]) => {
  await arena.sh('rm -rf /srv/app && install -d -o eve -g eve /srv/app');
  const before = await arena.sh(`find /etc/aim -printf '%p %y %i %m %U %n %T@ %C@ %l\\n'`);
  const swapper = arena.startAs('eve', ['/bin/sh', '-c', `cd /srv/app; ${swapping}`]);
  const until = Date.now() + 8000;
  let rounds = 0;
  try {
    for (; Date.now() < until || rounds < 5; rounds += 1) {
      await arena.write(
        '/etc/kapa/p.yaml',
        `policy: p\nresources:\n${resources.replaceAll('ROUND', `${rounds}`)}`,
      );
      await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
      await arena.kapa(['recover']);
    }
  } finally {
    swapper.kill('SIGKILL');
    await arena.sh('pkill -KILL -u eve || :');
  }
  expect(await arena.sh(`find /etc/aim -printf '%p %y %i %m %U %n %T@ %C@ %l\\n'`)).toBe(before);
});
