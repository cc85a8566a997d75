import { expect, test } from 'vitest';
import { openReadiness } from '../../src/host/systemd-notify.ts';
import type { Host } from '../../src/core/host.ts';
import type { CommandOptions } from '../../src/core/reader.ts';
import type { Argv } from '../../src/core/step.ts';

function listener(): { readonly host: Host; readonly said: string[] } {
  const said: string[] = [];
  const run = (argv: Argv, options?: CommandOptions): ReturnType<Host['run']> => {
    said.push(`${argv.join(' ')} @${options?.env?.['NOTIFY_SOCKET'] ?? ''}`);
    return Promise.resolve({ argv, status: 0, stdout: new Uint8Array(), stderr: new Uint8Array() });
  };
  return { host: { run } as Host, said };
}

test('systemd is told of readiness, life and the end, and a loop that hangs is not said to live', async () => {
  const { host, said } = listener();
  let alive = Date.now();
  const env = { NOTIFY_SOCKET: '/run/n', WATCHDOG_USEC: '100000' };
  const readiness = openReadiness(host, env, () => alive);
  await readiness.ready();
  await expect.poll(() => said.includes('systemd-notify WATCHDOG=1 @/run/n')).toBe(true);
  alive = Date.now() - 600_000;
  const before = said.length;
  await new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
  expect(said.length - before).toBeLessThanOrEqual(1);
  await readiness.stopping();
  readiness.close();
  expect(said[0]).toBe(`systemd-notify --ready --pid=${process.pid} @/run/n`);
  expect(said.at(-1)).toBe('systemd-notify STOPPING=1 @/run/n');
});

test('outside of systemd nothing is said', async () => {
  const { host, said } = listener();
  const readiness = openReadiness(host, {}, () => 0);
  await readiness.ready();
  await readiness.stopping();
  readiness.close();
  expect(said).toEqual([]);
});
