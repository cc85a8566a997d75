import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
resources: [{ name: Conf, apache_conf: { name: scratch, content: "Timeout 61\\n" } }]
`,
  );
});
afterAll(() => {
  arena.close();
});

/** A plan of root's that may not mount, as in a container: the proof copies Apache's folder. */
async function planIn(folder: string): Promise<string> {
  return arena.sh(
    `TMPDIR=${folder} setpriv --bounding-set=-sys_admin ${process.execPath} ${process.cwd()}/dist/kapa.cjs plan /etc/kapa/p.yaml; true`,
  );
}

test.each([
  ['another user', 'install -d -o eve -m 755 /srv/tmp'],
  ['everybody', 'install -d -m 777 /srv/tmp'],
  [
    'whoever owns the folder above',
    'install -d -o eve /srv/eve; install -d /srv/eve/tmp; ln -sfn /srv/eve/tmp /srv/tmp',
  ],
])('what is proven is never copied to where %s could swap it', async (_, make) => {
  await arena.sh(`rm -rf /srv/tmp; ${make}; touch -d 2001-01-01 /srv/tmp/.`);
  expect(await planIn('/srv/tmp')).toContain('Proven: ');
  expect(await arena.sh('stat -c %y /srv/tmp/.')).toContain('2001-01-01');
});

test("a folder of root's that TMPDIR names is used", async () => {
  await arena.sh('rm -rf /srv/tmp; install -d -m 700 /srv/tmp; touch -d 2001-01-01 /srv/tmp/.');
  expect(await planIn('/srv/tmp')).toContain('Proven: ');
  expect(await arena.sh('stat -c %y /srv/tmp/.; ls -A /srv/tmp')).not.toContain('2001-01-01');
});

test('what an installation is tried out on is never written to where another user could put a link', async () => {
  const installed = '/srv/installed';
  await arena.sh(`mkdir ${installed}; cd ${process.cwd()}
    cp -a dist scripts package.json policies templates modules schema ${installed}
    rm -rf /srv/tmp ${installed}/dist/cache; install -d -o eve -m 755 /srv/tmp; touch -d 2001-01-01 /srv/tmp/.`);
  await arena.sh(
    `cd ${installed}; TMPDIR=/srv/tmp ${process.execPath} scripts/make-code-cache.cjs dist policies`,
  );
  expect(await arena.sh('stat -c %y /srv/tmp/.')).toContain('2001-01-01');
  expect(await arena.sh(`ls ${installed}/dist/cache`)).toMatch(/^v\S+\n$/u);
});
