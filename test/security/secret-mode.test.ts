import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.write('/etc/kapa/templates/own.hbs', 'password={{ p }}\n');
  await arena.write('/etc/kapa/raw', 'password\n');
});
afterAll(() => {
  arena.close();
});

test('a secret without a mode is for its owner alone; what is there is narrowed, never widened', async () => {
  await arena.sh(`
    install -d /srv/secret && cd /srv/secret && echo old > open && chmod 666 open && echo old > closed && chmod 400 closed
    printf same > same && chmod 664 same && printf x > asked
  `);
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
resources:
  - { name: Text, file: { path: /srv/secret/text, content: new, secret: true } }
  - { name: Template, file: { path: /srv/secret/template, template: own.hbs, with: { p: new }, secret: true } }
  - { name: Source, file: { path: /srv/secret/source, source: raw, secret: true } }
  - { name: Open, file: { path: /srv/secret/open, content: new, secret: true } }
  - { name: Closed, file: { path: /srv/secret/closed, content: new, secret: true } }
  - { name: Same, file: { path: /srv/secret/same, content: same, secret: true } }
  - { name: Asked, file: { path: /srv/secret/asked, content: new, secret: true, mode: "0644" } }
`,
  );
  const applied = await arena.kapa(['apply', '/etc/kapa/p.yaml', '--yes']);
  expect(applied.status, `${applied.stdout}${applied.stderr}`).toBe(0);
  expect(await arena.sh(`cd /srv/secret; stat -c '%n %a' text template source open closed same asked`)).toBe(
    'text 600\ntemplate 600\nsource 600\nopen 600\nclosed 400\nsame 600\nasked 644\n',
  );
  expect((await arena.kapa(['plan', '/etc/kapa/p.yaml'])).status).toBe(0);
  const lint = await arena.kapa(['lint', '/etc/kapa/p.yaml']);
  expect(lint.stdout.match(/KAPA051/gu)).toHaveLength(1);
  expect(lint.stdout).toContain('0644');
});
