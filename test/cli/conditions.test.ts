import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { conditionsPage } from '../../src/cli/generate/conditions-page.ts';
import { conditionsPageEs } from '../../src/cli/generate/conditions-page-es.ts';
import { lintTexts, shown } from '../policy/set.ts';
import { kapa } from './program.ts';

const declared = /```yaml\n(thresholds:.*?)```/su.exec(conditionsPage)?.[1] ?? '';
const examples = [...conditionsPage.matchAll(/```cel\n(.*?)```/gsu)].flatMap(([, lines = '']) =>
  lines.trim().split('\n'),
);

test('the page has examples', () => {
  expect(examples.length).toBeGreaterThan(25);
});

test.each(examples)('%s is right', async (example) => {
  const text = `${declared}rules:\n  - name: R\n    when: ${JSON.stringify(example)}\n`;
  const found = (await lintTexts(text)).filter(({ id }) => id !== 'KAPA031' && id !== 'KAPA032');
  expect(found.map(shown)).toEqual([]);
});

test('kapa explain conditions prints the page', () => {
  const { out, status } = kapa(['explain', 'conditions']);
  expect(status).toBe(0);
  expect(out).toBe(conditionsPage);
  expect(JSON.parse(kapa(['explain', 'conditions', '--json']).out)).toMatchObject({
    text: conditionsPage,
  });
  const docs = readFileSync(resolve(import.meta.dirname, '../../docs/conditions.md'), 'utf8');
  expect(docs).toContain('quantile_over');
});

test('in Spanish it has the same examples', () => {
  const blocks = (page: string): readonly string[] => page.match(/^```\w+\n.*?^```$/gmsu) ?? [];
  expect(blocks(conditionsPageEs)).toEqual(blocks(conditionsPage));
  expect(kapa(['explain', 'conditions'], { env: { LANG: 'es_CO.UTF-8' } }).out).toBe(conditionsPageEs);
});
