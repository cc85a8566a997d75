import type { Reader } from '../../core/reader.ts';
import type { Argv } from '../../core/step.ts';

const analyze = '/usr/bin/systemd-analyze';

/** Settings that systemd takes and warns of: a warning of one says nothing of the rest. */
const old =
  /^[ \t]*(?:KillMode[ \t]*=[ \t]*none|(?:(?:Startup)?(?:CPUShares|BlockIO\w*)|MemoryLimit)[ \t]*=)/mu;

/**
 * Command that judges a unit. Left to itself systemd-analyze says of a line that systemd ignores, such as a misspelt
 * one, that it is ignored, and ends well: it is told to fail. Undefined: it is not there.
 */
export async function verifyCommand(
  unit: string,
  content: string | undefined,
  host: Reader,
): Promise<Argv | undefined> {
  if (!host.live || (await host.stat(analyze)).state !== 'present') return undefined;
  const isStrict = !old.test(content ?? '') && (await failsOnWarnings(host));
  return ['systemd-analyze', 'verify', '--man=no', ...(isStrict ? ['--recursive-errors=no'] : []), unit];
}

/** systemd has the option since 250. */
async function failsOnWarnings(host: Reader): Promise<boolean> {
  const { stdout } = await host.query(['systemd-analyze', '--help']);
  return new TextDecoder().decode(stdout).includes('--recursive-errors');
}
