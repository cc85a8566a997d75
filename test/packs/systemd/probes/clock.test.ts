import { expect, test } from 'vitest';
import type { CommandResult } from '../../../../src/core/reader.ts';
import { clock } from '../../../../src/packs/systemd/probes/clock.ts';
import { fakeInstruments } from '../../fake-instruments.ts';

const answered = (result: Partial<CommandResult>) =>
  clock.measure(
    {},
    {
      instruments: fakeInstruments({
        query: () =>
          Promise.resolve({
            argv: ['timedatectl'],
            status: 0,
            stdout: new Uint8Array(),
            stderr: new Uint8Array(),
            ...result,
          }),
      }),
      now: 0,
      memory: undefined,
    },
  );

test.each([
  ['NTP=yes\nNTPSynchronized=yes\n', { service: true, synchronized: true }],
  ['NTP=yes\nNTPSynchronized=no\n', { service: true, synchronized: false }],
  ['NTP=no\nNTPSynchronized=no\n', { service: false, synchronized: false }],
])('as timedatectl of systemd 252 and 257 prints it: %j', async (text, fields) => {
  expect(await answered({ stdout: new TextEncoder().encode(text) })).toEqual({ fields });
});

test('a machine without systemd, one that hangs, and an answer that is none are unknown', async () => {
  for (const ended of [
    { status: 1 },
    { status: null, failed: 'timeout' as const },
    { stdout: new TextEncoder().encode('NTP=perhaps\n') },
  ])
    expect(await answered(ended)).toHaveProperty('unknown.id', 'measure.command_failed');
});
