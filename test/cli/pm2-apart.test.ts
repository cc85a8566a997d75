import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServer, type TestServer } from './server.ts';

// systemd-run is stood in for by a program that notes its words and becomes the command, as it does itself.
let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.pm2('start', 'ecosystem.config.js');
  await server.pm2('save');
  const { folder } = server;
  writeFileSync(
    join(folder, 'systemd-run'),
    `#!/bin/sh
echo "$@" >> ${folder}/scopes
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
`,
    { mode: 0o755 },
  );
  await server.there.sh(`mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system
mount --bind ${folder}/systemd-run /usr/bin/systemd-run`);
});
afterAll(async () => {
  await server.pm2('kill');
  server.close();
});

test("a PM2 daemon that a remedy starts is a scope of systemd's own", async () => {
  const { folder } = server;
  const policy = join(folder, 'policy.yaml');
  writeFileSync(
    policy,
    `policy: p
settings: { state_dir: ${folder}/state }
probes: { backend: { pm2_app: { name: api, user: kapa } } }
rules:
  - name: Backend is online
    when: backend.status != "online"
    do: [{ pm2_restart: { app: api, user: kapa } }]
    verify: { within: 20s }
`,
  );
  await server.pm2('kill');
  const checked = await server.kapa(['check', policy]);
  expect(checked.stdout).toMatch(/Backend is online {2}healed/u);
  expect(readFileSync(join(folder, 'scopes'), 'utf8')).toMatch(
    /^--scope --quiet --collect --description=started by kapa for a user -- \S*setpriv .*pm2 -s resurrect$/mu,
  );
});
