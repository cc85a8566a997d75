import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { registry } from '../../../src/packs/index.ts';
import { render } from '../../../src/core/text.ts';
import { ruleList } from '../../../src/policy/lint/catalogue/index.ts';
import { lintTexts, shown } from '../set.ts';

const source = resolve(import.meta.dirname, '../../../src');

/** These need files beside the policy. */
const needFiles = new Set(['KAPA008', 'KAPA013', 'KAPA033']);

const known = new Set(
  [...registry.resources, ...registry.probes, ...registry.remedies].map(({ type }) => type),
);
const probed = /\b(?:pm2_app: \{ name: shop, user|port_owner|tcp_sockets|load: \{\}|apache: \{\})/u;

const tried = ruleList.filter(
  ({ id, bad, good }) => !needFiles.has(id) && (known.has('tcp_sockets') || !probed.test(`${bad}${good}`)),
);

test.each(tried)('$id $name finds fault with its bad example', async ({ id, severity, bad }) => {
  const found = await lintTexts(bad);
  expect(found.map(shown).join('\n')).toContain(id);
  expect(found.filter((one) => one.id === id).map((one) => one.severity)).toContain(severity);
});

test.each(tried)('$id $name finds nothing in its good example', async ({ id, good }) => {
  const needsFile = /source:|template: motd/u.test(good);
  const found = (await lintTexts(good)).filter((one) => !(needsFile && one.id === 'KAPA008'));
  expect(found.map(shown).filter((line) => line.includes(id) || !line.includes('KAPA03'))).toEqual([]);
});

test('ids and names are unique, and in order', () => {
  const ids = ruleList.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(new Set(ruleList.map(({ name }) => name)).size).toBe(ids.length);
});

test('every id that the code finds is explained', () => {
  const used = new Set<string>();
  for (const entry of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.ts') || entry.includes('rule_list') || entry.includes('messages/')) continue;
    for (const [id] of readFileSync(join(source, entry), 'utf8').matchAll(/\bKAPA\d{3}\b/gu)) used.add(id);
  }
  expect([...used].filter((id) => !ruleList.some((rule) => rule.id === id))).toEqual([]);
});

test.each([
  [
    'two crontabs of one user',
    'cron: { user: root, jobs: [] }',
    'cron: { user: root, jobs: [] }',
    'crontab -u root',
  ],
  ['a file and a link', 'file: { path: /etc/a, content: x }', 'symlink: { path: /etc/a, to: b }', '/etc/a'],
])('%s have two owners', async (_, first, second, what) => {
  const text = `resources:\n  - name: A\n    ${first}\n  - name: B\n    ${second}\n`;
  expect((await lintTexts(text)).map(shown).join('\n')).toContain(
    `KAPA020 ${what} is also owned by the resource A`,
  );
});

test.each([
  ['a file', 'file: { path: /etc/apache2/x.conf, content: "ServerTokens Prod\\n" }'],
  [
    'a template',
    'file: { path: /etc/apache2/x.conf, template: logrotate.hbs, with: { paths: [], lines: [], scripts: [] } }',
  ],
])(
  '%s of which the whole text is declared and a directive edited in it have two owners',
  async (_, whole) => {
    const edit = 'apache_directives: { file: /etc/apache2/x.conf, set: { ServerSignature: "Off" } }';
    for (const [first, second] of [
      [whole, edit],
      [edit, whole],
    ]) {
      const text = `resources:\n  - name: A\n    ${first}\n  - name: B\n    ${second}\n`;
      expect((await lintTexts(text)).map(shown).join('\n')).toMatch(
        /KAPA020 this edits a part of \/etc\/apache2\/x\.conf, and the resource [AB] declares its whole text/u,
      );
    }
  },
);

test('a file of which only mode and owner are looked after may be edited', async () => {
  const text = `resources:\n  - name: A\n    file: { path: /etc/apache2/x.conf, mode: "0644" }\n  - name: B\n    apache_directives: { file: /etc/apache2/x.conf, set: { ServerSignature: "Off" } }\n`;
  expect((await lintTexts(text)).map(shown).join('\n')).not.toContain('KAPA020');
});

test('KAPA044 says that the memory of a worker is assumed, and where that comes from', async () => {
  const { bad } = ruleList.find(({ id }) => id === 'KAPA044') ?? { bad: '' };
  const found = (await lintTexts(bad)).find(({ id }) => id === 'KAPA044');
  expect(found && render(found.message, 'en')).toBe(
    "100 MiB is less than what 150 healthy workers use, some 450 MiB (assumed: 3 MiB a process, as Debian 12's prefork takes with no interpreter in it)",
  );
});

test('a variable in the path of a log counts as used, and an unknown one is told', async () => {
  const policy = (vars: string, file: string): string =>
    `policy: p\n${vars}log: { file: "${file}" }\nprobes: { busy: { load: {} } }\nrules: [{ name: Busy, when: busy.one > 4 }]\n`;
  expect((await lintTexts(policy('vars: { logs: log }\n', '/var/{{ logs }}/a.log'))).map(shown)).toEqual([]);
  expect((await lintTexts(policy('', '/var/{{ nowhere }}/a.log'))).map(shown).join('\n')).toContain(
    'KAPA007',
  );
});
