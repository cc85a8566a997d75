import type { RuleMeta } from '../../../core/check-meta.ts';
import { t } from '../../../core/text.ts';

/** Rules across items: what is used, owned, judged and remedied. */
export const acrossRules: readonly RuleMeta[] = [
  {
    id: 'KAPA020',
    name: 'two-owners',
    severity: 'error',
    summary: t('rule.KAPA020'),
    why: t('rule.KAPA020_why'),
    bad: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
  - name: Another message
    file: { path: /etc/motd, content: bye }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
  - name: Another message
    file: { path: /etc/issue, content: bye }
`,
  },
  {
    id: 'KAPA030',
    name: 'unused-variable',
    severity: 'warning',
    summary: t('rule.KAPA030'),
    why: t('rule.KAPA030_why'),
    bad: `vars: { greeting: hello }
resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
`,
    good: `vars: { greeting: hello }
resources:
  - name: Message of the day
    file: { path: /etc/motd, content: "{{ greeting }}" }
`,
  },
  {
    id: 'KAPA031',
    name: 'unused-threshold',
    severity: 'warning',
    summary: t('rule.KAPA031'),
    why: t('rule.KAPA031_why'),
    bad: `thresholds: { load_max: 4 }
resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
`,
  },
  {
    id: 'KAPA032',
    name: 'unused-probe',
    severity: 'warning',
    summary: t('rule.KAPA032'),
    why: t('rule.KAPA032_why'),
    bad: `probes: { machine: { load: {} } }
`,
    good: `probes: { machine: { load: {} } }
rules:
  - { name: Busy, when: machine.one > 8 }
`,
  },
  {
    id: 'KAPA033',
    name: 'unused-template',
    severity: 'warning',
    summary: t('rule.KAPA033'),
    why: t('rule.KAPA033_why'),
    bad: `# templates/motd.hbs is there
resources:
  - name: Message of the day
    file: { path: /etc/motd, content: hello }
`,
    good: `# templates/motd.hbs is there
resources:
  - name: Message of the day
    file: { path: /etc/motd, template: motd.hbs }
`,
  },
  {
    id: 'KAPA040',
    name: 'kill-without-limit',
    severity: 'error',
    summary: t('rule.KAPA040'),
    why: t('rule.KAPA040_why'),
    bad: `probes:
  port: { port_owner: { port: 3001, expected: { pm2_app: shop, user: shop } } }
rules:
  - name: Port taken
    when: port.foreign
    do: [{ kill_port_holder: { port: 3001 } }]
`,
    good: `probes:
  port: { port_owner: { port: 3001, expected: { pm2_app: shop, user: shop } } }
rules:
  - name: Port taken
    when: port.foreign
    do: [{ kill_port_holder: { port: 3001 } }]
    limit: { times: 3, within: 1h }
`,
  },
  {
    id: 'KAPA041',
    name: 'cumulative-counter',
    severity: 'warning',
    summary: t('rule.KAPA041'),
    why: t('rule.KAPA041_why'),
    bad: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is ill
    every: 3m
    when: backend.restarts >= 50
    do: [{ pm2_restart: { app: shop, user: shop } }]
    limit: { times: 3, within: 1h }
`,
    good: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is ill
    every: 3m
    when: increase(backend.restarts, 3600) >= 50
    do: [{ pm2_restart: { app: shop, user: shop } }]
    limit: { times: 3, within: 1h }
`,
  },
  {
    id: 'KAPA042',
    name: 'slow-verify',
    severity: 'warning',
    summary: t('rule.KAPA042'),
    why: t('rule.KAPA042_why'),
    bad: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is ill
    every: 3m
    when: backend.status != "online"
    do: [{ pm2_restart: { app: shop, user: shop } }]
    verify: { within: 10m }
    limit: { times: 3, within: 1h }
`,
    good: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is ill
    every: 3m
    when: backend.status != "online"
    do: [{ pm2_restart: { app: shop, user: shop } }]
    verify: { within: 30s }
    limit: { times: 3, within: 1h }
`,
  },
  {
    id: 'KAPA043',
    name: 'unreachable-workers',
    severity: 'warning',
    summary: t('rule.KAPA043'),
    why: t('rule.KAPA043_why'),
    bad: `resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 } }
probes: { web: { apache: {} } }
rules:
  - { name: Many workers, when: web.workers >= 200 }
`,
    good: `resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 } }
probes: { web: { apache: {} } }
rules:
  - { name: Many workers, when: web.workers >= 140 }
`,
  },
  {
    id: 'KAPA044',
    name: 'low-memory-threshold',
    severity: 'warning',
    summary: t('rule.KAPA044'),
    why: t('rule.KAPA044_why'),
    bad: `thresholds: { memory_max: 100MiB }
resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 } }
probes: { web: { apache: {} } }
rules:
  - { name: Memory, when: web.memory >= memory_max }
`,
    good: `thresholds: { memory_max: 4GiB }
resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 } }
probes: { web: { apache: {} } }
rules:
  - { name: Memory, when: web.memory >= memory_max }
`,
  },
  {
    id: 'KAPA045',
    name: 'low-close-wait',
    severity: 'warning',
    summary: t('rule.KAPA045'),
    why: t('rule.KAPA045_why'),
    bad: `probes: { dead: { tcp_sockets: { port: 3001, state: close-wait } } }
rules:
  - { name: Dead connections, when: dead.count >= 10 }
`,
    good: `probes: { dead: { tcp_sockets: { port: 3001, state: close-wait } } }
