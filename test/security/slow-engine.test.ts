import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accounts, openArena, type Arena } from './arena.ts';
import { patient } from '../patient.ts';

let arena: Arena;
const socket = `/run/user/${accounts.eve}/docker.sock`;
const site = (port: number): string => `<VirtualHost *:80>
ServerName a${port}.example
ProxyPass /api/ http://127.0.0.1:${port}/
</VirtualHost>
`;

beforeAll(async () => {
  arena = await openArena();
  await arena.sh(`rm -rf /etc/apache2; mkdir -p /etc/apache2/mods-enabled
    mount -t tmpfs tmpfs /run; mkdir /run/user; install -d -o eve -m 700 ${dirname(socket)}`);
  await arena.write('/etc/apache2/apache2.conf', 'IncludeOptional sites-enabled/*.conf\n');
  await arena.write('/etc/apache2/sites-enabled/sites.conf', site(3001) + site(3002));
});
afterAll(() => {
  arena.close();
});

test('an engine that tells of a hundred containers, and nothing of any, holds kapa init up for seconds', async () => {
  await arena.write(
    '/srv/engine.cjs',
    `const told = JSON.stringify(Array.from({ length: 100 }, (_, at) => ({ Names: ['/c' + at] })));
for (const port of [3001, 3002]) require('node:net').createServer().listen(port, '127.0.0.1');
require('node:http').createServer(({ url }, answer) => {
  if (url === '/containers/json') answer.writeHead(200, { 'content-length': told.length }).end(told);
}).listen('${socket}');`,
  );
  arena.startAs('eve', [process.execPath, '/srv/engine.cjs']);
  await vi.waitFor(() => arena.sh(`test -S ${socket}`), { timeout: patient(10_000) });
  const ran = await arena.sh(
    `timeout ${patient(20_000) / 1000} ${process.execPath} ${process.cwd()}/dist/kapa.cjs init --out /srv/out 2>&1`,
  );
  expect(ran).toContain('the container engine of eve takes too long');
  expect(ran).toContain('backend-3002.yaml.off');
});
