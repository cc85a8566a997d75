import type { FieldName } from '../../core/expression.ts';
import type { Checked } from './check.ts';
import type { Declarations } from './checker.ts';

/** Declarations that conditions of one scope may speak of, by the names that they have there. */
export function declarationsByScope({
  thresholds,
  probes,
}: Pick<Declarations, 'thresholds' | 'probes'>): (scope: string | undefined) => Declarations {
  const scopes = new Map<string, Declared>();
  const within = (name: string): Declared => {
    const scope = name.slice(0, name.lastIndexOf('/') + 1);
    const known = scopes.get(scope) ?? { thresholds: {}, probes: {} };
    scopes.set(scope, known);
    return known;
  };
  for (const [name, threshold] of Object.entries(thresholds))
    within(name).thresholds[localName(name)] = threshold;
  // The fields of a probe are looked up when a condition speaks of it.
  for (const name of Object.keys(probes))
    Object.defineProperty(within(name).probes, localName(name), {
      enumerable: true,
      get: () => probes[name],
    });
  return (scope = '') => scopes.get(scope) ?? { thresholds: {}, probes: {} };
}

interface Declared {
  readonly thresholds: Record<string, Declarations['thresholds'][string]>;
  readonly probes: Record<string, Declarations['probes'][string]>;
}

/** The name that something has where it is declared. */
function localName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Findings about a condition, by the names that its probes and thresholds have outside of its scope. */
export function outside(checked: Checked, scope: string): Checked {
  if (scope === '') return checked;
  const named = <T extends FieldName>(field: T): T => ({ ...field, probe: `${scope}${field.probe}` });
  return {
    ...checked,
    probes: new Set([...checked.probes].map((name) => `${scope}${name}`)),
    thresholds: new Set([...checked.thresholds].map((name) => `${scope}${name}`)),
    windows: new Map(
      [...checked.windows].map(([node, window]) => [
        node,
        window.field === undefined ? window : { ...window, field: named(window.field) },
      ]),
    ),
    comparisons: new Map([...checked.comparisons].map(([node, comparison]) => [node, named(comparison)])),
    first: checked.first === undefined ? undefined : named(checked.first),
  };
}
