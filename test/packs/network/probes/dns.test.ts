import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dns } from '../../../../src/packs/network/probes/dns.ts';
import { measure } from '../../instruments.ts';

// A name server of one name, shop.example with two addresses; of a mute name it says nothing.

let server: Socket;
let at: string;
beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (question, { port, address }) => {
    const answer = answerTo(question);
    if (answer !== undefined) server.send(answer, port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  at = `127.0.0.1:${server.address().port}`;
});
afterAll(() => server.close());

/** RFC 1035, section 4.1. */
function answerTo(question: Buffer): Buffer | undefined {
  const asked = question.subarray(12, question.indexOf(0, 12) + 5);
  const name = asked.toString('latin1');
  if (name.includes('mute')) return undefined;
  const found = name.includes('shop');
  const fails = name.includes('broken');
  const code = fails ? 2 : found ? 0 : 3;
  const records = found
    ? [2, 1].map((last) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, last]))
    : [];
  const head = Buffer.from([0, 0, 0x81, 0x80 | code, 0, 1, 0, records.length, 0, 0, 0, 0]);
  question.copy(head, 0, 0, 2);
  return Buffer.concat([head, asked, ...records]);
}

const ask = (name: string, spec: object = {}) => measure(dns, { name, server: at, timeout: '1s', ...spec });

test('the values are told, and compared with those that are expected', async () => {
  expect(await ask('shop.example')).toMatchObject({
    fields: { ok: true, failing: false, values: '192.0.2.1 192.0.2.2', error: '' },
  });
  expect(await ask('shop.example', { expect: ['192.0.2.2', '192.0.2.9'] })).toMatchObject({
    fields: { ok: true },
  });
  expect(await ask('shop.example', { expect: ['192.0.2.9'] })).toMatchObject({
    fields: { ok: false, failing: true, error: 'values' },
  });
});

test('a name that is not there is an answer, a server that fails or is not there is a failure with its reason', async () => {
  expect(await ask('none.example')).toMatchObject({ fields: { ok: false, values: '', error: 'none' } });
  expect(await ask('broken.example')).toMatchObject({ fields: { ok: false, error: 'ESERVFAIL' } });
  const closed = createSocket('udp4');
  closed.bind(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address();
  closed.close();
  expect(await ask('shop.example', { server: `127.0.0.1:${port}` })).toMatchObject({
    fields: { ok: false, error: 'ECONNREFUSED' },
  });
});

test('a server that says nothing has failed by its time, unless kapa itself was late', async () => {
  const measured = await ask('mute.example', { timeout: '500ms' });
  if ('fields' in measured) expect(measured.fields).toMatchObject({ ok: false, error: 'ETIMEOUT' });
  else expect(measured.unknown).toHaveProperty('id', 'measure.self_late');
});
