import type { RuleMeta } from '../../../core/check-meta.ts';
import { t } from '../../../core/text.ts';

/** Rules that the resource types of cron and logrotate bring along. */
export const typeRules: readonly RuleMeta[] = [
  {
    id: 'KAPA201',
    name: 'either-day',
    severity: 'warning',
    summary: t('rule.KAPA201'),
    why: t('rule.KAPA201_why'),
    bad: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 13 * 5", run: /usr/local/bin/backup }]
`,
    good: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 13 * *", run: /usr/local/bin/backup }]
`,
  },
  {
    id: 'KAPA202',
    name: 'escaped-percent',
    severity: 'warning',
    summary: t('rule.KAPA202'),
    why: t('rule.KAPA202_why'),
    bad: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: '/usr/bin/date +\\\\%F' }]
`,
    good: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: '/usr/bin/date +%F' }]
`,
  },
  {
    id: 'KAPA203',
    name: 'user-field',
    severity: 'warning',
    summary: t('rule.KAPA203'),
    why: t('rule.KAPA203_why'),
    bad: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: root /usr/local/bin/backup }]
`,
    good: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: /usr/local/bin/backup }]
`,
  },
  {
    id: 'KAPA204',
    name: 'not-one-line',
    severity: 'error',
    summary: t('rule.KAPA204'),
    why: t('rule.KAPA204_why'),
    bad: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: "cd /srv\\nmake" }]
`,
    good: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: cd /srv && make }]
`,
  },
  {
    id: 'KAPA205',
    name: 'ignored-cron-file',
    severity: 'error',
    summary: t('rule.KAPA205'),
    why: t('rule.KAPA205_why'),
    bad: `resources:
  - name: Nightly
    cron:
      file: backup.nightly
      jobs: [{ schedule: "0 4 * * *", run: /usr/local/bin/backup }]
`,
    good: `resources:
  - name: Nightly
    cron:
      file: backup-nightly
      jobs: [{ schedule: "0 4 * * *", run: /usr/local/bin/backup }]
`,
  },
  {
    id: 'KAPA206',
    name: 'cron-tz',
    severity: 'warning',
    summary: t('rule.KAPA206'),
    why: t('rule.KAPA206_why'),
    bad: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: /usr/local/bin/backup, env: { CRON_TZ: Asia/Tokyo } }]
`,
    good: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 19 * * *", run: /usr/local/bin/backup }]
`,
  },
  {
    id: 'KAPA207',
    name: 'job-twice',
    severity: 'warning',
    summary: t('rule.KAPA207'),
    why: t('rule.KAPA207_why'),
    bad: `resources:
  - name: Nightly
    cron:
      user: root
      jobs:
        - { schedule: "0 4 * * *", run: /usr/local/bin/backup }
        - { schedule: "0 4 * * *", run: /usr/local/bin/backup }
`,
    good: `resources:
  - name: Nightly
    cron:
      user: root
      jobs: [{ schedule: "0 4 * * *", run: /usr/local/bin/backup }]
`,
  },
  {
    id: 'KAPA231',
    name: 'two-periods',
    severity: 'error',
    summary: t('rule.KAPA231'),
    why: t('rule.KAPA231_why'),
    bad: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], daily: true, weekly: true, rotate: 8 }
`,
    good: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true, rotate: 8 }
`,
  },
  {
    id: 'KAPA232',
    name: 'no-period',
    severity: 'warning',
    summary: t('rule.KAPA232'),
    why: t('rule.KAPA232_why'),
    bad: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], rotate: 8 }
`,
    good: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true, rotate: 8 }
`,
  },
  {
    id: 'KAPA233',
    name: 'no-rotate-count',
    severity: 'warning',
    summary: t('rule.KAPA233'),
    why: t('rule.KAPA233_why'),
    bad: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true }
`,
    good: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true, rotate: 8 }
`,
  },
  {
    id: 'KAPA234',
    name: 'log-rotated-twice',
    severity: 'error',
    summary: t('rule.KAPA234'),
    why: t('rule.KAPA234_why'),
    bad: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true, rotate: 8 }
  - name: Again
    logrotate: { name: other, paths: [/var/log/shop.log], weekly: true, rotate: 8 }
`,
    good: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true, rotate: 8 }
`,
  },
  {
    id: 'KAPA235',
    name: 'scripts-not-shared',
    severity: 'warning',
    summary: t('rule.KAPA235'),
    why: t('rule.KAPA235_why'),
    bad: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: ["/var/log/shop/*.log"], weekly: true, rotate: 8, postrotate: systemctl reload shop }
`,
    good: `resources:
  - name: Rotate
    logrotate:
      { name: shop, paths: ["/var/log/shop/*.log"], weekly: true, rotate: 8, sharedscripts: true, postrotate: systemctl reload shop }
`,
  },
  {
    id: 'KAPA236',
    name: 'logrotate-unreadable',
    severity: 'error',
    summary: t('rule.KAPA236'),
    why: t('rule.KAPA236_why'),
    bad: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: ["/var/log/{shop.log"], weekly: true, rotate: 8 }
`,
    good: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: ["/var/log/{shop,api}.log"], weekly: true, rotate: 8 }
`,
  },
  {
    id: 'KAPA237',
    name: 'create-without-effect',
    severity: 'warning',
    summary: t('rule.KAPA237'),
    why: t('rule.KAPA237_why'),
    bad: `resources:
  - name: Rotate
    logrotate:
      { name: shop, paths: [/var/log/shop.log], weekly: true, rotate: 8, copytruncate: true, create: { mode: "0640", owner: root, group: adm } }
`,
    good: `resources:
  - name: Rotate
    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true, rotate: 8, copytruncate: true }
`,
  },
  {
    id: 'KAPA241',
    name: 'setting-without-section',
    severity: 'error',
    summary: t('rule.KAPA241'),
    why: t('rule.KAPA241_why'),
    bad: `resources:
  - name: Shop
    systemd_unit: { name: shop.service, content: "ExecStart=/usr/bin/node /srv/shop/server.js" }
`,
    good: `resources:
  - name: Shop
    systemd_unit: { name: shop.service, content: "[Service]\\nExecStart=/usr/bin/node /srv/shop/server.js" }
`,
  },
];
