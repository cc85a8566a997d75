import { expect, test } from 'vitest';
import type { Finding } from '../../../src/core/finding.ts';
import { forPeople, render, t, type Text } from '../../../src/core/text.ts';
import { ruleList } from '../../../src/policy/lint/catalogue/index.ts';
import { createMask } from '../../../src/report/mask.ts';
import { annotations, findingsDocument } from '../../../src/report/lint/lint-formats.ts';
import { writeFindings } from '../../../src/report/lint/lint-text.ts';
import { keptSink } from '../kept-sink.ts';

const say = (text: Text): string => render(text, 'en', forPeople);
const finding = (line: number, severity: Finding['severity'] = 'error', name = 'a'): Finding => ({
  id: 'KAPA007',
  severity,
  place: { file: 'policies/a b,c.yaml', line, column: 3, endLine: line, endColumn: 8 },
  message: t('policy.unknown_variable', { name }),
  cure: t('policy.unknown_variable_cure', { name }),
});
const document = (findings: readonly Finding[]) => ({ findings, rules: ruleList, version: '1.2.3', say });

test('JSON has the keys of the contract', () => {
  expect(
    createMask().document(findingsDocument('json', document([finding(4), finding(5, 'warning')]))),
  ).toEqual({
    version: 1,
    findings: [4, 5].map((line) => ({
      id: 'KAPA007',
      severity: line === 4 ? 'error' : 'warning',
      file: 'policies/a b,c.yaml',
      line,
      column: 3,
      end_line: line,
      end_column: 8,
      message: 'there is no variable a',
      cure: 'define it under vars, or give --set a=...',
    })),
    summary: { errors: 1, warnings: 1 },
  });
});

test('GitHub gets errors first, at most ten of each, escaped, and one summary', () => {
  const many = [
    ...Array.from({ length: 12 }, (_, n) => finding(n + 1, 'warning')),
    ...Array.from({ length: 11 }, (_, n) => finding(n + 1, 'error', '50%\nx')),
  ];
  const lines = annotations(many, say).trimEnd().split('\n');
  expect(lines).toHaveLength(21);
  expect(lines.slice(0, 10).every((line) => line.startsWith('::error '))).toBe(true);
  expect(lines.slice(10, 20).every((line) => line.startsWith('::warning '))).toBe(true);
  expect(lines[0]).toBe(
    '::error file=policies/a b%2Cc.yaml,line=1,endLine=1,col=3,endColumn=7,title=KAPA007::there is no variable 50%25\\nx (define it under vars, or give --set 50%25\\nx=...)',
  );
  expect(lines[20]).toBe('11 errors, 12 warnings. 3 more findings not shown here; kapa lint shows all');
});

test('SARIF names its rules and points into files', () => {
  const log = createMask().document(findingsDocument('sarif', document([finding(4)])));
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kapa', version: '1.2.3' } },
        results: [
          {
            ruleId: 'KAPA007',
            ruleIndex: ruleList.findIndex(({ id }) => id === 'KAPA007'),
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'policies/a%20b%2Cc.yaml' },
                  region: { startLine: 4, startColumn: 3, endLine: 4, endColumn: 8 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

test('a frame marks the place, hides what a terminal would obey, and cuts long lines', () => {
  const drawing = { say, hide: (line: string) => line };
  const { sink, text, clear } = keptSink({ columns: 60, fits: true });
  writeFindings([finding(2)], sink, { ...drawing, linesOf: () => ['one', '  \u001B[31mx: y'] });
  expect(text()).toBe(
    'policies/a b,c.yaml:2:3: error KAPA007 there is no variable a\n  1 | one\n  2 |   \\x1b[31mx: y\n    |   ^^^^^^^^\n  → define it under vars, or give --set a=...\n\n',
  );
  clear();
  const far = { ...finding(1), place: { ...finding(1).place, column: 500, endColumn: 505 } };
  writeFindings([far], sink, { ...drawing, linesOf: () => ['x'.repeat(1000)] });
  const [, row = '', mark = ''] = text().split('\n');
  expect(row.length).toBeLessThan(66);
  expect(mark.trimEnd().endsWith('^^^^^')).toBe(true);
});
