import type { Machine } from './machine.ts';

/** Ends the backend once and waits until another one listens: a request that meets a dying one ends none. */
export async function crash(machine: Machine): Promise<void> {
  let ended = '';
  await machine.waitUntil(
    'a backend listens',
    async () => {
      ended = await listener(machine);
      return ended !== '';
    },
    10,
  );
  await machine.run(['curl', '-s', '-m', '2', '-X', 'POST', 'http://127.0.0.1:3001/fault/exit']);
  await machine.waitUntil(
    'another backend listens',
    async () => !['', ended].includes(await listener(machine)),
    10,
  );
}

/** The process that listens on the backend's port. */
export async function listener(machine: Machine): Promise<string> {
  const { stdout } = await machine.run(['ss', '-ltnpH', 'sport = :3001']);
  return /pid=(\d+)/u.exec(stdout)?.[1] ?? '';
}

/** Peers that have gone, and of which the backend does not learn. */
export async function leak(machine: Machine): Promise<void> {
  await machine.must([
    'node',
    '-e',
    `const net = require('node:net');
     for (let n = 0; n < 30; n += 1) {
       const socket = net.connect(3001, '127.0.0.1', () => {
         socket.end('GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
         setTimeout(() => socket.destroy(), 300);
       });
     }`,
  ]);
}

/** As if somebody had started it by hand: systemd does not start it again. */
export async function startedByHand(machine: Machine, unit: string): Promise<void> {
  machine.put(`/etc/systemd/system/${unit}.service.d/by-hand.conf`, '[Service]\nRestart=no\n');
  await machine.must(['systemctl', 'daemon-reload']);
}

/** Drop-in for a unit, in force at once. */
export async function dropIn(machine: Machine, unit: string, content: string): Promise<void> {
  machine.put(`/etc/systemd/system/${unit}.service.d/test.conf`, content);
  await machine.must(['systemctl', 'daemon-reload']);
}

/** Makes the disk full under /var/log: the last page of each log has room for some lines. */
export async function fillLogs(machine: Machine): Promise<void> {
  await machine.sh(
    `mkdir /tmp/kept && cp -a /var/log/. /tmp/kept
     mount -t tmpfs -o size=64m tmpfs /var/log && cp -a /tmp/kept/. /var/log
     head -c 100m /dev/zero > /var/log/full 2> /dev/null || true
     for log in /var/log/*.log; do yes '' >> $log 2> /dev/null || true; done`,
  );
}
