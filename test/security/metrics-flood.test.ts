import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openMetricsEndpoint, type MetricsEndpoint } from '../../src/host/network/metrics-endpoint.ts';

// Whoever reaches the place of the metrics asks for them as often as he likes; the watch has other work.

let endpoint: MetricsEndpoint | undefined;
afterEach(() => endpoint?.close());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

/** The first that is answered to a text of requests. */
function ask(port: number, requests: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write(requests));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
      if (/\r\n\r\n[^]*\n/u.test(answer)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

test('thousands of requests, in one piece and over many connections, cost one text a second', async () => {
  let made = 0;
  const port = await freePort();
  endpoint = await openMetricsEndpoint(`127.0.0.1:${port}`, () => {
    made += 1;
    return Promise.resolve(`kapa_made ${made}\n`);
  });
  const began = performance.now();
  const one = 'GET /metrics HTTP/1.1\r\nHost: kapa\r\n\r\n';
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask(port, one.repeat(500))));
  for (const answer of answers) expect(answer).toMatch(/kapa_made \d+\n/u);
  expect(made).toBeLessThanOrEqual(1 + (performance.now() - began) / 1000);
});

test('metrics that cannot be made are a fault of the answer alone', async () => {
  const port = await freePort();
  endpoint = await openMetricsEndpoint(`127.0.0.1:${port}`, () => Promise.reject(new Error('no records')));
  const one = 'GET /metrics HTTP/1.1\r\nHost: kapa\r\nConnection: close\r\n\r\n';
  expect(await ask(port, one)).toMatch(/^HTTP\/1.1 500 /u);
});
