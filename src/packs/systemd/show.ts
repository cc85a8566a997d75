import type { Reader } from '../../core/reader.ts';
import { present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { lastWords } from './output.ts';

/** Pattern of a unit's name in policies. */
export const unitPattern = String.raw`^[A-Za-z0-9@._:\-]+$`;

/** Name of a unit; one without a suffix is a service. */
export function unitNamed(name: string): string {
  return /\.[a-z]+$/u.test(name) ? name : `${name}.service`;
}

/** Seconds within which a systemd that is well answers. */
const patience = 5;

/**
 * Properties of a unit as `systemctl show` writes them (org.freedesktop.systemd1(5)); one that stands on several lines
 * keeps them. Of a unit that is not there `LoadState` is `not-found`. Unreadable: systemd does not answer, or none runs.
 */
export async function showUnit(
  name: string,
  properties: readonly string[],
  reader: Reader,
  timeout = patience,
): Promise<Reading<ReadonlyMap<string, string>>> {
  const argv = ['systemctl', 'show', `--property=${properties.join(',')}`, '--', unitNamed(name)] as const;
  const shown = await reader.query(argv, { timeout });
  if (shown.status !== 0)
    return unreadable(t('measure.command_failed', { program: 'systemctl', reason: lastWords(shown, 1) }));
  const values = new Map<string, string>();
  for (const line of new TextDecoder().decode(shown.stdout).split('\n')) {
    const at = line.indexOf('=');
    if (at === -1) continue;
    const [key, value] = [line.slice(0, at), line.slice(at + 1)];
    const earlier = values.get(key);
    values.set(key, earlier === undefined ? value : `${earlier}\n${value}`);
  }
  return present(values);
}

/** A number among the properties of a unit; undefined where systemd says `[not set]`, or the largest that it can. */
export function numberOf(properties: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = properties.get(name) ?? '';
  const number = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
