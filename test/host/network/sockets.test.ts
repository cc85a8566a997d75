import { expect, test } from 'vitest';
import { findSockets } from '../../../src/host/network/sockets.ts';

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

/** A row as the kernel writes it, padded to its width. */
function row(sl: number, local: string, remote: string, state: string, inode: number): string {
  const text = `${String(sl).padStart(4)}: ${local} ${remote} ${state} 00000000:00000001 00:00000000 00000000  1000        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
  return `${text.padEnd(149)}\n`;
}

const table = (...rows: string[]): Buffer => Buffer.from(heading + rows.join(''));
const filter = { port: 3001, state: 'close-wait' } as const;
const port = '0BB9';
const local = `0100007F:${port}`;

test('rows of a port at either end and of one state are found', () => {
  const tcp = table(
    row(0, local, '00000000:0000', '0A', 11),
    row(1, local, '0100007F:D2F0', '08', 12),
    row(2, '0100007F:D2F0', local, '08', 13),
    row(3, '0100007F:D2F1', local, '01', 14),
    row(4, '0100007F:1F90', '0100007F:D2F2', '08', 15),
    // The number of the port as part of an address is no port.
    row(5, `${port}0000:1F90`, `0000${port}:1F91`, '08', 16),
  );
  expect(findSockets(tcp, undefined, filter)).toEqual([
    {
      local: { address: '127.0.0.1', port: 3001 },
      remote: { address: '127.0.0.1', port: 54_000 },
      state: 'close-wait',
      inode: 12,
    },
    {
      local: { address: '127.0.0.1', port: 54_000 },
      remote: { address: '127.0.0.1', port: 3001 },
      state: 'close-wait',
      inode: 13,
    },
  ]);
  expect(findSockets(tcp, undefined, { port: 3001, state: 'listening' })).toMatchObject([{ inode: 11 }]);
});

test.each([
  ['00000000000000000000000001000000', '::1'],
  ['00000000000000000000000000000000', '::'],
  ['0000000000000000FFFF00000100007F', '127.0.0.1'],
  ['B80D0120000000000000000001000000', '2001:db8::1'],
  ['B80D0120000001000000000001000000', '2001:db8:1::1'],
])('an address of IPv6, %s, is %s', (hex, address) => {
  const tcp6 = table(row(0, `${hex}:${port}`, `${hex}:D2F0`, '08', 21));
  expect(findSockets(table(), tcp6, filter)).toMatchObject([
    { local: { address, port: 3001 }, remote: { address, port: 54_000 }, inode: 21 },
  ]);
});

test('a row that stands in a table twice counts once', () => {
  const twice = row(3, local, '0100007F:D2F0', '08', 12);
  expect(
    findSockets(table(twice, row(4, local, '0100007F:D2F1', '08', 0), twice), undefined, filter),
  ).toHaveLength(2);
});

test('sockets not accepted yet share inode 0 and are told apart by their ends', () => {
  const rows = Array.from({ length: 30 }, (_, at) =>
    row(at, local, `0100007F:${(54_000 + at).toString(16).toUpperCase()}`, '08', 0),
  );
  expect(findSockets(table(...rows), undefined, filter)).toHaveLength(30);
});

test('row numbers of any width, and a table cut in the middle of a row', () => {
  const wide = row(123_456, local, '0100007F:D2F0', '08', 12);
  const cut = row(7, local, '0100007F:D2F1', '08', 13).slice(0, 40);
  expect(findSockets(table(wide, cut), undefined, filter).map(({ inode }) => inode)).toContain(12);
  expect(findSockets(Buffer.from(''), Buffer.from('\n'), filter)).toEqual([]);
  expect(findSockets(table(), table(), filter)).toEqual([]);
});
