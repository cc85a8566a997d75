import { expect, test } from 'vitest';
import { render } from '../../src/core/text.ts';
import { lintTexts } from './set.ts';

test.each([
  ['file: { path: x, content: x }', 'escríbalo como /etc/motd'],
  ['apache_mpm: { prefork: { StartServers: -1 } }', 'StartServers debe ser al menos 1'],
  ['logrotate: { name: a, paths: [] }', 'paths no puede estar vacío'],
  ['apache_module: {}', 'esto no puede estar vacío'],
  ['apache_mpm: {}', 'hace falta exactamente una de estas claves: prefork, worker, event'],
  ['file: { path: /f, content: a, source: b }', 'solo se puede indicar una de estas claves'],
  [
    'apache_directives: { file: /a }',
    'hace falta al menos una de estas claves: set, sequence, present, absent, section, args',
  ],
  ['file: { path: /f, content: "{{ a" }', 'la línea 1 no está cerrado'],
  ['file: { path: /f, content: "{{#if}}" }', 'escriba {{/if}} donde termina'],
  ['apache_site: { name: a, template: reverse_proxy_site.conf.hbs }', 'usa server_name, que nada define'],
])('%s is told in words, in the reader’s language', async (body, words) => {
  const findings = await lintTexts(`resources:\n  - name: one\n    ${body}\n`);
  const told = findings.flatMap(({ message, cure }) =>
    [message, cure].map((text) => text && render(text, 'es')),
  );
  expect(told.join('\n')).toContain(words);
});

test('a file that is no mapping is told without an empty name', async () => {
  const [finding] = await lintTexts('hello\n');
  expect(finding && render(finding.message, 'en')).toBe('this must be of type object, not string');
});
