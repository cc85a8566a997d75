import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { meantDirective } from '../../src/packs/apache/facts/directives.ts';
import { nearest } from '../../src/core/nearest.ts';
import { patient } from '../patient.ts';

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

test('the nearest is the first of those with the fewest changes', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 14 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 5 }), (name, known) => {
      const most = Math.max(1, Math.min(3, Math.floor(name.length / 3)));
      const far = known.map((candidate) => changes(name, candidate));
      const least = Math.min(...far);
      const meant = nearest(name, known);
      if (least > most) expect(meant).toBeUndefined();
      else if (least > 0) expect(meant).toBe(known[far.indexOf(least)]);
      else expect(changes(name, meant ?? '')).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2000 },
  );
});

test('the cost of a name does not grow with the names that are known, nor with its length', () => {
  const known = Array.from({ length: 100_000 }, (_, at) => `a_resource_of_many_${at}`);
  let looked = 0;
  const counted = {
    *[Symbol.iterator]() {
      for (const name of known) {
        looked += 1;
        yield name;
      }
    },
  };
  expect(nearest('some_other_name_of_it', counted)).toBeUndefined();
  expect(looked).toBeLessThan(1100);
  const long = 'x'.repeat(1_000_000);
  expect(nearest(long, [`${long}y`])).toBeUndefined();
  const began = process.cpuUsage();
  for (let at = 0; at < 600; at += 1) nearest(`a_resorce_of_mny_x${at}`, known);
  expect(process.cpuUsage(began).user).toBeLessThan(patient(3_000_000));
});

/** Edit distance with swaps of neighbours, by its definition. */
function changes(a: string, b: string): number {
  const known = new Map<string, number>();
  const of = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const key = `${i} ${j}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    let least = Math.min(
      of(i - 1, j) + 1,
      of(i, j - 1) + 1,
      of(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
    );
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
      least = Math.min(least, of(i - 2, j - 2) + 1);
    known.set(key, least);
    return least;
  };
  return of(a.length, b.length);
}
