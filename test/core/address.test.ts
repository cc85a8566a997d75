import { describe, expect, test } from 'vitest';
import {
  endpointsIn,
  ipAddress,
  listenersFor,
  portPlaceOf,
  placeText,
  staysHere,
} from '../../src/core/address.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['::FFFF:7F00:1', '127.0.0.1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['::', '::'],
  ['256.0.0.1', undefined],
  ['1.2.3', undefined],
  ['fe80::1%eth0', undefined],
  ['localhost', undefined],
  [':::', undefined],
])('%s is the address %s', (text, address) => {
  expect(ipAddress(text)).toBe(address);
});

test('a place is what the spec names, both loopbacks for localhost and where it names none', () => {
  expect(portPlaceOf({ port: 3001 })).toEqual({ port: 3001, addresses: ['127.0.0.1', '::1'] });
  expect(portPlaceOf({ port: 3001, address: 'localhost' }).addresses).toEqual(['127.0.0.1', '::1']);
  expect(portPlaceOf({ port: 3001, address: ['10.0.0.5', '::ffff:10.0.0.5'] }).addresses).toEqual([
    '10.0.0.5',
  ]);
  expect(placeText(portPlaceOf({ port: 3001 }))).toBe('127.0.0.1:3001, [::1]:3001');
  expect(() => portPlaceOf({ port: 3001, address: '1.2.3.999' })).toThrow('1.2.3.999');
});

test.each([
  ['http://127.0.0.1:3001/', [{ address: '127.0.0.1', port: 3001 }]],
  ['https://[::1]/health', [{ address: '::1', port: 443 }]],
  ['ws://localhost:3001', [{ address: 'localhost', port: 3001 }]],
  ['fcgi://127.0.0.1:9000/', [{ address: '127.0.0.1', port: 9000 }]],
  ['https://shop.example/', []],
  ['unix:/run/app.sock|http://localhost/', []],
  ['!', []],
])('%s names %j', (url, ends) => {
  expect(endpointsIn(url)).toEqual(ends);
});

describe('who gets the connections to an address', () => {
  const at = (address: string): { readonly local: { address: string; port: number } } => ({
    local: { address, port: 3001 },
  });
  const [own, other, ipv4, all, own6] = [
    at('127.0.0.1'),
    at('127.0.0.77'),
    at('0.0.0.0'),
    at('::'),
    at('::1'),
  ];

  test.each([
    ['who listens there, and no other', [own, other, own6], ['127.0.0.1'], [own]],
    ['who listens there, before who listens at all', [own, all], ['127.0.0.1'], [own]],
    ['who listens at all of IPv4', [other, ipv4], ['127.0.0.1'], [ipv4]],
    ['all of IPv4 before all of IPv6, which then is apart', [ipv4, all], ['127.0.0.1'], [ipv4]],
    ['who listens at all', [other, all], ['127.0.0.1', '::1'], [all]],
    ['nobody of IPv4 for IPv6', [ipv4, own], ['::1'], []],
    ['all of IPv4 where all of it is meant', [own, other, own6], ['0.0.0.0'], [own, other]],
    ['all where all is meant', [own, other, own6], ['::'], [own, other, own6]],
    ['both loopbacks, each by its own', [own, own6, all], ['127.0.0.1', '::1'], [own, own6]],
  ])('%s', (_, listeners, addresses, expected) => {
    expect(listenersFor(listeners, addresses)).toEqual(expected);
  });
});

test('a connection to another machine does not stay here', () => {
  const end = (address: string): { address: string; port: number } => ({ address, port: 1 });
  expect(staysHere({ local: end('127.0.0.1'), remote: end('127.0.0.77') })).toBe(true);
  expect(staysHere({ local: end('10.0.0.5'), remote: end('10.0.0.5') })).toBe(true);
  expect(staysHere({ local: end('10.0.0.5'), remote: end('10.9.9.9') })).toBe(false);
});
