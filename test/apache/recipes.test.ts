import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab, type Lab } from './lab.ts';

const recipes = [...readFileSync('docs/apache.md', 'utf8').matchAll(/```yaml\npolicy: (\w+)\n.*?```/gsu)].map(
  ([block, name = '']) => ({ name, text: block.slice('```yaml\n'.length, -'```'.length) }),
);

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  lab.put(
    '/etc/apache2/sites-available/shop.conf',
    '<VirtualHost *:80>\n    ServerName shop.example.org\n    DocumentRoot /var/www/html\n</VirtualHost>\n',
  );
  await lab.sh(
    'a2ensite -q shop; apache2ctl start; until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done',
  );
});
afterAll(() => lab.close());

test('there are recipes', () => expect(recipes.length).toBeGreaterThan(5));

test.each(recipes)(
  'the recipe “$name” is proven, applied, and then there is nothing to do',
  async ({ text }) => {
    lab.put('/etc/kapa/recipe.yaml', text);
    const applied = await lab.kapa(['apply', '/etc/kapa/recipe.yaml', '--yes']);
    expect(applied.status, applied.stdout + applied.stderr).toBe(0);
    expect(applied.stdout).toContain('Proven');
    const again = await lab.kapa(['plan', '/etc/kapa/recipe.yaml', '--detailed-exitcode']);
    expect(again.status, again.stdout + again.stderr).toBe(0);
  },
);
