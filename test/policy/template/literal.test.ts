import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { expect, test } from 'vitest';
import { literal } from '../../../src/policy/template/literal.ts';
import { writeYaml } from '../../../src/policy/yaml/yaml-text.ts';
import { loadTexts } from '../set.ts';

/** The text that a policy with this content declares. */
async function declared(content: string): Promise<unknown> {
  const file = { path: '/x', content };
  const policy = { policy: 'p', resources: [{ name: 'one', file }] };
  const { set } = await loadTexts([writeYaml(literal(policy))]);
  return (set.resources[0]?.spec as typeof file | undefined)?.content;
}

test.each([
  '{{.Names}}',
  'docker ps --format "{{.Names}}: {{.ID}}"',
  '{{{x}}}',
  '{{!-- x --}}',
  'a }} b {{',
  '{{',
  String.raw`\{{x}}`,
  String.raw`a\\{{x}}\{{y}} \\\{{{z}}}`,
])('a text that looks like a template stays what it is: %s', async (text) => {
  expect(await declared(text)).toBe(text);
});

test('any text of braces and words stays what it is', async () => {
  const text = array(constantFrom('{', '{{', '}}', '}', ' ', 'x', '#if x', '/if', '"', '%', '.', '\\'), {
    minLength: 1,
    maxLength: 8,
  });
  await assert(
    asyncProperty(text, async (parts) => {
      expect(await declared(parts.join(''))).toBe(parts.join(''));
    }),
    { numRuns: 200 },
  );
});
