import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Argv, Step } from '../../../../src/core/step.ts';
import { present } from '../../../../src/core/reading.ts';
import { systemdDropin } from '../../../../src/packs/systemd/resources/dropin.ts';
import { verifyCommand } from '../../../../src/packs/systemd/verify.ts';
import { findings, temporary, type Temporary } from '../../temporary.ts';

let host: Temporary;
afterEach(() => host.remove());

const limits = {
  unit: 'apache2.service',
  name: 'open-files',
  content: '[Service]\nLimitNOFILE=65536\n',
  effect: 'restart',
} as const;
const path = '/etc/systemd/system/apache2.service.d/open-files.conf';
const did = (step: Step): string => (step.do === 'service' ? step.effect : step.do);

function booted(running: boolean, verified = 0): Temporary {
  const found = temporary({
    service: async () => present({ running, enabled: true }),
    query: async (argv: Argv) => ({
      argv,
      status: verified,
      stdout: new Uint8Array(),
      stderr: new Uint8Array(),
    }),
  });
  mkdirSync(join(found.root, 'run/systemd/system'), { recursive: true });
  mkdirSync(join(found.root, 'etc/systemd/system'), { recursive: true });
  found.put('/usr/bin/systemd-analyze', '');
  return found;
}

test('a piece of a unit is written, read by systemd, and taken by the unit where it runs', async () => {
  host = booted(true);
  const change = await host.plan(systemdDropin, limits);
  expect(change.steps.map(did)).toEqual(['directory', 'write', 'daemon_reload', 'restart']);
  expect(change.validate).toEqual([
    { path, argv: ['systemd-analyze', 'verify', '--man=no', 'apache2.service'] },
  ]);
  await host.apply(systemdDropin, limits);
  expect(host.text(path)).toBe(limits.content);
  const changed = await host.plan(systemdDropin, {
    ...limits,
    content: '[Service]\nNice=5\n',
    effect: undefined,
  });
  expect(changed.steps.map(did)).toEqual(['write', 'daemon_reload']);
  const gone = await host.apply(systemdDropin, { ...limits, state: 'absent' });
  expect(gone.steps.map(did)).toEqual(['remove', 'daemon_reload', 'restart']);
});

test('a unit that does not run is not started for it, and one that systemd refuses already judges nothing', async () => {
  host = booted(false, 1);
  const change = await host.plan(systemdDropin, limits);
  expect(change.steps.map(did)).toEqual(['directory', 'write', 'daemon_reload']);
  expect(change.validate).toBeUndefined();
});

test('a unit of an escaped name, and no second owner', () => {
  host = booted(true);
  const escaped = { ...limits, unit: String.raw`srv-shop\x2ddata.mount` };
  expect(systemdDropin.owns(escaped)).toEqual([
    String.raw`file:/etc/systemd/system/srv-shop\x2ddata.mount.d/open-files.conf`,
  ]);
  expect(findings(systemdDropin, escaped)).toEqual([]);
});

describe('what systemd would ignore fails the check of the unit:', () => {
  test.each([
    ['[Service]\nNice=5\n', true],
    ['[Unit]\nAfter=nosuch.service\n', true],
    ['[X-Own]\na=b\n', true],
    // Taken, with a word of advice.
    ['[Service]\nStandardOutput=syslog\n', true],
    ['[Service]\nKillMode=none\n', true],
    ['[Service]\nMemoryLimit=1G\n', true],
    ['[Service]\nLimitNOFILES=65536\n', false],
    ['[Servce]\nNice=5\n', false],
    ['Nice=5\n', false],
    ['[Service]\nNice 5\n', false],
    ['[Service]\nNice=99\n', false],
    ['[Service]\nLimitNOFILE=lots\n', false],
    ['[Service]\nRestart=alway\n', false],
    ['[Service]\nExecStart=/bin/true\n', false],
  ])('%j', async (content, isGood) => {
    host = temporary();
    host.put('/usr/bin/systemd-analyze', '');
    host.put('/units/shop.service', '[Service]\nExecStart=/bin/sleep 5\n');
    host.put('/units/shop.service.d/own.conf', content);
    const [program = '', ...words] =
      (await verifyCommand(join(host.root, 'units/shop.service'), content, host.host)) ?? [];
    expect(spawnSync(program, words).status === 0).toBe(isGood);
  });
});
