import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab, type Lab } from './lab.ts';

const recipes = [...readFileSync('docs/apache.md', 'utf8').matchAll(/```yaml\npolicy: (\w+)\n.*?```/gsu)].map(
  ([block, name = '']) => ({ name, text: block.slice('```yaml\n'.length, -'```'.length) }),
);

const site = '/etc/apache2/sites-available/shop.conf';
const plain = `<VirtualHost *:80>
    ServerName shop.example.org
    DocumentRoot /var/www/html
    ProxyPass /old/ http://127.0.0.1:3002/
    IncludeOptional userdata/*.conf
</VirtualHost>
`;
const names = ['shop.example.org', 'www.shop.example.org', 'app.example.org', 'www.app.example.org'];

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  lab.put(site, plain);
  lab.put('/etc/apache2/userdata/shop.conf', '# Mine.\n');
  lab.put('/etc/apache2/conf-available/status-of-all.conf', '');
  lab.put('/etc/apache2/sites-available/shop-moved.conf', '');
  lab.put('/etc/hosts', `127.0.0.1 localhost ${names.join(' ')}\n`);
  lab.put('/tmp/backends.cjs', readFileSync('test/apache/backends.cjs'));
  lab.put('/var/www/html/admin/index.html', 'staff\n');
  lab.put('/var/www/html/x.php', 'source\n');
  lab.put('/var/www/html/.well-known/acme-challenge/token', 'token\n');
  lab.put('/var/www/app/dist/index.html', 'frontend\n');
  lab.put('/var/www/app/dist/app.js', 'script\n');
  await lab.sh(`
    mkdir -p /run/php /etc/letsencrypt/live/app.example.org
    htpasswd -bc /etc/apache2/staff.htpasswd anne secret
    cp /etc/letsencrypt/live/kapa.*/*.pem /etc/letsencrypt/live/app.example.org/
    cp /etc/letsencrypt/live/app.example.org/fullchain.pem /etc/ssl/backend.pem
    cp /etc/letsencrypt/live/app.example.org/privkey.pem /etc/ssl/backend.key
    a2enmod -q info
    a2enconf -q status-of-all
    a2ensite -q shop shop-moved
    apache2ctl start
    until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done`);
  const backends = lab.start([process.execPath, '/tmp/backends.cjs']);
  await new Promise((ready) => backends.stdout?.once('data', ready));
  await lab.sh('chmod 666 /run/shop.sock /run/php/php-fpm.sock');
});
afterAll(() => lab.close());

/** An answer of the server: its head and body. */
async function ask(url: string, ...more: readonly string[]): Promise<string> {
  return (await lab.run(['curl', '-sik', '--max-time', '5', ...more, url])).stdout.replaceAll('\r', '');
}

const websocket = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
  .concat('Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==')
  .flatMap((header) => ['-H', header]);

const handshake = async (url: string): Promise<string> =>
  (await ask(url, '--http1.1', ...websocket)).split('\n')[0] ?? '';

/** Tells what TLS the server agrees on with a client that offers some. */
async function agreed(...offer: readonly string[]): Promise<string> {
  const script = `openssl s_client -connect 127.0.0.1:443 -servername app.example.org ${offer.join(' ')} < /dev/null 2>&1 || true`;
  return /New, \S+, Cipher is (\S+)/u.exec(await lab.sh(script))?.[1] ?? '(NONE)';
}

