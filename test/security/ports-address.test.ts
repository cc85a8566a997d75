import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  closer,
  closingServer,
  ruleStates,
  openPortsArena,
  perlServer,
  rule,
  server,
  type PortsArena,
} from './ports-arena.ts';

let arena: PortsArena;
const programs: number[] = [];
let states = 0;

const url = `  answer: { http: { url: 'http://127.0.0.1:3001/', timeout: 1s } }\n`;
const owner = (address = ''): string =>
  `  port: { port_owner: { port: 3001, ${address}expected: { program: node } } }\n`;
const dead = (more = ''): string => `  dead: { tcp_sockets: { port: 3001, state: close-wait${more} } }\n`;

const idle = `rules: [{ name: Idle, when: port.pid < 0 }]\n`;

async function run(account: 'kapa' | 'eve' | 'victim' | 'root', argv: readonly string[]): Promise<number> {
  const pid = await arena.program(account, argv);
  programs.push(pid);
  return pid;
}

async function check(policy: string): ReturnType<PortsArena['check']> {
  states += 1;
  return arena.check(policy, `s${states}`);
}

beforeAll(async () => {
  arena = await openPortsArena();
  await arena.sh('ip addr add 10.9.9.9/32 dev lo; ip addr add 10.0.0.5/32 dev lo');
});
afterEach(async () => {
  for (const pid of programs.splice(0)) await arena.run(['kill', '-9', String(pid)]);
  await arena.sh('sleep 0.2');
});
afterAll(() => {
  arena.close();
});

describe('who listens at another address than the backend’s', () => {
  test.each([
    ['127.0.0.77', ''],
    ['127.0.0.77', 'address: 127.0.0.1, '],
    ['127.0.0.77', 'address: localhost, '],
    ['10.9.9.9', ''],
    ['::1', 'address: 127.0.0.1, '],
  ])('at %s is not foreign to a port of %s', async (address, declared) => {
    const backend = await run('kapa', server('127.0.0.1', 3001));
    const stranger = await run('eve', perlServer(address, 3001));
    const { probes, rules } = await check(
      `probes:\n${owner(declared)}${rule('port.foreign || !port.owned', ['kill_port_holder: { port: 3001, grace: 1s }'])}`,
    );
    expect(probes['port']).toMatchObject({ owned: true, foreign: false, pid: backend });
    expect(rules[0]).toMatchObject({ state: 'ok', remedies: [] });
    expect(await arena.lives(stranger)).toBe(true);
  });

  test('is not taken for the backend that is down, and not ended in its place', async () => {
    const stranger = await run('eve', server('127.0.0.77', 3001));
    const { probes, rules } = await check(
      `probes:\n${owner()}${rule('port.pid == 0', ['kill_port_holder: { port: 3001, grace: 1s }'])}`,
    );
    expect(probes['port']).toMatchObject({ owned: false, foreign: false, pid: 0 });
    expect(rules[0]?.remedies).toMatchObject([{ outcome: 'not_needed' }]);
    expect(await arena.lives(stranger)).toBe(true);
  });

  test('at the address that the URL names is foreign; at all addresses as well', async () => {
    for (const [address, program] of [
      ['127.0.0.1', perlServer],
      ['0.0.0.0', perlServer],
      ['::', server],
      ['::ffff:127.0.0.1', server],
    ] as const) {
      const pid = await run('eve', program(address, 3001));
      const { probes } = await check(
        `probes:\n${url}  port: { port_owner: { port: 3001, expected: { program: apache2 } } }\n${idle}`,
      );
      expect(probes['port'], address).toMatchObject({ owned: false, foreign: true, pid });
      await arena.run(['kill', '-9', String(pid)]);
      await arena.sh('sleep 0.2');
    }
  });

  test('a program counts only under the user that the policy names', async () => {
    const policy = `probes:
  port: { port_owner: { port: 3001, address: 127.0.0.1, expected: { program: node, user: kapa } } }
${idle}`;
    const stranger = await run('eve', server('127.0.0.1', 3001));
    expect((await check(policy)).probes['port']).toMatchObject({
      owned: false,
      foreign: true,
      pid: stranger,
    });
    await arena.run(['kill', '-9', String(stranger)]);
    const backend = await run('kapa', server('127.0.0.1', 3001));
    expect((await check(policy)).probes['port']).toMatchObject({ owned: true, foreign: false, pid: backend });
  });

  test('a backend at another address than loopback is found where the mount names it', async () => {
    const backend = await run('kapa', server('10.0.0.5', 3001));
    await run('eve', perlServer('127.0.0.1', 3001));
    const mount = `resources:
  - name: Proxy
    apache_proxy:
      site: shop
      virtual_host: { server_name: shop.example }
      mounts: [{ path: /api/, url: 'http://10.0.0.5:3001/' }]
`;
    const { probes } = await check(`${mount}probes:\n${owner()}${idle}`);
    expect(probes['port']).toMatchObject({ owned: true, foreign: false, pid: backend });
  });
});

