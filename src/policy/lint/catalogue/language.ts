import type { RuleMeta } from '../../../core/check-meta.ts';
import { t } from '../../../core/text.ts';

/** Rules of the language itself. */
export const languageRules: readonly RuleMeta[] = [
  {
    id: 'KAPA001',
    name: 'invalid-yaml',
    severity: 'error',
    summary: t('rule.KAPA001'),
    why: t('rule.KAPA001_why'),
    bad: `policy: [shop
`,
    good: `policy: shop
`,
  },
  {
    id: 'KAPA003',
    name: 'unknown-key',
    severity: 'error',
    summary: t('rule.KAPA003'),
    why: t('rule.KAPA003_why'),
    bad: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello, ownr: root }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello, owner: root }
`,
  },
  {
    id: 'KAPA004',
    name: 'wrong-value',
    severity: 'error',
    summary: t('rule.KAPA004'),
    why: t('rule.KAPA004_why'),
    bad: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello, state: gone }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, state: absent }
`,
  },
  {
    id: 'KAPA005',
    name: 'defined-twice',
    severity: 'error',
    summary: t('rule.KAPA005'),
    why: t('rule.KAPA005_why'),
    bad: `vars: { a: 1 }
vars: { b: 2 }
`,
    good: `vars: { a: 1 }
resources:
  - name: A
    file: { path: /etc/a, content: "{{ a }} " }
`,
  },
  {
    id: 'KAPA006',
    name: 'unknown-type',
    severity: 'error',
    summary: t('rule.KAPA006'),
    why: t('rule.KAPA006_why'),
    bad: `resources:
  - name: Message of the day
    fil: { path: /etc/motd, content: hello }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
`,
  },
  {
    id: 'KAPA007',
    name: 'unknown-variable',
    severity: 'error',
    summary: t('rule.KAPA007'),
    why: t('rule.KAPA007_why'),
    bad: `vars: { greeting: hello }
resources:
  - name: Message of the day
    file: { path: /etc/motd, content: "{{ greting }}" }
`,
    good: `vars: { greeting: hello }
resources:
  - name: Message of the day
    file: { path: /etc/motd, content: "{{ greeting }}" }
`,
  },
  {
    id: 'KAPA008',
    name: 'missing-template',
    severity: 'error',
    summary: t('rule.KAPA008'),
    why: t('rule.KAPA008_why'),
    bad: `resources:
  - name: Message of the day
    file: { path: /etc/motd, template: motd.hsb }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, template: motd.hbs }
`,
  },
  {
    id: 'KAPA009',
    name: 'template-fails',
    severity: 'error',
    summary: t('rule.KAPA009'),
    why: t('rule.KAPA009_why'),
    bad: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: "{{#if}}x{{/if}}" }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
`,
  },
  {
    id: 'KAPA010',
    name: 'wrong-expression',
    severity: 'error',
    summary: t('rule.KAPA010'),
    why: t('rule.KAPA010_why'),
    bad: `vars: { tier: small }
resources:
  - name: Message of the day
    when: tier = "small"
    file: { path: /etc/motd, content: hello }
`,
    good: `vars: { tier: small }
resources:
  - name: Message of the day
    when: tier == "small"
    file: { path: /etc/motd, content: hello }
`,
  },
  {
    id: 'KAPA011',
    name: 'unquoted-braces',
    severity: 'error',
    summary: t('rule.KAPA011'),
    why: t('rule.KAPA011_why'),
    bad: `vars: { greeting: hello }
resources:
  - name: Message of the day
    file:
      path: /etc/motd
      content: {{ greeting }}
`,
    good: `vars: { greeting: hello }
resources:
  - name: Message of the day
    file:
      path: /etc/motd
      content: "{{ greeting }}"
`,
  },
  {
    id: 'KAPA012',
    name: 'unquoted-mode',
    severity: 'error',
    summary: t('rule.KAPA012'),
    why: t('rule.KAPA012_why'),
    bad: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello, mode: 0644 }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello, mode: "0644" }
`,
  },
  {
    id: 'KAPA013',
    name: 'unusable-file',
    severity: 'error',
    summary: t('rule.KAPA013'),
    why: t('rule.KAPA013_why'),
    bad: `# policies/logo.yaml is a PNG image
`,
    good: `# policies/ holds YAML files
`,
  },
  {
    id: 'KAPA014',
    name: 'unknown-reference',
    severity: 'error',
    summary: t('rule.KAPA014'),
    why: t('rule.KAPA014_why'),
    bad: `resources:
  - name: Motd
    requires: [Folders]
    file: { path: /srv/motd, content: hello }
  - name: Folder
    directory: { path: /srv }
`,
    good: `resources:
  - name: Motd
    requires: [Folder]
    file: { path: /srv/motd, content: hello }
  - name: Folder
    directory: { path: /srv }
`,
  },
  {
    id: 'KAPA015',
    name: 'unusable-pattern',
    severity: 'error',
    summary: t('rule.KAPA015'),
    why: t('rule.KAPA015_why'),
    bad: `probes:
  errors: { log: { file: /var/log/app.log, match: 'ERROR (?!harmless)' } }
rules:
  - { name: Errors, every: 3m, when: errors.count > 0, severity: warning }
`,
    good: `probes:
  errors: { log: { file: /var/log/app.log, match: 'ERROR (?:[^h]|h[^a])' } }
rules:
  - { name: Errors, every: 3m, when: errors.count > 0, severity: warning }
`,
  },
  {
    id: 'KAPA016',
    name: 'text-never-seen',
    severity: 'error',
    summary: t('rule.KAPA016'),
    why: t('rule.KAPA016_why'),
    bad: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - { name: Backend is down, when: backend.status != "onlin" }
`,
    good: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - { name: Backend is down, when: backend.status != "online" }
`,
  },
  {
    id: 'KAPA017',
    name: 'bound-without-unit',
    severity: 'warning',
    summary: t('rule.KAPA017'),
    why: t('rule.KAPA017_why'),
    bad: `probes:
  disk: { disk: { path: / } }
rules:
  - { name: Disk is full, when: disk.used > 80 }
`,
    good: `probes:
  disk: { disk: { path: / } }
rules:
  - { name: Disk is full, when: disk.used > 80% }
`,
  },
  {
    id: 'KAPA018',
    name: 'circle',
    severity: 'error',
    summary: t('rule.KAPA018'),
    why: t('rule.KAPA018_why'),
    bad: `vars:
  url: https://{{ host }}/
  host: "{{ url }}"
resources:
  - name: Motd
    file: { path: /srv/motd, content: "see {{ url }}" }
`,
    good: `vars:
  url: https://{{ host }}/
  host: shop.example
resources:
  - name: Motd
    file: { path: /srv/motd, content: "see {{ url }}" }
`,
  },
  {
    id: 'KAPA019',
    name: 'unusable-name',
    severity: 'error',
    summary: t('rule.KAPA019'),
    why: t('rule.KAPA019_why'),
    bad: `thresholds: { load: 4 }
probes: { load: { load: {} } }
rules:
  - { name: Busy, when: load.one > 4 }
`,
    good: `thresholds: { load_max: 4 }
probes: { load: { load: {} } }
rules:
  - { name: Busy, when: load.one > load_max }
`,
  },
];
