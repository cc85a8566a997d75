'use strict';
// A host in good health, as far as the shipped health group asks: for scripts/warm.cjs.
const { mkdirSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const net = require('node:net');
const { userInfo } = require('node:os');
const { join } = require('node:path');

/** Starts a backend and what answers for PM2, all in this process; returns the policies that watch them. */
async function healthyHost(scratch) {
  const backend = createServer((asked, answer) => answer.end('ok'));
  const pm2 = net.createServer((socket) => {
    const application = {
      pm_id: 0,
      name: 'api',
      pid: process.pid,
      monit: { memory: 5e7, cpu: 1 },
      pm2_env: { status: 'online', restart_time: 0, pm_uptime: Date.now(), exec_mode: 'fork_mode' },
    };
    socket.once('data', () => socket.write(frame(`j:${JSON.stringify({ args: [[application]] })}`)));
    socket.on('error', () => undefined);
  });
  const home = join(scratch, 'pm2');
  mkdirSync(home);
  await Promise.all([
    listening(backend, { port: 0, host: '127.0.0.1' }),
    listening(pm2, { path: join(home, 'rpc.sock') }),
  ]);
  const { port } = backend.address();
  const policy = join(scratch, 'warm.yaml');
  writeFileSync(policy, policyText(scratch, home, port));
  return {
    policy,
    close() {
      backend.close();
      pm2.close();
    },
  };
}

module.exports = { healthyHost };

/** One message of one argument, as PM2's axon frames it. */
function frame(argument) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(argument));
  return Buffer.concat([Buffer.from([0x11]), length, Buffer.from(argument)]);
}

function listening(server, where) {
  return new Promise((ready) => {
    server.listen(where, ready);
  });
}

/** The measurements and conditions of policies/health.yaml, without its remedies. */
function policyText(scratch, home, port) {
  return `policy: warm
group: warm
log: { file: ${scratch}/warm.log, locale: es }
thresholds: { close_wait_max: 10, restarts_max: 50, restart_window: 1h }
probes:
  close_wait: { tcp_sockets: { port: ${port}, state: close-wait, older_than: 60s } }
  backend: { pm2_app: { name: api, home: ${home} } }
  port: { port_owner: { port: ${port}, expected: { pm2_app: api, home: ${home} } } }
  elsewhere: { pm2_app: { name: api, user: ${userInfo().username} } }
  answer: { http: { url: 'http://127.0.0.1:${port}/', timeout: 5s } }
  web: { port_owner: { port: ${port}, expected: { program: node } } }
  site: { http: { url: 'https://127.0.0.1:${port}/', host: warm.example.com, timeout: 5s } }
rules:
  - { name: a, every: 3m, when: port.foreign }
  - { name: b, every: 3m, when: backend.status != "online" }
  - { name: c, every: 3m, when: answer.error == "timeout" && backend.status == "online", for: 2 checks }
  - { name: d, every: 3m, when: web.pid == 0 }
  - { name: e, every: 3m, when: close_wait.server_side >= close_wait_max, for: 2 checks }
  - { name: f, every: 3m, when: close_wait.client_side >= close_wait_max && site.failing, for: 2 checks }
  - { name: g, every: 3m, when: 'increase(backend.restarts, restart_window) >= restarts_max' }
  - { name: h, every: 3m, when: site.failing && close_wait.count > 5 }
`;
}
