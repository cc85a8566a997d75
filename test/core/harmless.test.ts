import { describe, expect, test } from 'vitest';
import { afterCut, cutTo } from '../../src/core/cut.ts';
import { harmless, inline, jsonText } from '../../src/core/harmless.ts';
import { block, forPeople, render, t } from '../../src/core/text.ts';

describe('harmless text', () => {
  test.each([
    ['\u001B[31m', String.raw`\x1b[31m`],
    ['\u009B31m', String.raw`\x9b31m`],
    ['a\rb', String.raw`a\rb`],
    ['\u202Eabc\u2069', String.raw`\u202eabc\u2069`],
    ['a\u2028b\u2029', String.raw`a\u2028b\u2029`],
    ['a\u200Bb\uFEFFc\u2060', String.raw`a\u200bb\ufeffc\u2060`],
    ['\u{E0041}\u{E0100}', String.raw`\u{e0041}\u{e0100}`],
    ['\uD800x\uDC00', String.raw`\ud800x\udc00`],
    ['a\u200Db', String.raw`a\u200db`],
    ['x\uFE0Fy', String.raw`x\ufe0fy`],
  ])('%j', (text, shown) => {
    expect(harmless(text)).toBe(shown);
    expect(inline(text)).toBe(shown);
    expect(harmless(shown)).toBe(shown);
    expect(JSON.parse(jsonText(text))).toBe(text);
    expect(harmless(jsonText(text))).toBe(jsonText(text));
  });

  test.each(['año ñandú', '你好 世界', 'العربية', 'עברית', '👩‍👩‍👧 👍🏽 ❤️ ✅ ⚠️ 1️⃣ 🇨🇴', 'किन्तु', 'e\u0301'])(
    '%s stays',
    (text) => {
      expect(inline(text)).toBe(text);
      expect(JSON.parse(jsonText(text))).toBe(text);
    },
  );

  test('lines and tabs stay in a text, and are escapes in a part of a line', () => {
    expect(harmless('a\n\tb')).toBe('a\n\tb');
    expect(inline('a\n\tb')).toBe(String.raw`a\n\tb`);
  });

  test('a password of a URL is hidden before it is escaped', () => {
    expect(inline('x://u:pa\u001Bss@h')).toBe('x://u:(secret)@h');
  });
});

test('an argument begins no line; what a program said is set off', () => {
  const text = t('services.failed', {
    name: 'x\n::error::',
    effect: 'start',
    output: block('a\n::error::b\u001B[2J'),
  });
  expect(render(text, 'en', forPeople)).toBe('start x\\n::error:: failed: a\n    ::error::b\\x1b[2J');
  expect(render(text, 'en')).toBe('start x\n::error:: failed: a\n::error::b\u001B[2J');
});

test('what is cut holds no half of a password', () => {
  const url = 'postgres://u:CANARY-0123456789@db';
  for (let most = 1; most <= url.length; most += 1) expect(cutTo(url, most)).not.toContain('CANARY');
  for (let from = 0; from < url.length; from += 1)
    expect(afterCut(url.slice(from, -1))).not.toMatch(/\d@|CANARY.*@/u);
  expect(afterCut('half\nwhole\n')).toBe('whole\n');
});
