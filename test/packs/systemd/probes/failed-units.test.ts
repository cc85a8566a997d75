import { expect, test } from 'vitest';
import type { CommandResult } from '../../../../src/core/reader.ts';
import { failedUnits } from '../../../../src/packs/systemd/probes/failed-units.ts';
import { fakeInstruments } from '../../fake-instruments.ts';

/** As systemctl of systemd 252 printed it on a booted Debian. */
const printed = `  backup.service loaded failed failed Nightly backup
  srv-media\\x2dold.mount loaded failed failed /srv/media-old
`;

const answered = (result: Partial<CommandResult>) =>
  failedUnits.measure(
    {},
    {
      instruments: fakeInstruments({
        query: () =>
          Promise.resolve({
            argv: ['systemctl'],
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
  ['none', '', { count: 0, units: '' }],
  ['two', printed, { count: 2, units: String.raw`backup.service srv-media\x2dold.mount` }],
])('%s that failed', async (_, text, fields) => {
  expect(await answered({ stdout: new TextEncoder().encode(text) })).toEqual({ fields });
});

test('a machine without systemd, or with one that hangs, is unknown', async () => {
  for (const ended of [{ status: 1 }, { status: null, failed: 'timeout' as const }])
    expect(await answered(ended)).toHaveProperty('unknown.id', 'measure.command_failed');
});
