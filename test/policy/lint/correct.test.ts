import { expect, test } from 'vitest';
import { lintTexts, shown } from '../set.ts';

// Policies that are unusual and right: lint has nothing to say.

const app = 'probes:\n  app: { pm2_app: { name: shop, user: shop } }\n';
const file = (vars: string, content: string): string =>
  `vars: ${vars}\nresources:\n  - name: A\n    file: { path: /srv/a, content: '${content}' }\n`;

const correct: readonly (readonly [what: string, text: string])[] = [
  [
    'one of two files by facts',
    'resources:\n  - { name: A, when: facts.memory > 2147483648.0, file: { path: /srv/a, content: x } }\n  - { name: B, when: facts.memory <= 2147483648.0, file: { path: /srv/a, content: y } }\n',
  ],
  [
    'one of two files by a variable',
    'vars: { big: true }\nresources:\n  - { name: A, when: big, file: { path: /srv/a, content: x } }\n  - { name: B, when: "!big", file: { path: /srv/a, content: y } }\n',
  ],
  [
    'a variable in a loop from outside',
    file('{ hosts: [a], dom: x }', '{{#each hosts}}{{this}}.{{../dom}}{{/each}}'),
  ],
  ['a variable in lookup', file('{ map: { k: 1 }, key: k }', 'x{{lookup map key}}')],
  ['a variable in else if', file('{ a: false, b: true }', '{{#if a}}1{{else if b}}2{{/if}}')],
  ['a variable without blanks around', file('{ c: z }', '{{~ c ~}}')],
  ['a number alone where a text is', file('{ port: 3001 }', '{{ port }}')],
  ['a switch alone where a text is', file('{ on: true }', '{{ on }}')],
  ['a variable called log', file('{ log: /var/log/a }', 'is {{ log }}{{#if log}}!{{/if}}')],
  ['sections of comments', 'vars:\n  # a: 1\nrules:\nprobes:\nresources:\nthresholds:\n'],
  ['a load probe left empty', 'probes:\n  machine: { load: }\nrules: [{ name: R, when: machine.one > 8 }]\n'],
  ['division of a sum', 'probes:\n  m: { load: {} }\nrules: [{ name: R, when: (m.one + m.five) / 2 > 8 }]\n'],
  [
    'units in conditions',
    `${app}rules: [{ name: R, when: "app.memory > 1.5GiB && app.cpu > 80% && app.uptime > 5m" }]\n`,
  ],
  [
    'what is gone',
    'probes:\n  b: { file_age: { path: /var/backups/a } }\nrules: [{ name: R, when: "absent(b.age) || b.age > 1d" }]\n',
  ],
  [
    'only at night',
    `${app}rules: [{ name: R, when: "app.restarts > 5 && (now().hour >= 22 || now().hour < 6)", severity: warning }]\n`,
  ],
  [
    'a counter with its increase',
    `${app}rules: [{ name: R, when: "app.restarts > 50 && increase(app.restarts, 1h) > 5", do: [{ pm2_restart: { app: shop, user: shop } }], limit: { times: 3, within: 1h } }]\n`,
  ],
  ['a window in seconds', `${app}rules: [{ name: R, when: "increase(app.restarts, 3600) > 5" }]\n`],
  [
    'an hour in seconds',
    'probes:\n  b: { file_age: { path: /var/backups/a } }\nrules: [{ name: R, when: b.age > 86400 }]\n',
  ],
  [
    'a share as a fraction',
    'probes:\n  d: { disk: { path: / } }\nrules: [{ name: R, when: d.used > 0.9 }]\n',
  ],
  ['several processors', `${app}rules: [{ name: R, when: app.cpu > 1.5 }]\n`],
  ['bytes written out', `${app}rules: [{ name: R, when: app.memory > 1073741824 }]\n`],
  ['hysteresis', `${app}rules: [{ name: R, when: app.memory > 2GiB, clear_when: app.memory < 1GiB }]\n`],
  ['a range', `${app}rules: [{ name: R, when: app.memory > 1GiB && app.memory < 2GiB }]\n`],
  [
    'neither the one nor the other',
    `${app}rules: [{ name: R, when: 'app.status != "online" && app.status != "launching"' }]\n`,
  ],
  ['a list of texts', `${app}rules: [{ name: R, when: 'app.status in ["errored", "stopped"]' }]\n`],
  ['the path of a key', file('{ tls_private_key: certs/x.key }', 'x{{ tls_private_key }}')],
  ['a token that is off', file('{ csrf_token: disabled }', 'x{{ csrf_token }}')],
  [
    'names that mean nothing special',
    file('{ map: { a: 1 }, list: [1], type: a, max: 3 }', 'x{{ map.a }}{{ list.0 }}{{ type }}{{ max }}'),
  ],
  [
    'a list in a condition',
    'vars: { roles: [web, db] }\nresources:\n  - { name: A, when: \'"web" in roles\', file: { path: /srv/a, content: x } }\n',
  ],
  [
    'a sum in a condition',
    'vars: { port: 3001 }\nresources:\n  - { name: A, when: port + 1 == 3002, file: { path: /srv/a, content: x } }\n',
  ],
  [
    'a shell in a command',
    'probes:\n  q: { command: { argv: [sh, -c, "mailq | wc -l"] } }\nrules: [{ name: R, when: q.value > 3 }]\n',
  ],
  [
    "variables of the shell's own",
    'resources:\n  - { name: A, file: { path: /srv/a, content: "echo ${HOME} $1" } }\n',
  ],
  [
    'two cron lines that cover each other',
    `${app}group: health\nrules: [{ name: R, every: 3m, when: app.restarts > 500 }]\nresources:\n  - name: Jobs\n    cron: { user: root, jobs: [{ schedule: "0-30/3 * * * *", run: "/usr/local/bin/kapa check --group health", output: discard }, { schedule: "33-59/3 * * * *", run: "/usr/local/bin/kapa check --group health", output: discard }] }\n`,
  ],
  [
    'every that nobody wrote',
    `${app}group: health\nrules: [{ name: R, when: app.restarts > 500 }]\nresources:\n  - name: Jobs\n    cron: { user: root, jobs: [{ schedule: "*/10 * * * *", run: "/usr/local/bin/kapa check --group health", output: discard }] }\n`,
  ],
];

test.each(correct)('%s', async (_, text) => {
  const ids = (await lintTexts(text)).filter(({ id }) => id !== 'KAPA048').map(shown);
  expect(ids).toEqual([]);
});
