import { readFileSync } from 'node:fs';
import { t, type Text } from '../../core/text.ts';

/**
 * Reason why processes of others are not seen: /proc is mounted with `hidepid`, and this process is none that it makes an
 * exception for. Undefined: all are seen. What is hidden is unknown, and not nobody.
 */
export function whyHidden(): Text | undefined {
  const option = optionsOfProc();
  const level = option.get('hidepid');
  if (level === undefined || level === '0' || level === 'off' || mayTrace()) return undefined;
  // Members of the mount's group see all, but where only what may be traced is shown.
  const isMember = groups().includes(Number(option.get('gid') ?? -1));
  if (isMember && level !== '4' && level !== 'ptraceable') return undefined;
  return t('measure.hidden', { option: `hidepid=${level}` });
}

/** Tells a path that leads to a process, or to the list of all. */
export function isOfProcess(path: string): boolean {
  return /^\/proc(?:\/\d+(?:\/.*)?)?$/u.test(path);
}

function optionsOfProc(): ReadonlyMap<string, string> {
  const lines = readText('/proc/self/mounts').split('\n');
  // Of mounts upon each other the last one counts.
  const mount = lines.map((line) => line.split(' ')).findLast(([, place]) => place === '/proc');
  return new Map((mount?.[3] ?? '').split(',').map((one) => one.split('=') as [string, string]));
}

/** Capability to trace any process (capabilities(7), CAP_SYS_PTRACE), which shows it, too. */
const tracing = 1n << 19n;

function mayTrace(): boolean {
  const capabilities = /^CapEff:\s+([\da-f]+)$/mu.exec(readText('/proc/self/status'))?.[1];
  return capabilities !== undefined && (BigInt(`0x${capabilities}`) & tracing) !== 0n;
}

function groups(): readonly number[] {
  return [...(process.getgroups?.() ?? []), process.getegid?.() ?? 0];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
