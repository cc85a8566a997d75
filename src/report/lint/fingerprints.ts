import type { Finding } from '../../core/finding.ts';

/**
 * A name for each finding that stays when lines move: the check, the item it is of (where it is of none, the file), and
 * which of its kind it is.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ id, item, place }) => {
    const subject = `${id} ${item === undefined ? place.file : JSON.stringify(item)}`;
    const ordinal = (seen.get(subject) ?? 0) + 1;
    seen.set(subject, ordinal);
    return `${subject} ${ordinal}`;
  });
}
