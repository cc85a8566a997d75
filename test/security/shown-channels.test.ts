import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tellChannels } from '../../src/host/network/channels.ts';
import { kapa } from '../cli/program.ts';
import { harmIn, hostile } from './hostile.ts';

test('an alert has one subject line, and nothing in it steers a terminal or begins a header', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-told-'));
  const told = join(folder, 'told');
  const policy = join(folder, 'health.yaml');
  writeFileSync(
    policy,
    `policy: health
group: health
settings:
  notify:
    channels:
      - { name: c, command: { argv: [sh, -c, 'printf "%s\\n--\\n" "$1" > ${told}; cat >> ${told}', sh] } }
probes:
  said: { command: { argv: [printf, "%b", ${JSON.stringify(`${hostile}\\nBcc: eve@example.test`)}] } }
rules:
  - name: ${JSON.stringify(`Caída\r\nBcc: eve@example.test\n\n${hostile}`)}
    when: said.output != ""
    severity: critical
`,
  );
  kapa(['check', policy, '--allow-untrusted', '--state-dir', join(folder, 'state')]);
  const text = readFileSync(told, 'utf8');
  expect(harmIn(text)).toEqual([]);
  expect(text).toContain(String.raw`Caída\r\nBcc: eve@example.test\n\na\x1b[2J`);
  expect(text).not.toMatch(/^Bcc/mu);
  expect(text.split('\n')[1]).toBe('--');
  rmSync(folder, { recursive: true });
});

test('a text for Slack calls nobody and leads nowhere; a document holds nothing that steers', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const message = {
    subject: `a\n<!channel> ${hostile}`,
    text: `<http://evil|kapa> & ${hostile}\n`,
    data: { x: hostile },
  };
  const run = (): never => {
    throw new Error('nothing is run');
  };
  for (const format of ['slack', 'generic'] as const)
    await tellChannels([{ name: format, webhook: { url, format } }], message, { run });
  server.close();
  expect(bodies).toHaveLength(2);
  for (const body of bodies) {
    expect(harmIn(body)).toEqual([]);
    expect(harmIn((JSON.parse(body) as { text: string }).text)).toEqual([]);
  }
  expect(bodies[0]).not.toContain('<');
  expect((JSON.parse(bodies[1] ?? '') as { x: string }).x).toBe(hostile);
});
