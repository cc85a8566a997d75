import type { Finding } from '../core/finding.ts';
import type { Registry } from '../core/registry.ts';
import type { Loaded } from './load.ts';

/** Every finding of a policy set: what loading found, what the types find, and the rules across items. In file order. */
export async function lintPolicies(loaded: Loaded, registry: Registry): Promise<readonly Finding[]> {
  const types = new Map(registry.resources.map((type) => [type.type, type]));
  const ofTypes = loaded.set.resources.flatMap(
    (item) => types.get(item.type)?.lint?.(item, loaded.set) ?? [],
  );
  const findings = [...loaded.findings, ...ofTypes];
  return findings.sort(
    (a, b) =>
      a.place.file.localeCompare(b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column,
  );
}
