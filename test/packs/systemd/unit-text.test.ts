import { expect, test } from 'vitest';
import { checkUnit, writeUnit } from '../../../src/packs/systemd/unit-text.ts';

test('a value is what it says: specifiers, quotes, blanks and variables mean themselves', () => {
  const text = writeUnit({
    Unit: [['Description', '100% of it']],
    Service: [
      ['Environment', ['PATH=/opt/a b:/usr/bin', 'X="y"']],
      ['ExecStart', ['/opt/a b/$HOME/pm2', 'resurrect']],
    ],
  });
  expect(text).toBe(`[Unit]
Description=100%% of it

[Service]
Environment="PATH=/opt/a b:/usr/bin" "X=\\"y\\""
ExecStart="/opt/a b/$$HOME/pm2" resurrect
`);
});

test.each(['\n', '\r', '\0', '\u001b', '\u007f', '\u0085', '\u2028'])(
  'a value with %j begins no other setting: it is refused',
  (character) => {
    const value = `/home/kapa/p${character}User=root`;
    expect(() => writeUnit({ Service: [['PIDFile', value]] })).toThrow('resources.unit_control');
    expect(() => writeUnit({ Service: [['ExecStart', [value]]] })).toThrow('resources.unit_control');
  },
);

test('a whole unit has lines, and nothing that hides one', () => {
  expect(() => checkUnit('a.service', '[Service]\n\tUser=kapa\r\n')).not.toThrow();
  for (const character of ['\0', '\u001b', '\u000b', '\u0008'])
    expect(() => checkUnit('a.service', `[Service]\n#${character}User=root\n`)).toThrow(
      'resources.unit_control',
    );
});
