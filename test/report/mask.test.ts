import { expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { withMarks, palette } from '../../src/report/colour.ts';
import { byText, word } from '../../src/report/document.ts';
import { createMask } from '../../src/report/mask.ts';

const maskOf = (...secrets: readonly string[]) => {
  const mask = createMask();
  for (const one of secrets) mask.add(new Secret(Buffer.from(one)));
  return mask;
};

test('half a secret at a cut is masked', () => {
  const mask = maskOf('CANARY-secret');
  expect(mask.apply('it is CANARY-se…')).toBe('it is (secret)…');
  expect(mask.apply('…Y-secret was it')).toBe('…(secret) was it');
  expect(mask.apply('nothing…')).toBe('nothing…');
});

test('a document is masked in what others wrote, and in keys that are theirs', () => {
  const mask = maskOf('none', 'version', 'abcd', 'e');
  const document = {
    version: 1,
    action: word('none'),
    name: 'none at all',
    short: 'e',
    else: 'else',
    number: 1,
    holders: byText({ 'abcd one': 1, node: 2 }),
    probes: { none: { fields: ['version', true, null] } },
  };
  expect(mask.document(document)).toEqual({
    version: 1,
    action: 'none',
    name: '(secret) at all',
    short: '(secret)',
    else: 'else',
    number: 1,
    holders: { '(secret) one': 1, node: 2 },
    probes: { none: { fields: ['(secret)', true, null] } },
  });
});

test('a short secret is hidden in a line of its policy where it stands as a word, and not in other text', () => {
  const mask = maskOf('q7z');
  expect(mask.line('content: "q7z", name: aq7z')).toBe('content: "(secret)", name: aq7z');
  expect(mask.apply('q7z')).toBe('q7z');
});

test('only kapa’s own marks become colour', () => {
  const painted = palette(true).red('a\u001B[32mb\u0000');
  expect(withMarks(painted, (data) => data.replaceAll('\u001B', '!').replaceAll('\u0000', '0'))).toBe(
    '\u001B[31ma![32mb0\u001B[39m',
  );
});
