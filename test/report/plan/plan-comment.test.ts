import { expect, test } from 'vitest';
import { render, type Text } from '../../../src/core/text.ts';
import type { PlanView } from '../../../src/report/plan/plan-json.ts';
import { planComment, planMarkdown } from '../../../src/report/plan/plan-markdown.ts';

const say = (text: Text): string => render(text, 'en');
const most = 65_000;

function planOf(sizes: readonly number[]): PlanView {
  return {
    resources: sizes.map((size, at) => ({
      name: `File ${at}`,
      type: 'file',
      action: 'create',
      fields: [],
      notes: [],
      files: [{ path: `/etc/file-${at}`, diff: `+${'x'.repeat(size)}\n` }],
    })),
    effects: [{ service: 'apache2', effect: 'reload', because: ['File 0'] }],
    proof: { status: 'proven', checks: [], reason: null },
    orphans: [],
    summary: { create: sizes.length, update: 0, remove: 0, unchanged: 0, unknown: 0 },
    digest: '',
  };
}

test('a plan that fits is a comment as it is', () => {
  expect(planComment(planOf([10, 20]), say, most)).toBe(planMarkdown(planOf([10, 20]), say));
});

test('a longer one loses its longest diffs, names them, and keeps each resource', () => {
  const comment = planComment(planOf([10, 60_000, 5000, 70_000]), say, most);
  expect(comment.length).toBeLessThan(most);
  expect(comment).toContain('the diffs of 2 resources (File 1, File 3)');
  for (const at of [0, 1, 2, 3]) expect(comment).toContain(`### + File ${at} `);
  expect(comment).toContain('reload apache2');
});

test('one of more resources than a comment holds says how many are not there', () => {
  const comment = planComment(planOf(Array.from({ length: 4000 }, () => 50)), say, most);
  expect(comment.length).toBeLessThan(most);
  expect(comment).toMatch(/and \d+ resources at the end/u);
});
