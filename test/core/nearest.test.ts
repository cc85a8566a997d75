import { expect, test } from 'vitest';
import { meantDirective } from '../../src/core/apache/directives.ts';
import { nearest } from '../../src/core/nearest.ts';

test.each([
  ['ProxyTimout', 'ProxyTimeout'],
  ['maxrequestworker', 'MaxRequestWorkers'],
  ['Haeder', 'Header'],
  ['proxypass', undefined],
  ['SomethingOfAModuleOfOurOwn', undefined],
])('%s: %s', (name, meant) => {
  expect(meantDirective(name)).toBe(meant);
});

test('a short name is like nothing that differs in more than one letter', () => {
  expect(nearest('ab', ['abc', 'xy'])).toBe('abc');
  expect(nearest('ab', ['abcd', 'xy'])).toBeUndefined();
});