describe('dead connections', () => {
  test('of a stranger at another address are not the backend’s', async () => {
    const backend = await run('kapa', server('127.0.0.1', 3001));
    await run('eve', server('127.0.0.77', 3001));
    await run('victim', closer('127.0.0.77', 3001, 12));
    const { probes, rules } = await check(
      `probes:\n${dead()}${rule('dead.server_side >= 10 || dead.client_side >= 10', ['kill_socket_holders: { port: 3001, grace: 1s }'])}`,
    );
    expect(probes['dead']).toMatchObject({ count: 0, server_side: 0, client_side: 0 });
    expect(rules[0]?.state).toBe('ok');
    expect(await arena.lives(backend)).toBe(true);
  });

  test('that a stranger took at the backend’s own address before it started are his', async () => {
    const stranger = await run('eve', [
      process.execPath,
      '-e',
      `const s = require('net').createServer({ allowHalfOpen: true }, (c) => c.on('error', () => {}).resume())
         .listen(3001, '127.0.0.1', () => console.log('up'));
       process.on('SIGUSR2', () => s.close()); setInterval(() => {}, 1000)`,
    ]);
    await run('victim', closer('127.0.0.1', 3001, 12));
    await arena.sh(`kill -USR2 ${stranger}; while ss -ltnH sport = :3001 | grep -q .; do sleep 0.1; done`);
    const backend = await run('kapa', server('127.0.0.1', 3001));
    const { probes, rules } = await check(
      `probes:\n${dead()}${rule('dead.server_side >= 10', ['kill_socket_holders: { port: 3001, grace: 1s }'])}`,
    );
    expect(probes['dead']).toMatchObject({ server_side: 0 });
    expect(rules[0]?.state).toBe('ok');
    expect(await arena.lives(backend)).toBe(true);
    expect(await arena.lives(stranger)).toBe(true);
  });

  test('that the backend holds are its own, whoever called it, and a child that it gave them to', async () => {
    const backend = await run('kapa', server('127.0.0.1', 3001));
    await run('eve', closer('127.0.0.1', 3001, 12));
    const policy = `probes:\n${dead()}${rule('dead.server_side >= 10', ['kill_socket_holders: { port: 3001, grace: 1s }'])}`;
    const { probes, rules } = await check(policy);
    expect(probes['dead']).toMatchObject({ server_side: 12, client_side: 0, holders: { node: 12 } });
    expect(rules[0]?.remedies).toMatchObject([{ outcome: 'helped' }]);
    expect(await arena.lives(backend)).toBe(false);
  });

  test('to a server elsewhere with the same port are nobody’s business here', async () => {
    await run('root', closingServer('10.9.9.9', 3001));
    const caller = await run('victim', ruleStates('10.9.9.9', 3001, 12));
    const { probes, rules } = await check(
      `probes:\n${url}${dead()}${rule('dead.client_side >= 10 || answer.failing', ['kill_socket_holders: { port: 3001, side: client, grace: 1s }'])}`,
    );
    expect(probes['dead']).toMatchObject({ count: 0, client_side: 0 });
    expect(rules[0]?.remedies).toMatchObject([{ outcome: 'not_needed' }]);
    expect(await arena.lives(caller)).toBe(true);
  });
});

test('a port that is taken by a socket without a visible holder is unknown, and nothing is done', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-keeps-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync('chmod', ['755', folder]);
  const program = join(folder, 'keeps_socket');
  execFileSync('gcc', ['-o', program, join(import.meta.dirname, 'keeps_socket.c')]);
  await run('eve', [program, '127.0.0.1', '3001']);
  const { probes, rules } = await check(
    `probes:\n${url}${owner()}${rule('answer.failing', ['kill_port_holder: { port: 3001, grace: 1s }', 'run: { argv: [touch, /root/second-rung] }'])}`,
  );
  expect(probes['port']).toMatchObject({ unknown: expect.stringContaining('127.0.0.1:3001') });
  expect(rules[0]?.remedies).toMatchObject([{ remedy: 'kill_port_holder', outcome: 'refused' }]);
  expect(await arena.read('/root/second-rung')).toBeUndefined();
});

test('a rung that was refused leads to none that assumes it was done, but people are told', async () => {
  const stranger = await run('eve', perlServer('127.0.0.1', 3001));
  const { rules } = await check(
    `settings: { notify: { channels: [{ name: file, command: { argv: [sh, -c, 'cat >> /root/told'] } }] } }
probes:\n  port: { port_owner: { port: 3001, expected: { program: apache2 } } }\n${rule('port.foreign', [
      'kill_port_holder: { port: 3001, grace: 1s }',
      'run: { argv: [touch, /root/restarted] }',
      'notify: { message: A person is needed }',
    ])}`,
  );
  expect(rules[0]?.remedies.map(({ remedy, outcome }) => [remedy, outcome])).toEqual([
    ['kill_port_holder', 'refused'],
    ['notify', 'told'],
  ]);
  expect(await arena.read('/root/restarted')).toBeUndefined();
  expect(await arena.read('/root/told')).toContain('A person is needed');
  expect(await arena.lives(stranger)).toBe(true);
});
