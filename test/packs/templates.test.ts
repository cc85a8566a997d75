import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { expect, test } from 'vitest';

test.each([
  [
    {
      cluster: true,
      instances: 2,
      max_memory_restart: '500M',
      env: { NODE_ENV: 'production', PORT: '3001' },
    },
    'cluster',
  ],
  [{ env: {} }, 'fork'],
])('the ecosystem file is JavaScript that PM2 can read', (more, mode) => {
  const text = readFileSync(new URL('../../templates/ecosystem.config.js.hbs', import.meta.url), 'utf8');
  const values = { name: 'kapa-backend', script: 'server.js', cwd: '/var/www/kapa/backend', ...more };
  const code = Handlebars.compile(text, { strict: true, noEscape: true })(values);
  const { stdout } = spawnSync('node', ['-e', `${code}\nconsole.log(JSON.stringify(module.exports))`], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toMatchObject({
    apps: [{ name: 'kapa-backend', script: 'server.js', exec_mode: mode, env: more.env }],
  });
});
