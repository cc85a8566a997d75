import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { HttpRequest } from '../../../src/core/instruments.ts';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { request } from '../../../src/host/network/http.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that says these words, piece by piece, and then hangs up, or stays silent. */
function talker(pieces: readonly string[], hangsUp = true): Promise<string> {
  return listen(
    createTcp((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        const next = (at: number): void => {
          const piece = pieces[at];
          if (piece === undefined) {
            if (hangsUp) socket.end();
            return;
          }
          socket.write(piece, 'latin1', () => setTimeout(next, 2, at + 1));
        };
        next(0);
      });
    }),
  );
}

const web = (listener: RequestListener): Promise<string> => listen(createServer(listener));

async function ask(url: string, more: Partial<HttpRequest> = {}): Promise<unknown> {
  const answer = await request({ url, timeout: 5, verify: false, most: 1024, ...more });
  return answer.outcome === 'answered'
    ? [answer.status, Buffer.from(answer.body).toString()]
    : answer.outcome === 'failed'
      ? answer.error
      : answer.reason.id;
}

describe('an answer', () => {
  const head = 'HTTP/1.1 200 OK\r\n';
  test.each<[string, readonly string[], unknown]>([
    ['of a known length', [`${head}Content-Length: 3\r\n\r\nabc`], [200, 'abc']],
    ['that ends with the connection', [`${head}\r\nab`, 'c'], [200, 'abc']],
    [
      'in chunks',
      [`${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n`],
      [200, 'abcd'],
    ],
    [
      'in pieces of a byte',
      `${head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`.split(''),
      [200, 'a'],
    ],
    [
      'after interim ones',
      [`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${head}Content-Length: 0\r\n\r\n`],
      [200, ''],
    ],
    ['without words for its status', ['HTTP/1.1 503\r\nContent-Length: 1\r\n\r\nx'], [503, 'x']],
    ['without a body', ['HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'], [304, '']],
    ['cut short', [`${head}Content-Length: 9\r\n\r\nabc`], 'ECONNRESET'],
    ['cut short within a chunk', [`${head}Transfer-Encoding: chunked\r\n\r\n9\r\nabc`], 'ECONNRESET'],
    ['cut short in its head', [head], 'ECONNRESET'],
    ['of nothing', [], 'ECONNRESET'],
    ['of another protocol', ['220 mail.example.com ESMTP\r\n'], 'EPROTO'],
    ['of senseless chunks', [`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`], 'EPROTO'],
    ['of a head without end', [head, 'X-Long: ', 'x'.repeat(70_000)], 'EPROTO'],
  ])('%s', async (_name, pieces, expected) => {
    expect(await ask(await talker(pieces))).toEqual(expected);
  });
});

test('no more of a body is waited for than is wanted', async () => {
  const url = await talker(['HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nabcdef'], false);
  expect(await ask(url, { most: 4 })).toEqual([200, 'abcd']);
  expect(await ask(url, { most: 0 })).toEqual([200, '']);
});

test('a server that never answers has failed by timeout', async () => {
  expect(await ask(await talker([], false), { timeout: 0.1 })).toBe('timeout');
  expect(await ask(await talker(['HTTP/1.1 200 OK\r\n'], false), { timeout: 0.1 })).toBe('timeout');
});

test('the request names host, path and account', async () => {
  const url = await web(({ url: path, headers }, answer) => {
    answer.end(`${path} ${headers.host} ${headers.authorization} ${headers['user-agent']}`);
  });
  const { port } = new URL(url);
  expect(await ask(`${url}/a%20b?c=d#e`)).toEqual([200, `/a%20b?c=d 127.0.0.1:${port} undefined kapa`]);
  expect(await ask(`http://me:p%40ss@127.0.0.1:${port}/`, { host: 'shop.example.com' })).toEqual([
    200,
    `/ shop.example.com Basic ${Buffer.from('me:p@ss').toString('base64')} kapa`,
  ]);
});

describe('under TLS', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'kapa-http-'));
  const [key, cert] = [join(scratch, 'key.pem'), join(scratch, 'cert.pem')];
  const names = ['-subj', '/CN=shop.example.com', '-addext', 'subjectAltName=DNS:shop.example.com'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...names, '-keyout', key, '-out', cert],
    {
      stdio: 'ignore',
    },
  );
  const own = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(scratch, { recursive: true });

  async function site(): Promise<string> {
    const server = createSecure(own, ({ socket }, answer) => {
      answer.end(`${(socket as TLSSocket).servername} ${(socket as TLSSocket).alpnProtocol}`);
    });
    return (await listen(server)).replace('http:', 'https:');
  }

  test('the server is told the name of the host, and no address', async () => {
    const url = await site();
    expect(await ask(url, { host: 'shop.example.com:8443' })).toEqual([200, 'shop.example.com http/1.1']);
    expect(await ask(url)).toEqual([200, 'false http/1.1']);
    expect(await ask(url, { host: '10.0.0.1' })).toEqual([200, 'false http/1.1']);
  });

  test('a certificate that nobody vouches for is bad where it is to be verified', async () => {
    expect(await ask(await site(), { host: 'shop.example.com', verify: true })).toBe(
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    );
  });

  test('a server without TLS has failed', async () => {
    const url = await talker(['HTTP/1.1 400 Bad Request\r\n\r\n']);
    expect(await ask(url.replace('http:', 'https:'))).toMatch(/^(?:EPROTO|ERR_SSL_\w+)$/u);
  });
});

test('a host that would put words into the request is not asked for', async () => {
  const url = await web((_asked, answer) => answer.end('asked'));
  expect(await ask(url, { host: 'a\r\nX-Injected: 1' })).toBe('measure.bad_request');
});