rules:
  - { name: Dead connections, when: dead.server_side >= 10 }
`,
  },
  {
    id: 'KAPA046',
    name: 'schedule-never-fires',
    severity: 'error',
    summary: t('rule.KAPA046'),
    why: t('rule.KAPA046_why'),
    bad: `resources:
  - name: Jobs
    cron:
      user: root
      jobs: [{ schedule: "0 3 31 2 *", run: /usr/local/bin/report }]
`,
    good: `resources:
  - name: Jobs
    cron:
      user: root
      jobs: [{ schedule: "0 3 28 2 *", run: /usr/local/bin/report }]
`,
  },
  {
    id: 'KAPA047',
    name: 'schedule-apart',
    severity: 'warning',
    summary: t('rule.KAPA047'),
    why: t('rule.KAPA047_why'),
    bad: `resources:
  - name: Jobs
    cron:
      user: root
      jobs: [{ schedule: "*/30 * * * *", run: kapa check }]
probes: { machine: { load: {} } }
rules:
  - { name: Busy, every: 3m, when: machine.one > 8 }
`,
    good: `resources:
  - name: Jobs
    cron:
      user: root
      jobs: [{ schedule: "*/3 * * * *", run: kapa check }]
probes: { machine: { load: {} } }
rules:
  - { name: Busy, every: 3m, when: machine.one > 8 }
`,
  },
  {
    id: 'KAPA048',
    name: 'program-not-found',
    severity: 'warning',
    summary: t('rule.KAPA048'),
    why: t('rule.KAPA048_why'),
    bad: `resources:
  - name: Jobs
    cron:
      user: root
      path: inherit
      jobs: [{ schedule: "@daily", run: pm2 save }]
`,
    good: `resources:
  - name: Jobs
    cron:
      user: root
      path: inherit
      jobs: [{ schedule: "@daily", run: /opt/node/bin/pm2 save }]
`,
  },
  {
    id: 'KAPA049',
    name: 'bad-schedule',
    severity: 'error',
    summary: t('rule.KAPA049'),
    why: t('rule.KAPA049_why'),
    bad: `resources:
  - name: Jobs
    cron:
      user: root
      jobs: [{ schedule: "*/3 * * *", run: /usr/local/bin/report }]
`,
    good: `resources:
  - name: Jobs
    cron:
      user: root
      jobs: [{ schedule: "*/3 * * * *", run: /usr/local/bin/report }]
`,
  },
  {
    id: 'KAPA050',
    name: 'written-secret',
    severity: 'warning',
    summary: t('rule.KAPA050'),
    why: t('rule.KAPA050_why'),
    bad: `vars: { db_password: hunter2 }
resources:
  - name: Message of the day
    file: { path: /etc/motd, content: "{{ db_password }} " }
`,
    good: `resources:
  - name: Message of the day
    file: { path: /etc/motd, source: secrets/db, secret: true }
`,
  },
  {
    id: 'KAPA051',
    name: 'readable-secret',
    severity: 'warning',
    summary: t('rule.KAPA051'),
    why: t('rule.KAPA051_why'),
    bad: `resources:
  - name: Access to the database
    file: { path: /etc/shop/db, content: "user=shop", secret: true, mode: "0644" }
`,
    good: `resources:
  - name: Access to the database
    file: { path: /etc/shop/db, content: "user=shop", secret: true, group: shop, mode: "0640" }
`,
  },
  {
    id: 'KAPA052',
    name: 'guessed-owner',
    severity: 'warning',
    summary: t('rule.KAPA052'),
    why: t('rule.KAPA052_why'),
    bad: `probes:
  backend: { pm2_app: { name: shop } }
rules:
  - name: Backend is down
    every: 3m
    when: backend.status != "online"
    do: [{ pm2_restart: { app: shop } }]
    limit: { times: 3, within: 1h }
`,
    good: `probes:
  backend: { pm2_app: { name: shop, user: shop } }
rules:
  - name: Backend is down
    every: 3m
    when: backend.status != "online"
    do: [{ pm2_restart: { app: shop, user: shop } }]
    limit: { times: 3, within: 1h }
`,
  },
  {
    id: 'KAPA053',
    name: 'literal-sign',
    severity: 'warning',
    summary: t('rule.KAPA053'),
    why: t('rule.KAPA053_why'),
    bad: `probes:
  errors: { log: { file: /var/log/shop/*.log, match: ERROR } }
rules:
  - { name: No errors, when: errors.count > 5, severity: warning }
`,
    good: `probes:
  errors: { log: { file: /var/log/shop/api.log, match: ERROR } }
rules:
  - { name: No errors, when: errors.count > 5, severity: warning }
`,
  },
  {
    id: 'KAPA054',
    name: 'order-of-letters',
    severity: 'warning',
    summary: t('rule.KAPA054'),
    why: t('rule.KAPA054_why'),
    bad: `vars: { release: "9" }
resources:
  - { name: Notes, when: release >= "12", file: { path: /srv/notes, content: hello } }
`,
    good: `vars: { release: 9 }
resources:
  - { name: Notes, when: release >= 12, file: { path: /srv/notes, content: hello } }
`,
  },
  {
    id: 'KAPA055',
    name: 'link-to-itself',
    severity: 'error',
    summary: t('rule.KAPA055'),
    why: t('rule.KAPA055_why'),
    bad: `resources:
  - { name: Release, symlink: { path: /srv/shop/current, to: current } }
`,
    good: `resources:
  - { name: Release, symlink: { path: /srv/shop/current, to: releases/42 } }
`,
  },
];
