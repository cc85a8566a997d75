import type { RuleMeta } from '../../../core/check-meta.ts';
import { t } from '../../../core/text.ts';

/** Rules on what operators get wrong in what is sound by itself. */
export const mistakeRules: readonly RuleMeta[] = [
  {
    id: 'KAPA021',
    name: 'below-absent',
    severity: 'error',
    summary: t('rule.KAPA021'),
    why: t('rule.KAPA021_why'),
    bad: `resources:
  - name: Old site
    directory: { path: /srv/old, state: absent }
  - name: Page
    file: { path: /srv/old/index.html, content: hello }
`,
    good: `resources:
  - name: Page
    file: { path: /srv/new/index.html, content: hello }
`,
  },
  {
    id: 'KAPA022',
    name: 'requires-left-out',
    severity: 'warning',
    summary: t('rule.KAPA022'),
    why: t('rule.KAPA022_why'),
    bad: `vars: { scheduler: cron }
resources:
  - name: Folder
    when: scheduler == "watch"
    directory: { path: /srv/a }
  - name: Page
    requires: [Folder]
    file: { path: /srv/a/page, content: hello }
`,
    good: `resources:
  - name: Folder
    directory: { path: /srv/a }
  - name: Page
    requires: [Folder]
    file: { path: /srv/a/page, content: hello }
`,
  },
  {
    id: 'KAPA023',
    name: 'one-condition-twice',
    severity: 'warning',
    summary: t('rule.KAPA023'),
    why: t('rule.KAPA023_why'),
    bad: `probes:
  machine: { load: {} }
rules:
  - { name: Busy, when: machine.one > 8 }
  - { name: Very busy, when: machine.one > 8 }
`,
    good: `probes:
  machine: { load: {} }
rules:
  - { name: Busy, when: machine.one > 8 }
  - { name: Very busy, when: machine.one > 16 }
`,
  },
  {
    id: 'KAPA024',
    name: 'settled-condition',
    severity: 'warning',
    summary: t('rule.KAPA024'),
    why: t('rule.KAPA024_why'),
    bad: `probes:
  machine: { load: {} }
rules:
  - { name: Busy, when: machine.one > 8 && machine.one < 4 }
`,
    good: `probes:
  machine: { load: {} }
rules:
  - { name: Busy, when: machine.one > 8, clear_when: machine.one < 4 }
`,
  },
  {
    id: 'KAPA025',
    name: 'idle-limit',
    severity: 'warning',
    summary: t('rule.KAPA025'),
    why: t('rule.KAPA025_why'),
    bad: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is down
    when: backend.status != "online"
    every: 3m
    do: [{ pm2_restart: { app: shop, user: shop } }]
    limit: { times: 3, within: 5m }
`,
    good: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is down
    when: backend.status != "online"
    every: 3m
    do: [{ pm2_restart: { app: shop, user: shop } }]
    limit: { times: 3, within: 1h }
`,
  },
  {
    id: 'KAPA026',
    name: 'without-remedy',
    severity: 'warning',
    summary: t('rule.KAPA026'),
    why: t('rule.KAPA026_why'),
    bad: `probes:
  machine: { load: {} }
rules:
  - { name: Busy, when: machine.one > 8, verify: { within: 30s } }
`,
    good: `probes:
  machine: { load: {} }
rules:
  - { name: Busy, when: machine.one > 8 }
`,
  },
  {
    id: 'KAPA027',
    name: 'remedy-of-nothing',
    severity: 'warning',
    summary: t('rule.KAPA027'),
    why: t('rule.KAPA027_why'),
    bad: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is down
    when: backend.status != "online"
    do: [{ pm2_restart: { app: shpo, user: shop } }]
    limit: { times: 3, within: 1h }
`,
    good: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is down
    when: backend.status != "online"
    do: [{ pm2_restart: { app: shop, user: shop } }]
    limit: { times: 3, within: 1h }
`,
  },
  {
    id: 'KAPA028',
    name: 'short-window',
    severity: 'warning',
    summary: t('rule.KAPA028'),
    why: t('rule.KAPA028_why'),
    bad: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - { name: Crash loop, every: 3m, when: "increase(backend.restarts, 1m) > 5" }
`,
    good: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - { name: Crash loop, every: 3m, when: "increase(backend.restarts, 1h) > 5" }
`,
  },
  {
    id: 'KAPA029',
    name: 'shell-signs',
    severity: 'warning',
    summary: t('rule.KAPA029'),
    why: t('rule.KAPA029_why'),
    bad: `probes:
  queue: { command: { argv: [mailq, "|", wc, -l] } }
rules:
  - { name: Mail waits, when: queue.value > 100 }
`,
    good: `probes:
  queue: { command: { argv: [sh, -c, "mailq | wc -l"] } }
rules:
  - { name: Mail waits, when: queue.value > 100 }
`,
  },
  {
    id: 'KAPA034',
    name: 'unknown-service',
    severity: 'warning',
    summary: t('rule.KAPA034'),
    why: t('rule.KAPA034_why'),
    bad: `resources:
  - name: Page
    file: { path: /srv/page, content: hello }
    notify: [reload apache]
`,
    good: `resources:
  - name: Page
    file: { path: /srv/page, content: hello }
    notify: [reload apache2]
`,
  },
  {
    id: 'KAPA035',
    name: 'foreign-variable',
    severity: 'warning',
    summary: t('rule.KAPA035'),
    why: t('rule.KAPA035_why'),
    bad: `vars: { site: shop.example }
resources:
  - name: Page
    file: { path: /srv/page, content: "\${site} {{ site }}" }
`,
    good: `vars: { site: shop.example }
resources:
  - name: Page
    file: { path: /srv/page, content: "{{ site }}!" }
`,
  },
  {
    id: 'KAPA036',
    name: 'no-address',
    severity: 'error',
    summary: t('rule.KAPA036'),
    why: t('rule.KAPA036_why'),
    bad: `probes:
  site: { http: { url: "http://127.0.0.1:99999/" } }
rules:
  - { name: Site is down, when: site.failing }
`,
    good: `probes:
  site: { http: { url: "http://127.0.0.1:8080/" } }
rules:
  - { name: Site is down, when: site.failing }
`,
  },
  {
    id: 'KAPA037',
    name: 'invisible-blank',
    severity: 'warning',
    summary: t('rule.KAPA037'),
    why: t('rule.KAPA037_why'),
    bad: `resources:
  - name: Page
    file: { path: /srv/page, content: hello, owner: "root\u00A0" }
`,
    good: `resources:
  - name: Page
    file: { path: /srv/page, content: hello, owner: "root" }
`,
  },
  {
    id: 'KAPA038',
    name: 'dotted-thousands',
    severity: 'warning',
    summary: t('rule.KAPA038'),
    why: t('rule.KAPA038_why'),
    bad: `thresholds: { many: 10.000 }
probes:
  m: { load: {} }
rules:
  - { name: Busy, when: m.one > many }
`,
    good: `thresholds: { many: 10000 }
probes:
  m: { load: {} }
rules:
  - { name: Busy, when: m.one > many }
`,
  },
  {
    id: 'KAPA039',
    name: 'module-use',
    severity: 'error',
    summary: t('rule.KAPA039'),
    why: t('rule.KAPA039_why'),
    bad: `use:
  - { module: host-basics, as: host, with: { pat: /var } }
`,
    good: `use:
  - { module: host-basics, as: host, with: { path: /var } }
`,
  },
];
