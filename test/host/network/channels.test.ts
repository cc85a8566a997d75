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
