import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Host } from '../../../../src/core/host.ts';
import type { ServiceState } from '../../../../src/core/reader.ts';
import { present } from '../../../../src/core/reading.ts';
import { systemdUnit } from '../../../../src/packs/systemd/resources/unit.ts';
import { temporary, type Temporary } from '../../temporary.ts';

let host: Temporary;
afterEach(() => host.remove());

const watch = {
  name: 'kapa-watch.service',
  template: 'kapa-watch.service.hbs',
  with: { kapa: '/usr/bin/true', policies: '/etc/kapa/policies' },
  enabled: true,
  running: true,
};

function booted(state: ServiceState, more: Partial<Host> = {}): Temporary {
  const found = temporary({ service: async () => present(state), ...more });
  mkdirSync(join(found.root, 'run/systemd/system'), { recursive: true });
  mkdirSync(join(found.root, 'etc/systemd/system'), { recursive: true });
  return found;
}

test('a new unit is written, read by systemd, enabled and started', async () => {
  host = booted({ running: false, enabled: false });
  const change = await host.plan(systemdUnit, watch);
  expect(change.action).toBe('create');
  expect(change.steps.map((step) => (step.do === 'service' ? step.effect : step.do))).toEqual([
    'write',
    'daemon_reload',
    'enable',
    'start',
  ]);
});

test('a running unit whose file changes is restarted', async () => {
  host = booted({ running: true, enabled: true });
  host.put('/etc/systemd/system/kapa-watch.service', '[Service]\nExecStart=/bin/false\n');
  const change = await host.plan(systemdUnit, watch);
  expect(change.steps.map((step) => (step.do === 'service' ? step.effect : step.do))).toEqual([
    'write',
    'daemon_reload',
    'restart',
  ]);
});

test('as declared, nothing is to be done', async () => {
  host = booted({ running: true, enabled: true });
  await host.apply(systemdUnit, watch);
});

test('absent: the links and the file go, then systemd is told, then it is stopped', async () => {
  host = booted({ running: true, enabled: true });
  await host.apply(systemdUnit, watch);
  host.put('/etc/systemd/system/multi-user.target.wants/kapa-watch.service', '');
  const change = await host.plan(systemdUnit, { ...watch, state: 'absent' });
  expect(change.steps).toEqual([
    { do: 'remove', path: '/etc/systemd/system/multi-user.target.wants/kapa-watch.service' },
    { do: 'remove', path: '/etc/systemd/system/kapa-watch.service' },
    { do: 'service', service: 'kapa-watch.service', effect: 'daemon_reload' },
    { do: 'service', service: 'kapa-watch.service', effect: 'stop' },
  ]);
});

test('below a root there is no systemd: the link is made as a file, running is left to the boot', async () => {
  host = booted({ running: false, enabled: false }, { live: false });
  mkdirSync(join(host.root, 'etc/systemd/system/multi-user.target.wants'));
  await host.apply(systemdUnit, watch);
  expect(readlinkSync(join(host.root, 'etc/systemd/system/multi-user.target.wants/kapa-watch.service'))).toBe(
    '/etc/systemd/system/kapa-watch.service',
  );
  expect(await host.review(systemdUnit, watch)).toHaveLength(1);
});

test.each([
  ['kapa-watch.service.hbs', watch.with],
  [
    'systemd_unit.service.hbs',
    {
      description: 'A worker',
      exec: '/usr/bin/true --now',
      user: 'daemon',
      environment: { NODE_ENV: 'production', NOTE: 'a b' },
    },
  ],
])('systemd itself has nothing to say against %s', async (template, values) => {
  host = booted({ running: false, enabled: false });
  await host.apply(systemdUnit, { name: 'tried.service', template, with: values });
  const file = join(host.root, 'etc/systemd/system/tried.service');
  expect(existsSync(file)).toBe(true);
  const judge = ['verify', '--man=no', '--recursive-errors=no', file];
  const { status, stderr, error } = spawnSync('systemd-analyze', judge, { encoding: 'utf8' });
  if (error)
    throw new Error('systemd-analyze is needed for this test: apt-get install systemd', { cause: error });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
