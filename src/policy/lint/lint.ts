import type { Finding } from '../../core/finding.ts';
import type { LintCheck } from '../../core/lint-check.ts';
import type { Registry } from '../../core/registry.ts';
import type { LoadedPolicies } from '../load/load.ts';
import { compileConditions } from './checks/expressions.ts';
import { errorChecks, warningChecks } from './checks/index.ts';
import { checkPatterns } from './checks/patterns.ts';
import { withItems } from './items.ts';
import type { OwnTemplate } from './checks/subject.ts';

/**
 * Every finding of a policy set: what loading found, what the types find, and the checks across items. In file order.
 * `checksOfTypes` come with the types; `templates` are those of the policies' own folders. `errorsOnly`: a host is to
 * be worked on, and warnings are looked for and told by lint alone.
 */
export async function lintPolicies(
  loaded: LoadedPolicies,
  registry: Registry,
  checksOfTypes: readonly LintCheck[],
  {
    templates = [],
    errorsOnly = false,
  }: { readonly templates?: readonly OwnTemplate[]; readonly errorsOnly?: boolean } = {},
): Promise<readonly Finding[]> {
  const { set, names, values } = loaded;
  const documents = eachOnce(loaded.documents);
  const types = new Map(registry.resources.map((type) => [type.type, type]));
  const ofTypes = [...set.resources, ...loaded.elsewhere].flatMap(
    (item) => types.get(item.type)?.lint?.(item, set) ?? [],
  );
  const ofConditions = await compileConditions(loaded, registry);
  const { conditions } = ofConditions;
  const subject = {
    set,
    registry,
    names,
    documents,
    values,
    templates,
    conditions,
    elsewhere: loaded.elsewhere,
    meant: wordsMeant(ofConditions.findings),
  };
  const ofPatterns = await checkPatterns(set, registry);
  const found = [...loaded.findings, ...ofTypes, ...ofConditions.findings, ...ofPatterns];
  // What could not be read defines and uses names, too: to call them unused or unknown would mislead.
  const halfRead = loaded.findings.some(({ severity }) => severity === 'error');
  // A name of a condition that is like none may be meant to be any of them.
  const isUnclear = ofConditions.findings.some(({ cure }) => cure.id === 'expression.no_probe_cure');
  for (const check of [...errorChecks, ...(errorsOnly ? [] : warningChecks), ...checksOfTypes])
    for (const finding of check(subject))
      if (
        !(halfRead && misled.has(finding.id)) &&
        !(isUnclear && spokenOf.has(finding.id)) &&
        !(finding.id === 'KAPA037' && isTaken(finding, found))
      )
        found.push(finding);
  const sorted = found.sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.id, b.id),
  );
  const wanted = errorsOnly ? sorted.filter(({ severity }) => severity === 'error') : sorted;
  return withItems(onceInModules(wanted), documents);
}

/** Words of the conditions that cures put right. */
function wordsMeant(found: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    found.flatMap(({ cure }) =>
      cure.id === 'expression.corrected' || cure.id === 'policy.did_you_mean'
        ? (String(cure.args[cure.id === 'policy.did_you_mean' ? 'meant' : 'line']).match(/[A-Za-z_]\w*/gu) ??
          [])
        : [],
    ),
  );
}

/** Documents, those of a module once: what stands in it is the same for each use. */
function eachOnce(documents: LoadedPolicies['documents']): LoadedPolicies['documents'] {
  return [...new Map(documents.map((document) => [document.value, document])).values()];
}

/** Findings, each of those in a module's file once, whoever uses it. */
function onceInModules(found: readonly Finding[]): readonly Finding[] {
  const told = new Set<string>();
  return found.filter(({ id, place, message }) => {
    if (place.usedBy === undefined) return true;
    const key = JSON.stringify([id, place.file, place.line, place.column, message]);
    const isNew = !told.has(key);
    told.add(key);
    return isNew;
  });
}

/** Tells whether something else is told of a value already. */
function isTaken({ place }: Finding, found: readonly Finding[]): boolean {
  return found.some(
    (one) =>
      one.place.file === place.file && one.place.line === place.line && one.place.column === place.column,
  );
}

const misled: ReadonlySet<string> = new Set(['KAPA014', 'KAPA030', 'KAPA031', 'KAPA032', 'KAPA033']);

/** Findings that something is never spoken of in a condition. */
const spokenOf: ReadonlySet<string> = new Set(['KAPA031', 'KAPA032']);

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