/** Judgements by what the server answers once a recipe is applied. */
const judgements: Readonly<Record<string, () => Promise<void>>> = {
  async workers() {
    const said = await lab.sh('apache2ctl -t -D DUMP_CONFIG | grep -o "^ *MaxConnectionsPerChild.*"');
    expect(said.trim().split('\n').at(-1)).toMatch(/MaxConnectionsPerChild\s+1000$/u);
  },
  async redirect() {
    const answer = await ask('http://shop.example.org/a%20b?c=%20');
    expect(answer).toContain('HTTP/1.1 301');
    expect(answer).toContain('Location: https://shop.example.org/a%20b?c=%20\n');
    expect(await ask('http://shop.example.org/.well-known/acme-challenge/token')).toContain('\ntoken');
  },
  async headers() {
    const answer = await ask('http://www.shop.example.org/');
    expect(answer.match(/Strict-Transport-Security: max-age=31536000/gu)).toHaveLength(1);
  },
  async password() {
    expect(await ask('http://shop.example.org/admin/')).toContain('HTTP/1.1 401');
    expect(await ask('http://shop.example.org/admin/', '-u', 'anne:secret')).toContain('\nstaff');
    expect(await ask('http://shop.example.org/')).toContain('HTTP/1.1 200');
  },
  async php() {
    expect(await ask('http://shop.example.org/x.php')).toContain('\nby php');
  },
  async mounts() {
    expect(await ask('http://shop.example.org/a')).toContain('\nsocket /a');
    expect(await handshake('http://shop.example.org/live/chat')).toContain('101');
    expect(await ask('http://shop.example.org/.well-known/acme-challenge/token')).toContain('\ntoken');
  },
  async backend() {
    expect(await ask('http://shop.example.org/img/a/b.png')).toContain('\none /pictures/a/b.png');
    const secure = await ask('http://shop.example.org/secure/a');
    expect(secure).toContain('\nsecure /app/a for 127.0.0.1:3443 by https');
    expect(secure).toContain('Set-Cookie: id=1; Path=/secure/; Domain=shop.example.org\n');
    expect(await ask('http://shop.example.org/old/a')).toContain('HTTP/1.1 404');
  },
  async elsewhere() {
    expect(await ask('http://shop.example.org/fragment/a')).toContain('\ntwo /a');
    expect(await ask('http://shop.example.org/of-all/a')).toContain('\ntwo /a');
    expect(await ask('http://127.0.0.1/of-all/a')).toContain('\ntwo /a');
    expect(await handshake('http://shop.example.org/chat/a')).toContain('101');
    expect(lab.get('/etc/apache2/userdata/shop.conf')).toMatch(/^# Mine.\nProxyPass /u);
  },
  async moved() {
    expect(await ask('http://shop.example.org/a')).toContain('Location: http://shop.example.org:8082/a\n');
    expect(await ask('http://shop.example.org:8082/old/a')).toContain('\ntwo /a');
  },
  async balancer() {
    expect(await ask('http://shop.example.org/a')).toContain('\none /a');
  },
  async enabled() {
    expect(await ask('http://shop.example.org:8080/')).toContain('HTTP/1.1 200');
    expect(await lab.sh('apache2ctl -t -D DUMP_VHOSTS')).toContain('sites-enabled/010-shop.conf');
    expect(await ask('http://shop.example.org/')).toMatch(/^Server: Apache\b/mu);
  },
  async node_site() {
    const moved = await ask('http://www.app.example.org/a?b=1');
    expect(moved).toContain('Location: https://app.example.org/a?b=1\n');
    expect(await ask('http://app.example.org/.well-known/acme-challenge/token')).toContain('\ntoken');
    expect(await ask('https://app.example.org/app.js')).toContain('\nscript');
    expect(await ask('https://app.example.org/orders/7')).toContain('\nfrontend');
    const api = await ask('https://app.example.org/api/orders%2F7');
    expect(api).toContain('\none /orders%2F7 for app.example.org by https');
    expect(api.match(/^X-Frame-Options: .*$/gmu)).toEqual(['X-Frame-Options: SAMEORIGIN']);
    expect(api).toContain('X-Content-Type-Options: nosniff\n');
    expect(api).toContain('Strict-Transport-Security: max-age=63072000\n');
    expect(await ask('https://app.example.org/apiary')).toContain('\nfrontend');
    expect(await handshake('https://app.example.org/live/chat')).toContain('101');
    expect(await agreed('-tls1_3')).toMatch(/^TLS_/u);
    expect(await agreed('-tls1_2')).toMatch(/^ECDHE-RSA-/u);
    expect(await agreed('-tls1_2', '-cipher', 'AES128-SHA')).toBe('(NONE)');
    expect(await agreed('-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0')).toBe('(NONE)');
  },
};

test('each recipe has its judgement', () =>
  expect(recipes.map(({ name }) => name).toSorted()).toEqual(Object.keys(judgements).toSorted()));

test.each(recipes)(
  'the recipe “$name” is proven, applied, does what it says, and then there is nothing to do',
  async ({ name, text }) => {
    lab.put(site, plain);
    lab.put('/etc/kapa/recipe.yaml', text);
    const applied = await lab.kapa(['apply', '/etc/kapa/recipe.yaml', '--yes']);
    expect(applied.status, applied.stdout + applied.stderr).toBe(0);
    expect(applied.stdout).toContain('Proven');
    await judgements[name]?.();
    const again = await lab.kapa(['plan', '/etc/kapa/recipe.yaml', '--detailed-exitcode']);
    expect(again.status, again.stdout + again.stderr).toBe(0);
  },
);

test('mounts of one backend: what Apache drops is told, what order mends is put in order', async () => {
  const applied = async (mounts: string): Promise<string> => {
    lab.put(site, plain);
    const proxy = `{ site: shop, virtual_host: { server_name: shop.example.org }, mounts: [${mounts}] }`;
    lab.put('/etc/kapa/shared.yaml', `policy: p\nresources:\n  - { name: A, apache_proxy: ${proxy} }\n`);
    return (await lab.kapa(['apply', '/etc/kapa/shared.yaml', '--yes'])).stdout;
  };
  const backend = 'http://127.0.0.1:3001/';
  const first = `{ path: /longer/, url: '${backend}' }`;
  expect(await applied(`${first}, { path: /live/, url: '${backend}live/', upgrade: true }`)).not.toContain(
    'Apache drops',
  );
  expect(await handshake('http://shop.example.org/live/a')).toContain('101');
  expect(await applied(`${first}, { path: /live/, url: '${backend}', upgrade: true }`)).toContain(
    'Apache drops its upgrade=websocket',
  );
  expect(await handshake('http://shop.example.org/live/a')).toContain('200');
});

test('a port is moved to one address, and then Apache listens at no other', async () => {
  const declare = async (more: string): Promise<void> => {
    lab.put('/etc/kapa/listen.yaml', `policy: listen\nresources:\n  - { name: A, apache_listen: ${more} }\n`);
    const applied = await lab.kapa(['apply', '/etc/kapa/listen.yaml', '--yes']);
    expect(applied.status, applied.stdout + applied.stderr).toBe(0);
  };
  const listens = async (): Promise<string> => lab.sh("ss -Hltn 'sport = 8081' | awk '{ print $4 }'");
  await declare('{ 8081: present }');
  expect(await listens()).toBe('*:8081\n');
  await declare("{ 8081: absent, '127.0.0.1:8081': present }");
  expect(await listens()).toBe('127.0.0.1:8081\n');
  await declare("{ '127.0.0.1:8081': absent }");
  expect(await listens()).toBe('');
});

test('another MPM is in force once it is declared', async () => {
  lab.put(site, plain);
  lab.put(
    '/etc/kapa/mpm.yaml',
    'policy: mpm\nresources:\n  - { name: A, apache_mpm: { event: { ThreadsPerChild: 10, MaxConnectionsPerChild: 9 } } }\n',
  );
  const applied = await lab.kapa(['apply', '/etc/kapa/mpm.yaml', '--yes']);
  expect(applied.status, applied.stdout + applied.stderr).toBe(0);
  expect(await ask('http://shop.example.org/old/a')).toContain('\ntwo /a');
  expect(await lab.sh('apache2ctl -V')).toMatch(/Server MPM: +event/u);
  expect(await lab.sh('cat /proc/$(pgrep -P "$(cat /run/apache2/apache2.pid)" | head -1)/status')).toMatch(
    /Threads:\s+1[0-9]/u,
  );
});
