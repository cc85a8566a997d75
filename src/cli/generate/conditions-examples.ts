/** Examples of the page on conditions, which are the same in each language. */
export const examples = {
  declared: `\`\`\`yaml
thresholds: { crashes: 50, crash_window: 1h }
probes:
  backend: { pm2_app: { name: shop, user: shop } }
  site: { http: { url: "https://127.0.0.1/", host: shop.example } }
  disk: { disk: { path: / } }
  backup: { file_age: { path: /var/backups/shop.sql.gz } }
  machine: { load: {} }
\`\`\``,
  fields: `\`\`\`cel
backend.restarts > 5
backend.status != "online"
backend.status in ["errored", "stopped"]
site.failing
!backup.exists
\`\`\``,
  choices: `\`\`\`cel
site.failing && backend.status == "online"
backend.memory > 2GiB || backend.cpu > 90%
!(machine.one > 8 && machine.five > 8)
backend.uptime < 5m ? backend.memory > 2GiB : backend.memory > 1GiB
\`\`\``,
  numbers: `\`\`\`cel
disk.used > 80%
site.latency > 500ms
backup.age > 1d
(machine.one + machine.five) / 2 > 8
backend.memory / 1GiB > 1.5
backend.restarts >= crashes
\`\`\``,
  unknown: `\`\`\`cel
backup.age > 1d || !backup.exists
absent(backup.age)
known(site) && site.failing
has(backup.age) && backup.age > 1d
\`\`\``,
  windows: `\`\`\`cel
increase(backend.restarts, crash_window) >= crashes
max_over(backend.memory, 30m) < 512MB
quantile_over(site.latency, 95%, 1h) > 2s
count_over(site.failing, 1h) > 10
backend.memory - last(backend.memory, 1h) > 500MB
changes(backend.status, 1h) > 6
\`\`\``,
  time: `\`\`\`cel
disk.used > 70% && (now().hour >= 22 || now().hour < 6)
site.failing && !(now().weekday in ["sat", "sun"])
\`\`\``,
  texts: `\`\`\`cel
site.error.contains("ECONNREFUSED")
matches(site.error, "^E[A-Z]+$")
size(site.error) > 0
max(machine.one, machine.five) > 8
["timeout", "body"].exists(word, site.error == word)
\`\`\``,
  resource: `\`\`\`yaml
vars: { roles: [web, db], port: 3001 }
resources:
  - name: Large host
    when: facts.memory > 2GiB && "web" in roles
    file: { path: /etc/motd, content: "large\\n" }
\`\`\``,
} as const;
