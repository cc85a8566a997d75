import {
  array,
  assert,
  boolean,
  constantFrom,
  dictionary,
  integer,
  letrec,
  oneof,
  property,
  string,
  stringMatching,
} from 'fast-check';
import { expect, test } from 'vitest';
import { readYaml, writeYaml } from '../../../src/policy/yaml/yaml-text.ts';

const text = oneof(
  string(),
  string({ unit: 'binary' }),
  stringMatching(/^[a-z:#\-?{}[\]&*!|>'"%@` \n\t.]{0,12}$/u),
  constantFrom(
    'yes',
    'No',
    '~',
    '',
    '01',
    '1e3',
    '0x1f',
    '.5',
    '- a',
    'a: b',
    'a #b',
    'a\nb\n',
    ' a\nb',
    'a\n\n',
    '---',
  ),
);
const value = letrec<{ readonly any: unknown }>((tie) => ({
  any: oneof(
    { maxDepth: 3 },
    text,
    integer(),
    boolean(),
    array(tie('any'), { maxLength: 3 }),
    dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('any'),
      { maxKeys: 3 },
    ),
  ),
})).any;

test('what is written is read as it was, whatever it is', () => {
  assert(
    property(value, (one) => {
      expect(readYaml(writeYaml(one))).toEqual(JSON.parse(JSON.stringify(one)));
    }),
    { numRuns: 1000 },
  );
});

test('a text of several lines stands as people write it', () => {
  const content = '[Service]\nExecStart=/usr/bin/node a.js\n\n[Install]\nWantedBy=x\n';
  expect(writeYaml({ unit: { content } })).toBe(
    'unit:\n  content: |\n    [Service]\n    ExecStart=/usr/bin/node a.js\n\n    [Install]\n    WantedBy=x\n',
  );
});
