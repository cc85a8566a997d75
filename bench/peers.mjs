// The same n rendered files declared for kapa and for each peer: what is compared in bench/run.mjs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const kapa = resolve(import.meta.dirname, '../dist/kapa.cjs');

const template = (open, close) =>
  `# Rendered for ${open}name${close}\nlisten = ${open}port${close}\nroot = /srv/${open}name${close}\nlog = /var/log/${open}name${close}.log\n`;

/** Values of file i. */
function values(i) {
  return { name: `site${i}`, port: 8000 + (i % 1000) };
}

/**
 * Writes the declarations of n files below `folder` and returns the commands of each peer.
 * `files` is where the rendered files go; `dry`, `apply`: argv; `reset`: folders of state that a first apply must not find.
 */
export function declare(folder, n, peers) {
  const files = join(folder, 'files');
  mkdirSync(folder, { recursive: true });
  const declared = {};
  for (const peer of peers) declared[peer] = declarations[peer](join(folder, peer), files, n);
  return { files, declared };
}

/** What the shipped policies declare, as CFEngine says it; it has no test of Apache's. Returns the policy's path. */
export function shippedInCfengine(folder, host) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'shipped.cf');
  const directives = {
    StartServers: 5,
    MinSpareServers: 5,
    MaxSpareServers: 10,
    MaxRequestWorkers: 150,
    MaxConnectionsPerChild: 1000,
  };
  // Only another value is replaced: CFEngine refuses a pattern that fits its own replacement.
  const fields = Object.entries(directives).map(
    ([name, value]) => `"^\\s*${name}\\s+(?!${value}\\b)\\d+" replace_with => value("    ${name} ${value}");`,
  );
  writeFileSync(
    file,
    `body common control { bundlesequence => { "main" }; }
body edit_defaults plain { edit_backup => "false"; }
body replace_with value(text) { replace_value => "$(text)"; occurrences => "all"; }
body location before_end { before_after => "before"; select_line_matching => "</VirtualHost>"; }
bundle edit_line prefork { replace_patterns: ${fields.join('\n')} }
bundle edit_line proxy { insert_lines:
  "    ProxyPass /api http://127.0.0.1:3001/ timeout=600" location => before_end;
  "    ProxyPassReverse /api http://127.0.0.1:3001/" location => before_end; }
bundle edit_line lines(text) { insert_lines: "$(text)"; }
bundle agent main {
  files:
    "${host}/etc/apache2/mods-available/mpm_prefork.conf" edit_line => prefork, edit_defaults => plain;
    "${host}/etc/apache2/sites-available/kapa.healtheworld.com.co-le-ssl.conf" edit_line => proxy, edit_defaults => plain;
    "${host}/var/spool/cron/crontabs/root" create => "true", edit_defaults => plain,
      edit_line => lines("*/3 * * * * kapa check --group health");
    "${host}/etc/logrotate.d/kapa" create => "true", edit_defaults => plain,
      edit_line => lines("/var/log/kapa_health.log { weekly rotate 8 }");
}
`,
    { mode: 0o600 },
  );
  return file;
}

const declarations = {
  kapa(folder, files, n) {
    const policies = join(folder, 'policies');
    const state = join(folder, 'state');
    mkdirSync(join(policies, 'templates'), { recursive: true });
    writeFileSync(join(policies, 'templates/site.hbs'), template('{{ ', ' }}'));
    const items = Array.from({ length: n }, (_, i) => {
      const { name, port } = values(i);
      return `  - name: File ${i}\n    file: { path: ${files}/${i}.conf, template: site.hbs, with: { name: ${name}, port: ${port} } }\n`;
    });
    writeFileSync(join(policies, 'files.yaml'), `policy: files\nresources:\n${items.join('')}`);
    const command = (name, ...options) => ['node', kapa, name, policies, '--state-dir', state, ...options];
    return {
      dry: command('plan'),
      diff: command('plan'),
      apply: command('apply', '--yes'),
      reset: [state],
    };
  },

  cfengine(folder, files, n) {
    mkdirSync(folder, { recursive: true });
    const source = join(folder, 'site.mustache');
    const policy = join(folder, 'promises.cf');
    writeFileSync(source, template('{{', '}}'));
    const items = Array.from(
      { length: n },
      (_, i) =>
        `    "${files}/${i}.conf" create => "true", edit_template => "${source}", template_method => "mustache", template_data => parsejson('${JSON.stringify(values(i))}'), edit_defaults => no_backup;`,
    );
    writeFileSync(
      policy,
      `body common control { bundlesequence => { "main" }; }\nbody edit_defaults no_backup { edit_backup => "false"; }\nbundle agent main {\n  files:\n${items.join('\n')}\n}\n`,
      { mode: 0o600 },
    );
    return {
      dry: ['cf-agent', '-K', '-n', '-f', policy],
      diff: ['cf-agent', '-K', '--simulate=diff', '-f', policy],
      apply: ['cf-agent', '-K', '-f', policy],
      reset: [],
    };
  },

  puppet(folder, files, n) {
    mkdirSync(folder, { recursive: true });
    const manifest = join(folder, 'site.pp');
    const items = Array.from({ length: n }, (_, i) => {
      const { name, port } = values(i);
      return `file { '${files}/${i}.conf': ensure => file, content => inline_epp($t, { 'name' => '${name}', 'port' => ${port} }) }`;
    });
    const text = template('<%= $', ' %>');
    writeFileSync(manifest, `$t = @(T/)\n<%- | $name, $port | -%>\n${text}| T\n${items.join('\n')}\n`);
    const state = join(folder, 'var');
    const common = ['--vardir', state, '--confdir', join(folder, 'etc')];
    return {
      dry: ['puppet', 'apply', '--noop', ...common, manifest],
      diff: ['puppet', 'apply', '--noop', '--show_diff', ...common, manifest],
      apply: ['puppet', 'apply', ...common, manifest],
      reset: [state],
    };
  },

  ansible(folder, files, n) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'site.j2'), template('{{ item.', ' }}'));
    const playbook = join(folder, 'play.yaml');
    const items = Array.from({ length: n }, (_, i) => `          - ${JSON.stringify({ i, ...values(i) })}`);
    writeFileSync(
      playbook,
      `- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n    - template: { src: site.j2, dest: "${files}/{{ item.i }}.conf" }\n      loop:\n${items.map((item) => item.slice(2)).join('\n')}\n`,
    );
    const command = (...options) => ['ansible-playbook', '-i', 'localhost,', ...options, playbook];
    return { dry: command('--check'), diff: command('--check', '--diff'), apply: command(), reset: [] };
  },
};
