import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, createServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificate } from '../../../../src/packs/network/probes/certificate.ts';
import { freePort } from '../../../apache/server.ts';
import { measure } from '../../instruments.ts';

const day = 86_400;
const folder = mkdtempSync(join(tmpdir(), 'kapa-certificate-'));
const servers: Server[] = [];

interface Issued {
  readonly file: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

let good: Issued;
let other: Issued;

/** A certificate of openssl's making, good from `from` to `until`, in days from now. */
function issue(name: string, from: number, until: number): Issued {
  const at = join(folder, name);
  mkdirSync(at);
  const config = [
    '[ca]\ndefault_ca = here',
    '[here]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256',
    'policy = any\ncopy_extensions = copy',
    '[any]\ncommonName = supplied',
    '[req]\ndistinguished_name = any\nreq_extensions = names',
    `[names]\nsubjectAltName = DNS:${name}.example.test,DNS:*.${name}.example.test,IP:127.0.0.9`,
    '',
  ].join('\n');
  writeFileSync(join(at, 'openssl.cnf'), config);
  writeFileSync(join(at, 'index.txt'), '');
  writeFileSync(join(at, 'serial'), '01\n');
  const openssl = (...words: string[]): void => {
    execFileSync('openssl', words, { cwd: at, stdio: 'pipe' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  openssl('req', '-config', 'openssl.cnf', '-new', ...key, '-subj', `/CN=${name}`, '-out', 'request.pem');
  const time = (days: number): string =>
    `${new Date(Date.now() + days * day * 1000).toISOString().replaceAll(/[-:T]/gu, '').slice(0, 14)}Z`;
  const dates = ['-startdate', time(from), '-enddate', time(until)];
  const files = ['-keyfile', 'key.pem', '-in', 'request.pem', '-out', 'cert.pem'];
  openssl('ca', '-config', 'openssl.cnf', '-batch', '-selfsign', '-notext', ...dates, ...files);
  const file = join(at, 'cert.pem');
  return { file, cert: readFileSync(file), key: readFileSync(join(at, 'key.pem')) };
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return (server.address() as AddressInfo).port;
}

beforeAll(() => {
  good = issue('good', -1, 20);
  other = issue('other', -1, 40);
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['good', -1, 20, true],
  ['expired', -30, -2, false],
  ['early', 2, 30, false],
] as const)('a file: %s', async (name, from, until, valid) => {
  const { file } = name === 'good' ? good : issue(name, from, until);
  const measured = await measure(certificate, { file });
  expect(measured).toMatchObject({ fields: { valid, subject: `CN=${name}` } });
  expect(measured).not.toHaveProperty('fields.matches');
  const left = 'fields' in measured ? Number(measured.fields['expires_in']) : Number.NaN;
  expect(Math.abs(left - until * day)).toBeLessThan(120);
});

test('the first certificate of a chain counts', async () => {
  const chain = join(folder, 'fullchain.pem');
  writeFileSync(chain, Buffer.concat([good.cert, other.cert]));
  expect(await measure(certificate, { file: chain })).toMatchObject({ fields: { subject: 'CN=good' } });
});

test.each([
  ['good.example.test', true],
  ['www.good.example.test', true],
  ['127.0.0.9', true],
  ['other.example.test', false],
  ['127.0.0.1', false],
])('whether a file is good for the name %s', async (name, matches) => {
  expect(await measure(certificate, { file: good.file, server_name: name })).toMatchObject({
    fields: { valid: true, matches },
  });
});

test('a certificate that was renewed with the same dates, and is not served yet, is told by its fingerprint', async () => {
  const port = await listening(createServer(good));
  const at = { host: '127.0.0.1', port, server_name: 'good.example.test' };
  const measured = await measure(certificate, { ...at, served: good.file });
  expect(measured).toMatchObject({ fields: { current: true, serial: '01' } });
  const told = execFileSync('openssl', ['x509', '-in', good.file, '-noout', '-fingerprint', '-sha256']);
  const fingerprint = told.toString().trim().split('=')[1]?.replaceAll(':', '').toLowerCase();
  expect(measured).toMatchObject({ fields: { fingerprint } });
  expect(await measure(certificate, { ...at, served: other.file })).toMatchObject({
    fields: { current: false },
  });
  expect(await measure(certificate, { ...at, served: '/no/such.pem' })).toHaveProperty('unknown');
});

test('a server is asked for a name, and judged by it', async () => {
  const asked: string[] = [];
  const port = await listening(
    createServer({
      cert: other.cert,
      key: other.key,
      SNICallback: (name, answer) => {
        asked.push(name);
        answer(null, createSecureContext(name === 'good.example.test' ? good : other));
      },
    }),
  );
  const at = { host: '127.0.0.1', port };
  expect(await measure(certificate, { ...at, server_name: 'good.example.test' })).toMatchObject({
    fields: { valid: true, subject: 'CN=good', matches: true },
  });
  expect(await measure(certificate, { ...at, server_name: 'shop.example.test' })).toMatchObject({
    fields: { valid: true, subject: 'CN=other', matches: false },
  });
  expect(await measure(certificate, at)).toMatchObject({ fields: { subject: 'CN=other', matches: false } });
  expect(asked).toEqual(['good.example.test', 'shop.example.test']);
});

test('an expired certificate of a server is told, not refused', async () => {
  const { cert, key } = issue('lapsed', -40, -1);
  const port = await listening(createServer({ cert, key }));
  const measured = await measure(certificate, {
    host: '127.0.0.1',
    port,
    server_name: 'lapsed.example.test',
  });
  expect(measured).toMatchObject({ fields: { valid: false, matches: true } });
  if ('fields' in measured) expect(measured.fields['expires_in']).toBeLessThan(0);
});

test('what cannot be told is unknown, with its reason', async () => {
  const text = join(folder, 'no.pem');
  writeFileSync(text, '-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n');
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const silent = await listening(createPlainServer(() => undefined));
  const plain = await listening(createPlainServer((socket) => socket.end('220 hello\r\n')));
  const shut = await listening(createPlainServer((socket) => socket.destroy()));
  const nobody = await freePort();
  const host = '127.0.0.1';
  const reasons = await Promise.all(
    [
      { file: join(folder, 'none.pem') },
      { file: text },
      { file: folder },
      { file: pipe },
      { host, port: nobody },
      { host, port: plain },
      { host, port: shut },
      { host, port: silent, timeout: '300ms' },
      { host: 'no-such-name.invalid' },
    ].map(async (spec) => {
      const measured = await measure(certificate, spec);
      return 'unknown' in measured ? measured.unknown : measured.fields;
    }),
  );
  expect(reasons).toMatchObject([
    { id: 'measure.absent' },
    { id: 'measure.no_pem' },
    {},
    {},
    { id: 'measure.no_certificate', args: { where: `127.0.0.1:${nobody}`, reason: 'ECONNREFUSED' } },
    { id: 'measure.no_certificate' },
    { id: 'measure.no_certificate' },
    // A machine that is busy makes kapa late, and then it does not say that the server was.
    { id: expect.stringMatching(/^measure\.(?:no_certificate|self_late)$/u) as string },
    { id: 'measure.no_certificate' },
  ]);
  for (const reason of reasons) expect(reason).toHaveProperty('id');
});

test('a file that a plain user may not read is unknown to that user', async () => {
  const closed = join(folder, 'closed.pem');
  writeFileSync(closed, good.cert, { mode: 0o600 });
  process.seteuid?.('nobody');
  try {
    expect(await measure(certificate, { file: closed })).toHaveProperty('unknown.id');
  } finally {
    process.seteuid?.(0);
  }
});
