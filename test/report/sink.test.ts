import { expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { createMask } from '../../src/report/mask.ts';

const secretOf = (text: string): Secret => new Secret(Buffer.from(text));

test('a URL’s password is masked without anybody having said that it is one', () => {
  const mask = createMask();
  expect(mask.apply('connecting to postgres://app:canary-1@db/shop')).toBe(
    'connecting to postgres://app:(secret)@db/shop',
  );
});

test('the password of a URL in a secret file is masked wherever it stands, in each of its spellings', () => {
  const mask = createMask();
  mask.add(secretOf('DATABASE_URL=postgres://app:canary%401%2F2@db/shop\n'));
  for (const shown of ['canary%401%2F2', 'canary@1/2', 'postgres://x:canary%401%2F2@y'])
    expect(mask.apply(`rejected: ${shown}.`)).not.toContain('canary');
});

test('a secret value is masked where a program writes it percent-encoded', () => {
  const mask = createMask();
  mask.add(secretOf('password=canary@1/2 3\n'));
  expect(mask.apply('?password=canary%401%2F2%203&x')).toBe('?password=(secret)&x');
});
