import { expect, test } from 'vitest';
import type { Backend, Finder } from '../../../src/core/found.ts';
import type { Process } from '../../../src/core/instruments.ts';
import type { FileStat, Reader } from '../../../src/core/reader.ts';
import { absent, present } from '../../../src/core/reading.ts';
import { findUnits, proposeForUnit } from '../../../src/packs/systemd/found.ts';
import { fakeInstruments } from '../fake-instruments.ts';

const backend: Backend = {
  url: 'http://127.0.0.1:3001/',
  address: '127.0.0.1',
  port: 3001,
  sites: ['shop.test'],
};
const unit = '[Service]\nExecStart=/usr/bin/node /srv/shop.js\nStandardOutput=append:/var/log/shop/out.log\n';

/** A finder of a host where process 42 listens, in a control group. */
function finderOf(group: string, files: Readonly<Record<string, string>> = {}): Finder {
  const text = new TextEncoder();
  const read: Reader['read'] = async (path) => {
    const found = path === '/proc/42/cgroup' ? group : files[path];
    return found === undefined ? absent : present(text.encode(found));
  };
  const instruments = fakeInstruments({
    read,
    tcp: async () =>
      present([
        {
          local: { address: '127.0.0.1', port: 3001 },
          remote: { address: '0.0.0.0', port: 0 },
          state: 'listening' as const,
          inode: 7,
        },
      ]),
    socketHolders: async () => present({ byInode: new Map([[7, [42]]]), complete: true }),
    process: async () => present({ pid: 42 } as Process),
    inspect: async () => present({ program: 'node', argv: [], uid: 0 }),
  });
  const host = {
    read,
    stat: async (path: string) =>
      files[path] === undefined ? absent : present({ kind: 'file' } as FileStat),
    service: async () => present({ running: true, enabled: true }),
  } as unknown as Reader;
  return { host, instruments, backends: [backend], logs: [], leaveOut: () => undefined };
}

test('the unit of the process behind a proxied port is found, with its own file and its logs', async () => {
  const files = { '/etc/systemd/system/shop.service': unit };
  const found = await findUnits(finderOf('0::/system.slice/shop.service\n', files));
  expect(found.logs).toEqual(['/var/log/shop/out.log']);
  const service = {
    name: 'shop.service runs',
    type: 'service',
    spec: { name: 'shop.service', running: true, enabled: true },
  };
  expect(found.resources).toEqual([
    {
      ...service,
      type: 'systemd_unit',
      spec: { name: 'shop.service', content: unit, running: true, enabled: true },
      instead: service,
    },
  ]);
});

test('a unit of a package, in a slice of its own, is a service', async () => {
  const found = await findUnits(finderOf('1:name=systemd:/system.slice/system-app.slice/app@1.service\n'));
  expect(found.resources.map(({ type, name }) => [type, name])).toEqual([['service', 'app@1.service runs']]);
});

test.each([
  // A hierarchy that only the machine around this one uses.
  '9:name=systemd:/\n8:memory:/kapa\n0::/system.slice/shop.service\n',
  '1:name=systemd:/system.slice/shop.service\n0::/\n',
])('the hierarchy in use counts: %j', async (group) => {
  const found = await findUnits(finderOf(group));
  expect(found.resources.map(({ name }) => name)).toEqual(['shop.service runs']);
});

test.each([
  '0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service\n',
  '0::/user.slice/session-1.scope\n',
  '0::/\n',
])('no unit of the machine: %j', async (group) => {
  expect((await findUnits(finderOf(group))).resources).toEqual([]);
  expect(await proposeForUnit(backend, finderOf(group))).toBeUndefined();
});

test('a restart of the unit is proposed where the backend does not answer', async () => {
  const proposal = await proposeForUnit(backend, finderOf('0::/system.slice/shop.service\n'));
  expect(proposal?.rules).toMatchObject([
    { when: 'backend_3001_answer.failing', do: [{ service_restart: { service: 'shop.service' } }] },
  ]);
});
