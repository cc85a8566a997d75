import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh('install -d -o 2001 -g 2001 /srv/app; ln -s /srv/app /var/log/app');
});
afterAll(() => {
  arena.close();
});

async function plan(path: string, user: string): Promise<string> {
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
resources:
  - name: Jobs
    cron: { file: jobs, jobs: [{ schedule: "@daily", run: /bin/true, user: ${user}, output: { append: ${path} } }] }
`,
  );
  const { stdout, stderr } = await arena.kapa(['plan', '/etc/kapa/p.yaml']);
  return stdout + stderr;
}

test.each([
  ['/srv/app/out.log', 'root'],
  ['/var/log/app/out.log', 'root'],
  ['/srv/app/out.log', 'victim'],
])('output to %s by %s is refused, since others lead it', async (path, user) => {
  expect(await plan(path, user)).toMatch(/others can lead it elsewhere through\s+\/srv\/app/u);
});

test.each([
  ['/var/log/out.log', 'root'],
  ['/srv/app/out.log', 'kapa'],
])('output to %s by %s is planned', async (path, user) => {
  expect(await plan(path, user)).not.toContain('elsewhere');
});
