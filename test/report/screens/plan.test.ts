import { expect, test } from 'vitest';
import { forPeople, render } from '../../../src/core/text.ts';
import { palette } from '../../../src/report/colour.ts';
import { colourDiff } from '../../../src/report/plan/diff.ts';
import { isPlanView, type PlanView, type ResourceView } from '../../../src/report/plan/plan-json.ts';
import { keptSink } from '../kept-sink.ts';
import { writePlanView } from '../../../src/report/plan/plan-text.ts';

/** A change of one host among many alike; `at` is the line that it stands in. */
function host(number: number, at: number): ResourceView {
  const path = `/etc/apache2/sites-available/site${number}.conf`;
  return {
    name: `Proxy of site${number}`,
    type: 'apache_proxy',
    action: 'update',
    cause: 'policy',
    fields: [
      { field: 'ProxyTimeout', from: '60', to: '600' },
      { field: 'ProxyBadHeader', from: null, to: 'Ignore' },
    ],
    files: [
      {
        path,
        diff: `--- ${path}\n+++ ${path}\n@@ -${at},2 +${at},3 @@\n     ProxyPreserveHost On\n-    ProxyTimeout 60\n+    ProxyTimeout 600\n+    ProxyBadHeader Ignore\n`,
      },
    ],
    notes: [],
  };
}

const lines = Array.from({ length: 100 }, (_, at) => `+line ${at}`).join('\n');
const plan: PlanView = {
  resources: [
    ...Array.from({ length: 20 }, (_, number) => host(number, 6 + (number % 3))),
    {
      name: 'A long file',
      type: 'file',
      action: 'create',
      cause: 'first',
      fields: [],
      files: [{ path: '/etc/long', diff: `--- /dev/null\n+++ /etc/long\n@@ -1,0 +1,100 @@\n${lines}\n` }],
      notes: [],
    },
    { name: 'Untouched', type: 'file', action: 'none', fields: [], files: [], notes: [] },
  ],
  effects: [
    {
      service: 'apache2',
      effect: 'reload',
      because: ['Proxy of site0', 'Proxy of site1', 'Proxy of site2', 'Proxy of site3'],
    },
  ],
  proof: {
    status: 'proven',
    checks: [{ argv: ['apache2', '-t'], exit_status: 0, output: '', because: [] }],
    reason: null,
  },
  orphans: [],
  summary: { create: 1, update: 20, remove: 0, unchanged: 1, unknown: 0 },
  digest: '',
};

function written(full: boolean, locale: 'en' | 'es' = 'en'): string {
  const { sink, text } = keptSink();
  writePlanView(plan, sink, { root: '/', full }, (text) => render(text, locale, forPeople));
  return text();
}

test.each(['en', 'es'] as const)(
  'a plan of twenty hosts is a screen: what is done alike once, what is long folded, in %s',
  async (locale) => {
    expect(isPlanView(plan)).toBe(true);
    const text = written(false, locale);
    expect(text.match(/ProxyTimeout 600$/gmu)).toHaveLength(1);
    await expect(text).toMatchFileSnapshot(`plan.${locale}.txt`);
  },
);

test('nothing is grouped or folded in full', () => {
  const text = written(true);
  expect(text.match(/^ +\+ +ProxyTimeout 600$/gmu)).toHaveLength(20);
  expect(text).toContain('+line 99');
  expect(text).not.toContain('--full');
});

test('words that differ in a changed line are set off, all else is as it was', () => {
  const diff = '--- a\n+++ a\n@@ -1 +1 @@\n-    ProxyTimeout 60 # slow\n+    ProxyTimeout 600 # slow\n';
  expect(colourDiff(diff, palette(false))).toBe(diff);
  const paint = { ...palette(false), bold: (text: string) => `[${text}]` };
  expect(colourDiff(diff, paint)).toBe(
    '[--- a]\n[+++ a]\n@@ -1 +1 @@\n-    ProxyTimeout [60] # slow\n+    ProxyTimeout [600] # slow\n',
  );
});
