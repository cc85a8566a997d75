import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fastCgiOutput, fastCgiRequest } from '../../../src/packs/php-fpm/fast-cgi.ts';
import { phpFpmProbe } from '../../../src/packs/php-fpm/probes/php-fpm.ts';
import { measure } from '../instruments.ts';

test('a real pool of www-data, asked at its socket with his rights', async () => {
  // Debian names it by its version.
  const program = readdirSync('/usr/sbin').find((name) => /^php-fpm\d/u.test(name)) ?? expect.unreachable();
  const folder = mkdtempSync(join(tmpdir(), 'kapa-fpm-'));
  chmodSync(folder, 0o755);
  const socket = join(folder, 'fpm.sock');
  const user = 'user = www-data\ngroup = www-data\nlisten.owner = www-data\nlisten.mode = 0600';
  const pool = `[www]\n${user}\nlisten = ${socket}\npm = static\npm.max_children = 3\npm.status_path = /status`;
  writeFileSync(join(folder, 'fpm.conf'), `[global]\nerror_log = ${folder}/log\n${pool}\n`);
  const fpm = spawn(program, ['-n', '-F', '-y', join(folder, 'fpm.conf')], { stdio: 'ignore' });
  const ended = once(fpm, 'exit');
  try {
    for (let waited = 0; !existsSync(socket) && waited < 300; waited += 1) await pause(100);
    const pools = { fields: { queue: 0, active: 1, idle: 2, max_children_reached: 0, slow_requests: 0 } };
    expect(await measure(phpFpmProbe, { socket })).toMatchObject(pools);
    const elsewhere = await measure(phpFpmProbe, { socket, status: '/other' });
    expect(elsewhere).toMatchObject({ unknown: { id: 'php_fpm.no_page' } });
  } finally {
    fpm.kill();
    await ended;
  }
  expect(await measure(phpFpmProbe, { socket })).toHaveProperty('unknown');
  rmSync(folder, { recursive: true });
});

test('records that are cut off, or none, are no answer', () => {
  expect(fastCgiOutput(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'))).toBeUndefined();
  const request = fastCgiRequest({ NAME: 'x'.repeat(200) });
  expect(fastCgiOutput(request.subarray(0, 40))).toBeUndefined();
  expect(fastCgiOutput(new Uint8Array())).toBeUndefined();
});
