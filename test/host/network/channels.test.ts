import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { render } from '../../../src/core/text.ts';
import { tellChannels } from '../../../src/host/network/channels.ts';
import { beat } from '../../../src/host/network/heartbeat.ts';
import { openHost } from '../../../src/host/index.ts';

const { host } = openHost({ root: '/', service: () => Promise.resolve({ state: 'absent' }) });
const message = {
  subject: 'kapa web1: alerta',
  text: '❌ Backend\n',
  data: { alerts: [{ rule: 'Backend' }] },
};
const servers: (Server | TcpServer)[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

describe('channels', () => {
  test('a webhook gets the alerts as JSON, a Slack one as text', async () => {
    const bodies: unknown[] = [];
    const port = await listening(
      createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
          response.end('ok');
        });
      }),
    );
    const url = `http://127.0.0.1:${port}/hook`;
    const problems = await tellChannels(
      [
        { name: 'a', webhook: { url, format: 'generic' } },
        { name: 'b', webhook: { url, format: 'slack' } },
      ],
      message,
      host,
    );
    expect(problems).toEqual([]);
    expect(bodies).toContainEqual(
      expect.objectContaining({ version: 1, alerts: [{ rule: 'Backend' }], text: message.text }),
    );
    expect(bodies).toContainEqual({ text: '*kapa web1: alerta*\n❌ Backend\n' });
  });

  test('one that fails is named, its address is not, and the others are told', async () => {
    const port = await listening(createServer((_request, response) => response.writeHead(500).end()));
    const shut = createServer();
    const shutPort = await listening(shut);
    await new Promise((resolve) => shut.close(resolve));
    const out = join(mkdtempSync(join(tmpdir(), 'kapa-channel-')), 'out');
    const script = `${out}.sh`;
    writeFileSync(script, `#!/bin/sh\ncat > ${out}\nprintf %s "$1" >> ${out}\n`, { mode: 0o755 });
    const problems = await tellChannels(
      [
        { name: 'broken', webhook: { url: `http://127.0.0.1:${port}/T0KEN`, format: 'generic' } },
        { name: 'gone', webhook: { url: `http://127.0.0.1:${shutPort}/T0KEN`, format: 'slack' } },
        { name: 'sms', command: { argv: [script] } },
        { name: 'false', command: { argv: ['/bin/false'] } },
      ],
      message,
      host,
    );
    expect(problems.map((problem) => render(problem, 'en'))).toEqual([
      'channel broken did not take the message: HTTP 500',
      'channel gone did not take the message: ECONNREFUSED',
      'channel false did not take the message: exit status 1',
    ]);
    expect(JSON.stringify(problems)).not.toContain('T0KEN');
    expect(readFileSync(out, 'utf8')).toBe('❌ Backend\nkapa web1: alerta');
  });

  test('ntfy, Telegram and a heartbeat get what their makers say, as plain text of bounded length', async () => {
    const asked: {
      readonly url: string;
      readonly authorization: string | undefined;
      readonly body: string;
    }[] = [];
    const port = await listening(
      createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          asked.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
          response.writeHead(request.url?.includes('gone') === true ? 404 : 200).end('{}');
        });
      }),
    );
    const server = `http://127.0.0.1:${port}`;
    const told = { ...message, text: `<b>ñ</b> ${'ñ'.repeat(5000)}`, urgent: true };
    const problems = await tellChannels(
      [
        { name: 'phone', ntfy: { url: `${server}/below/shop-topic`, token: 'tk_T0KEN' } },
        { name: 'chat', telegram: { token: '12:T0KEN', chat: -100, server } },
        { name: 'lost', telegram: { token: 'gone:T0KEN', chat: '@ops', server } },
      ],
      told,
      host,
    );
    expect(problems.map((problem) => render(problem, 'en'))).toEqual([
      'channel lost did not take the message: HTTP 404',
    ]);
    const bodyAt = (url: string): Record<string, unknown> =>
      JSON.parse(asked.find((one) => one.url === url)?.body ?? '{}') as Record<string, unknown>;
    expect(asked.find(({ url }) => url === '/below/')?.authorization).toBe('Bearer tk_T0KEN');
    expect(bodyAt('/below/')).toMatchObject({ topic: 'shop-topic', title: 'kapa web1: alerta', priority: 5 });
    expect(Buffer.byteLength(String(bodyAt('/below/')['message']))).toBeLessThanOrEqual(3500);
    expect(bodyAt('/bot12:T0KEN/sendMessage')).toMatchObject({ chat_id: -100 });
    expect(bodyAt('/bot12:T0KEN/sendMessage')).not.toHaveProperty('parse_mode');
    expect(String(bodyAt('/bot12:T0KEN/sendMessage')['text'])).toMatch(/^kapa web1: alerta\n<b>ñ<\/b> ñ+…$/u);
    asked.length = 0;
    expect(await beat(`${server}/ping/T0KEN?create=1`, false, 'ok')).toBeUndefined();
    expect(await beat(`${server}/ping/T0KEN?create=1`, true, 'Site answers')).toBeUndefined();
    const lost = await beat(`${server}/gone/T0KEN`, false, 'ok');
    expect(lost && render(lost, 'en')).toBe('the sign of life was not taken: HTTP 404');
    expect(asked.map(({ url, body }) => `${url} ${body}`)).toEqual([
      '/ping/T0KEN?create=1 ok',
      '/ping/T0KEN/fail?create=1 Site answers',
      '/gone/T0KEN ok',
    ]);
  });

  test('mail goes through SMTP', async () => {
    const mails: string[] = [];
    const port = await listening(
      createTcpServer((socket) => {
        takeMail(socket, mails);
      }),
    );
    const problems = await tellChannels(
      [
        {
          name: 'mail',
          mail: {
            to: ['ops@example.test'],
            from: 'kapa@example.test',
            smtp: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
          },
        },
      ],
      message,
      host,
    );
    expect(problems).toEqual([]);
    expect(mails[0]).toContain('Subject: kapa web1: alerta');
    expect(mails[0]).toContain('To: ops@example.test');
  });
});

/** As much of SMTP as one mail needs. */
function takeMail(socket: Socket, mails: string[]): void {
  let inData = false;
  let mail = '';
  socket.write('220 test\r\n');
  socket.on('data', (chunk: Buffer) => {
    const text = chunk.toString();
    if (inData) {
      mail += text;
      if (!mail.endsWith('\r\n.\r\n')) return;
      inData = false;
      mails.push(mail);
      socket.write('250 taken\r\n');
      return;
    }
    for (const line of text.split('\r\n').filter((one) => one !== '')) {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') inData = true;
      socket.write(verb === 'DATA' ? '354 go on\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 fine\r\n');
    }
  });
  socket.on('error', () => undefined);
}
