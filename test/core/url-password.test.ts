import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { hideUrlPasswords, urlPasswords } from '../../src/core/url-password.ts';
import { patient } from '../patient.ts';

test.each<[string, string]>([
  ['postgres://app:pw@db/shop', 'postgres://app:(secret)@db/shop'],
  ['redis://:pw@127.0.0.1:6379', 'redis://:(secret)@127.0.0.1:6379'],
  ['amqp://app:p%40ss%2Fword@[::1]:5672/x', 'amqp://app:(secret)@[::1]:5672/x'],
  ['mongodb+srv://a:p@ss@one,b:3@two/db', 'mongodb+srv://a:(secret)@two/db'],
  ['"url":"https://a:b:c@h/","next":"x@y"', '"url":"https://a:(secret)@h/","next":"x@y"'],
  ['a http://u:1@h and http://v:2@i', 'a http://u:(secret)@h and http://v:(secret)@i'],
])('%s is shown as %s', (text, shown) => {
  expect(hideUrlPasswords(text)).toBe(shown);
});

test.each([
  'http://127.0.0.1:3001/api/users/me@example.org',
  'http://[::1]:3001/?to=me@example.org',
  'http://host:3001?to=me@example.org',
  'https://user@host/',
  'postgres://app:{{ password }}@db/shop',
  'postgres://app:{{password}}@db/shop',
  '"http://host:80\\nme@example.org"',
  'me: mail@example.org',
])('%s has no password', (text) => {
  expect(hideUrlPasswords(text)).toBe(text);
  expect(urlPasswords(text)).toEqual([]);
});

test('a password is known as it is written and as it is meant', () => {
  expect(urlPasswords('db=postgres://app:p%40ss%2Fword@db/shop')).toEqual(['p%40ss%2Fword', 'p@ss/word']);
  expect(urlPasswords('db=postgres://app:100%@db/shop')).toEqual(['100%']);
});

test('any password that a URL can hold is hidden, and JSON stays JSON', () => {
  assert(
    property(string({ unit: 'grapheme', minLength: 1 }), string(), (password, around) => {
      const url = `postgres://app:~${encodeURIComponent(password)}~@db/shop`;
      const shown = hideUrlPasswords(JSON.stringify([around, url]));
      expect((JSON.parse(shown) as string[])[1]).toBe('postgres://app:(secret)@db/shop');
    }),
  );
});

test('hiding takes time in proportion to the text', () => {
  const time = (text: string): number => {
    const start = process.cpuUsage().user;
    hideUrlPasswords(text);
    return process.cpuUsage().user - start;
  };
  for (const part of ['://a:b', '://a:', ':://', 'a:b@://'])
    expect(time(part.repeat(200_000)), part).toBeLessThan(patient(2_000_000));
});
