import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { request } from '../../src/host/network/http.ts';
import { scratch } from '../host/support.ts';
import { patient } from '../patient.ts';

const servers: Server[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A server in a process of its own that says a beginning, and then one thing over and over, as fast as it is taken. */
async function flood(beginning: string, over: string): Promise<number> {
  const script = join(scratch(), 'flood.cjs');
  writeFileSync(
    script,
    `const over = Buffer.from(process.argv[3].repeat(Math.ceil(65536 / process.argv[3].length)), 'latin1');
    require('node:net').createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write(process.argv[2], 'latin1');
        const on = () => { while (!socket.destroyed && socket.write(over)); };
        socket.on('drain', on);
        on();
      });
    }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`,
  );
  const child = spawn(process.execPath, [script, beginning, over], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(port.toString());
}

/** What an answer came to, and what it took: milliseconds that a turn of the loop lasted at most, bytes of memory. */
async function measured(port: number, most = 64 * 1024) {
  const before = process.memoryUsage().rss;
  let [latest, last, memory] = [0, performance.now(), before];
  const look = setInterval(() => {
    latest = Math.max(latest, performance.now() - last - 5);
    last = performance.now();
    memory = Math.max(memory, process.memoryUsage().rss);
  }, 5);
  const begun = performance.now();
  const answer = await request({ url: `http://127.0.0.1:${port}/`, timeout: 2, verify: false, most });
  clearInterval(look);
  return { answer, latest, grown: memory - before, took: performance.now() - begun };
}

const head = 'HTTP/1.1 200 OK\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;

describe('an answer without end is cut short, in little memory, and holds nobody up', () => {
  test.each<[string, string, string]>([
    ['one header', `${head}X-Long: `, 'x'],
    ['headers', head, 'X-A: b\r\n'],
    ['folded headers', `${head}X-A: b\r\n`, ' and more\r\n'],
    ['a status line', 'HTTP/1.1 200 ', 'OK'],
    ['interim answers', '', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'],
    ['the extension of a chunk', `${chunked}1;`, 'x'],
    ['extensions of tiny chunks', chunked, `1;${'x'.repeat(2000)}\r\na\r\n`],
    ['zeros of the size of a chunk', chunked, '0'],
    ['trailers', `${chunked}0\r\n`, 'X-A: b\r\n'],
    ['empty lines before it', '', '\r\n'],
  ])('%s', async (_name, beginning, over) => {
    const { answer, latest, grown, took } = await measured(await flood(beginning, over));
    expect(answer).toMatchObject({ outcome: 'failed', error: 'EPROTO' });
    expect(took).toBeLessThan(patient(4000));
    expect(latest).toBeLessThan(patient(500));
    expect(grown).toBeLessThan(40 * 1024 * 1024);
  });

  test('a body, of which no more is taken than is wanted', async () => {
    const { answer, grown } = await measured(await flood(`${head}\r\n`, 'body'), 1000);
    expect(answer.outcome === 'answered' && Buffer.from(answer.body).toString()).toBe('body'.repeat(250));
    expect(grown).toBeLessThan(40 * 1024 * 1024);
  });
});

async function serve(answer: (socket: Socket, asked: string) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes: Buffer) => {
      answer(socket, bytes.toString('latin1'));
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('what is said drop by drop ends with the time for the whole of it', async () => {
  const drops = setInterval(() => {
    for (const socket of sockets) socket.write('x');
  }, 50);
  const sockets: Socket[] = [];
  const port = await serve((socket) => {
    sockets.push(socket);
    socket.write(`${head}X-A: `);
  });
  const { answer, took } = await measured(port);
  clearInterval(drops);
  expect(answer).toMatchObject({ outcome: 'failed', error: 'timeout' });
  expect(took).toBeLessThan(patient(3500));
});

test('neither a redirect nor an upgrade leads anywhere', async () => {
  let asked = 0;
  const port = await serve((socket) => {
    asked += 1;
    socket.end(`HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n`);
  });
  expect((await measured(port)).answer).toMatchObject({ outcome: 'answered', status: 302 });
  expect(asked).toBe(1);
  const upgrading = await serve((socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
  });
  expect((await measured(upgrading)).answer).toMatchObject({ outcome: 'answered', status: 101 });
});

test('host and address put no words of their own into a request', async () => {
  const said: string[] = [];
  const port = await serve((socket, words) => {
    said.push(words);
    socket.end(`${head}Content-Length: 0\r\n\r\n`);
  });
  const ask = async (path: string, host?: string): Promise<unknown> =>
    request({
      ...{ url: `http://127.0.0.1:${port}${path}`, timeout: 2, verify: false, most: 0 },
      ...(host === undefined ? {} : { host }),
    }).catch((error: unknown) => error);
  await ask('/a\r\nX-Injected: 1');
  await ask('/a%0d%0aX-Injected: 1');
  for (const host of ['a\r\nX-Injected: 1', 'a\nX-Injected: 1', 'a b', 'ä', '\0'])
    expect(await ask('/', host)).toMatchObject({ outcome: 'unknown' });
  expect(said.length).toBeGreaterThan(0);
  for (const words of said) expect(words).not.toMatch(/^X-Injected/mu);
});

test.each([
  ['HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nsome body', 304, ''],
  [`${head}Content-Length: 3\r\n\r\nabcdef`, 200, 'abc'],
  [`${chunked}1\r\na\r\n0\r\n\r\nand more`, 200, 'a'],
  ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok', 200, 'ok'],
])('what a server adds to a whole answer takes nothing from it: %j', async (words, status, body) => {
  const port = await serve((socket) => socket.end(words, 'latin1'));
  const { answer } = await measured(port);
  expect(answer).toMatchObject({ outcome: 'answered', status });
  expect(answer.outcome === 'answered' && Buffer.from(answer.body).toString()).toBe(body);
});

test('an answer that browsers show is one, whatever stands in its head', async () => {
  for (const field of ['X-Latin: caf\u00e9', 'X-Tab:\tx', 'X-Control: a\u0001b', 'X-Empty:']) {
    const port = await serve((socket) => {
      socket.end(`${head}${field}\r\nContent-Length: 2\r\n\r\nok`, 'latin1');
    });
    expect((await measured(port)).answer, field).toMatchObject({ outcome: 'answered', status: 200 });
  }
});
