import type { RuleMeta } from '../../../core/check-meta.ts';
import { t } from '../../../core/text.ts';

/** Rules that Apache's resource types bring along. */
export const apacheRules: readonly RuleMeta[] = [
  {
    id: 'KAPA101',
    name: 'unlimited-worker-life',
    severity: 'warning',
    summary: t('rule.KAPA101'),
    why: t('rule.KAPA101_why'),
    bad: `resources:
  - name: Workers
    apache_mpm: { prefork: { MaxConnectionsPerChild: 0 } }
`,
    good: `resources:
  - name: Workers
    apache_mpm: { prefork: { MaxConnectionsPerChild: 1000 } }
`,
  },
  {
    id: 'KAPA102',
    name: 'spare-bounds',
    severity: 'error',
    summary: t('rule.KAPA102'),
    why: t('rule.KAPA102_why'),
    bad: `resources:
  - name: Workers
    apache_mpm: { prefork: { MinSpareServers: 20, MaxSpareServers: 10, MaxConnectionsPerChild: 1000 } }
`,
    good: `resources:
  - name: Workers
    apache_mpm: { prefork: { MinSpareServers: 5, MaxSpareServers: 10, MaxConnectionsPerChild: 1000 } }
`,
  },
  {
    id: 'KAPA103',
    name: 'workers-above-limit',
    severity: 'error',
    summary: t('rule.KAPA103'),
    why: t('rule.KAPA103_why'),
    bad: `resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 400, MaxConnectionsPerChild: 1000 } }
`,
    good: `resources:
  - name: Workers
    apache_mpm: { prefork: { ServerLimit: 400, MaxRequestWorkers: 400, MaxConnectionsPerChild: 1000 } }
`,
  },
  {
    id: 'KAPA104',
    name: 'ttl-under-prefork',
    severity: 'warning',
    summary: t('rule.KAPA104'),
    why: t('rule.KAPA104_why'),
    bad: `resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 } }
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001/", ttl: 60 }
`,
    good: `resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 } }
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001/" }
`,
  },
  {
    id: 'KAPA105',
    name: 'localhost-backend',
    severity: 'warning',
    summary: t('rule.KAPA105'),
    why: t('rule.KAPA105_why'),
    bad: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /api/, url: "http://localhost:3001/" }
`,
    good: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001/" }
`,
  },
  {
    id: 'KAPA106',
    name: 'hidden-mount',
    severity: 'warning',
    summary: t('rule.KAPA106'),
    why: t('rule.KAPA106_why'),
    bad: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /, url: "http://127.0.0.1:3001/" }
        - { path: /api/, url: "http://127.0.0.1:3002/" }
`,
    good: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3002/" }
        - { path: /, url: "http://127.0.0.1:3001/" }
`,
  },
  {
    id: 'KAPA107',
    name: 'short-proxy-timeout',
    severity: 'warning',
    summary: t('rule.KAPA107'),
    why: t('rule.KAPA107_why'),
    bad: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      directives: { ProxyTimeout: 60 }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001/", timeout: 600 }
`,
    good: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      directives: { ProxyTimeout: 600 }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001/", timeout: 600 }
`,
  },
  {
    id: 'KAPA108',
    name: 'directive-value',
    severity: 'error',
    summary: t('rule.KAPA108'),
    why: t('rule.KAPA108_why'),
    bad: `resources:
  - name: Tokens
    apache_directives:
      file: /etc/apache2/conf-available/security.conf
      set: { ServerTokens: "Prod # quiet" }
`,
    good: `resources:
  - name: Tokens
    apache_directives:
      file: /etc/apache2/conf-available/security.conf
      set: { ServerTokens: Prod }
`,
  },
  {
    id: 'KAPA109',
    name: 'misspelt-directive',
    severity: 'warning',
    summary: t('rule.KAPA109'),
    why: t('rule.KAPA109_why'),
    bad: `resources:
  - name: Tokens
    apache_directives:
      file: /etc/apache2/conf-available/security.conf
      set: { ServerTokns: Prod }
`,
    good: `resources:
  - name: Tokens
    apache_directives:
      file: /etc/apache2/conf-available/security.conf
      set: { ServerTokens: Prod }
`,
  },
  {
    id: 'KAPA110',
    name: 'essential-module',
    severity: 'warning',
    summary: t('rule.KAPA110'),
    why: t('rule.KAPA110_why'),
    bad: `resources:
  - name: Modules
    apache_module: { mime: disabled }
`,
    good: `resources:
  - name: Modules
    apache_module: { status: disabled }
`,
  },
  {
    id: 'KAPA111',
    name: 'unequal-slashes',
    severity: 'warning',
    summary: t('rule.KAPA111'),
    why: t('rule.KAPA111_why'),
    bad: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001" }
`,
    good: `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001/" }
`,
  },
  {
    id: 'KAPA112',
    name: 'declared-twice',
    severity: 'error',
    summary: t('rule.KAPA112'),
    why: t('rule.KAPA112_why'),
    bad: `resources:
  - name: Limits
    apache_directives:
      file: /etc/apache2/conf-available/limits.conf
      set: { LimitRequestLine: 100, limitrequestline: 200 }
`,
    good: `resources:
  - name: Limits
    apache_directives:
      file: /etc/apache2/conf-available/limits.conf
      set: { LimitRequestLine: 100 }
`,
  },
  {
    id: 'KAPA113',
    name: 'rewrite-without-order',
    severity: 'error',
    summary: t('rule.KAPA113'),
    why: t('rule.KAPA113_why'),
    bad: `resources:
  - name: Old pages
    apache_directives:
      file: /etc/apache2/conf-available/old.conf
      set:
        RewriteRule: ["^ https://shop.example/new [R,L]"]
        RewriteCond: ["%{REQUEST_URI} ^/old"]
`,
    good: `resources:
  - name: Old pages
    apache_directives:
      file: /etc/apache2/conf-available/old.conf
      sequence:
        - RewriteCond: "%{REQUEST_URI} ^/old"
        - RewriteRule: "^ https://shop.example/new [R,L]"
`,
  },
  {
    id: 'KAPA114',
    name: 'misspelt-module',
    severity: 'warning',
    summary: t('rule.KAPA114'),
    why: t('rule.KAPA114_why'),
    bad: `resources:
  - name: Modules
    apache_module: { mod_rewrite: enabled }
`,
    good: `resources:
  - name: Modules
    apache_module: { rewrite: enabled }
`,
  },
];
