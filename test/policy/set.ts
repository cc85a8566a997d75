import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lintChecks, registry } from '../../src/packs/index.ts';
import type { Finding } from '../../src/core/finding.ts';
import { render } from '../../src/core/text.ts';
import { loadPolicies, type LoadedPolicies, type LoadRequest } from '../../src/policy/index.ts';
import { lintPolicies } from '../../src/policy/lint/lint.ts';

/** Loads policy texts, named `a.yaml`, `b.yaml`, ..., with kapa's own templates. */
export async function loadTexts(
  texts: readonly string[],
  request: Partial<LoadRequest> = {},
): Promise<LoadedPolicies> {
  return loadPolicies({
    files: texts.map((text, index) => ({
      path: `${String.fromCodePoint(97 + index)}.yaml`,
      text,
    })),
    registry,
    facts: undefined,
    overrides: {},
    template: (name) => {
      try {
        return readFileSync(resolve(import.meta.dirname, '../../templates', name), 'utf8');
      } catch {
        return undefined;
      }
    },
    source: () => undefined,
    module(name) {
      const path = resolve(import.meta.dirname, '../../modules', `${name}.yaml`);
      return existsSync(path)
        ? { path: `modules/${name}.yaml`, text: readFileSync(path, 'utf8') }
        : undefined;
    },
    ...request,
  });
}

/** All findings of policy texts. */
export async function lintTexts(...texts: readonly string[]): Promise<readonly Finding[]> {
  return lintPolicies(await loadTexts(texts), registry, lintChecks);
}

/** A finding as `line:column-endLine:endColumn ID message | cure`, in English. */
export function shown({ id, place, message, cure }: Finding): string {
  return `${place.line}:${place.column}-${place.endLine}:${place.endColumn} ${id} ${render(message, 'en')} | ${render(cure, 'en')}`;
}
