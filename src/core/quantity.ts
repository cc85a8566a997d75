/** A number with its meaning: seconds, bytes, a share of one, or a plain count. */
export interface Quantity {
  readonly kind: 'count' | 'duration' | 'size' | 'share';
  /** Seconds, bytes, 0 to 1, or the number itself. */
  readonly value: number;
}

const durationUnits: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** The pattern of a duration in a policy: `90s`, `1h30m`, `500ms`. */
export const durationPattern = '^(\\d+(\\.\\d+)?(ms|s|m|h|d|w))+$';

/** The pattern of a duration that is not zero. */
export const lengthPattern = durationPattern.replace('^', '^(?=.*[1-9])');

/** Reads `1h30m` as seconds; undefined when it is no duration. A unit is always required. */
export function parseDuration(text: string): number | undefined {
  if (!new RegExp(durationPattern, 'u').test(text)) return undefined;
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/gu))
    seconds += Number(number) * (durationUnits[unit ?? ''] ?? Number.NaN);
  return seconds;
}

/** Seconds of a duration as a checked spec holds it; the fallback where it has none. */
export function secondsOf(duration: string | number | undefined, fallback: number): number {
  if (typeof duration === 'number') return duration;
  return duration === undefined ? fallback : (parseDuration(duration) ?? fallback);
}

/** Reads a threshold: a number, `4GiB`, `512MB`, `3m`, `80%`; undefined when it is none of these. */
export function parseQuantity(value: number | string): Quantity | undefined {
  if (typeof value === 'number') return { kind: 'count', value };
  const share = /^(\d+(?:\.\d+)?)\s*%$/u.exec(value);
  if (share) return { kind: 'share', value: Number(share[1]) / 100 };
  const size = /^(\d+(?:\.\d+)?)\s*([kKMGT]i?B|B)$/u.exec(value);
  const unit = size && sizeUnits[size[2] ?? ''];
  if (size && unit !== undefined && unit !== null) return { kind: 'size', value: Number(size[1]) * unit };
  const seconds = parseDuration(value);
  return seconds === undefined ? undefined : { kind: 'duration', value: seconds };
}

/** Writes seconds as people do: `45s`, `3m`, `1h 30m`, `2d`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const whole = Math.floor(rest / size);
    if (whole > 0) parts.push(`${whole}${unit}`);
    rest -= whole * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** Writes bytes with a binary unit and at most one decimal: `4 GiB`, `1.5 MiB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
