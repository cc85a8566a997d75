import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RemedyContext } from '../../../../src/core/remedy.ts';
import { beginPass } from '../../../../src/host/index.ts';
import { askPm2 } from '../../../../src/host/pm2/pm2.ts';
import { pm2AppProbe } from '../../../../src/packs/pm2/probe.ts';
import { pm2Restart } from '../../../../src/packs/pm2/remedies/restart.ts';
import { freePort } from '../../../apache/server.ts';
import { host, measure } from '../../instruments.ts';
import { ofPm2, pm2Package } from '../program.ts';

const command = join(pm2Package, 'bin/pm2');
const context = { host, instruments: () => beginPass(host), pm2: askPm2 } as unknown as RemedyContext;
let home: string;
let port: number;

/** A worker that answers slowly, tells who it is, and ends what it has begun when PM2 asks it to go. */
const worker = (at: number): string => `
const server = require('node:http').createServer((request, response) => {
  setTimeout(() => response.end(String(process.pid)), 40);
});
server.listen(${at}, '127.0.0.1', () => process.send('ready'));
process.on('SIGINT', () => server.close(() => process.exit(0)));
`;

function pm2(...words: string[]): void {
  execFileSync(command, ['-s', ...words], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, PM2_HOME: home },
    stdio: 'ignore',
  });
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kapa-cluster-'));
  port = await freePort();
  writeFileSync(join(home, 'worker.js'), worker(port));
  const app = "name: 'crew', script: 'worker.js', instances: 2, exec_mode: 'cluster', wait_ready: true";
  writeFileSync(join(home, 'ecosystem.config.js'), `module.exports = { apps: [{ ${app} }] };\n`);
  pm2('start', 'ecosystem.config.js');
});

afterAll(() => {
  pm2('kill');
  rmSync(home, { recursive: true, force: true });
});

/** The worker that answered, or what went wrong. */
function visit(): Promise<string> {
  return new Promise((done) => {
    const asked = get({ port, host: '127.0.0.1', agent: false, timeout: 20_000 }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => {
        done(answer.statusCode === 200 ? text : `HTTP ${answer.statusCode ?? '?'}`);
      });
      answer.on('error', (error) => {
        done(error.message);
      });
    });
    asked.on('timeout', () => {
      done(silence);
      asked.destroy();
    });
    asked.on('error', (error) => {
      done(error.message);
    });
  });
}

/** Node hands a connection to a worker, and forgets it where that worker ends before it has taken it: one a worker at the most. */
const silence = 'no answer';

async function workers(): Promise<string[]> {
  const measured = await measure(pm2AppProbe, { name: 'crew', home });
  const pids = 'fields' in measured ? measured.fields['pids'] : undefined;
  return typeof pids === 'string' ? pids.split(' ') : [];
}

describe(ofPm2, () => {
  test('in cluster mode every worker is replaced, and no request is refused', async () => {
    const before = await workers();
    expect(before).toHaveLength(2);
    const answers: string[] = [];
    const reload = { ended: false };
    const visitor = async (): Promise<void> => {
      while (!reload.ended) answers.push(await visit());
    };
    const visitors = Array.from({ length: 8 }, visitor);
    await expect.poll(() => new Set(answers).size).toBe(2);
    expect(await pm2Restart.act({ app: 'crew', home }, context)).toMatchObject({ outcome: 'done' });
    const after = await workers();
    expect(after).toHaveLength(2);
    for (const pid of after) expect(before).not.toContain(pid);
    await expect.poll(() => after.every((pid) => answers.includes(pid))).toBe(true);
    reload.ended = true;
    await Promise.all(visitors);
    const lost = answers.filter((answer) => !/^\d+$/u.test(answer));
    expect(lost.filter((answer) => answer !== silence)).toEqual([]);
    expect(lost.length).toBeLessThanOrEqual(before.length);
    expect(answers.length).toBeGreaterThan(50);
    expect(await measure(pm2AppProbe, { name: 'crew', home })).toMatchObject({
      fields: { status: 'online', instances: 2 },
    });
  });

  test('an instance that is not online is restarted, since there is nothing to reload', async () => {
    pm2('stop', '0');
    expect(await measure(pm2AppProbe, { name: 'crew', home })).toMatchObject({
      fields: { status: 'stopped' },
    });
    expect(await pm2Restart.act({ app: 'crew', home }, context)).toMatchObject({ outcome: 'done' });
    expect(await measure(pm2AppProbe, { name: 'crew', home })).toMatchObject({
      fields: { status: 'online', instances: 2 },
    });
  });
});
