import type { Place } from '../../core/place.ts';
import type { Path } from '../../core/policy.ts';
import type { Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import { collectThresholds, collectVars } from './definitions.ts';
import { tellNames } from './declared-names.ts';
import { givenInputs } from './inputs.ts';
import { readJudged, type JudgedDocument, type UseText } from './judged-document.ts';
import { openDocument, resolved, type Loading, type OpenDocument } from './loading.ts';
import type { PolicyDocument } from '../yaml/document.ts';
import { rendererOf } from './renderer.ts';
import { resolveVars } from './resolved-vars.ts';
import { whenHolds } from './resource-items.ts';

/** A document with what its items are read with: the set's variables, or a module's own. */
export interface Part {
  readonly judged: JudgedDocument;
  readonly loading: Loading;
}

/** Modules as they are used by a policy set. */
export interface PolicyModules {
  /** Documents, each followed by those of the modules that it uses. */
  readonly parts: readonly Part[];
  /** Thresholds of modules, by the names that they have outside. */
  readonly thresholds: Readonly<Record<string, Quantity>>;
  readonly places: ReadonlyMap<string, Place>;
}

/** Uses of modules that one policy set may have, and items that they bring together. */
const mostUses = 10_000;
const mostItems = 100_000;

interface Using {
  readonly thresholds: Record<string, Quantity>;
  readonly places: Map<string, Place>;
  /** Uses so far, by what must be theirs alone. */
  readonly uses: Map<string, Place>;
  /** Documents of each module's file; undefined: what is wrong with it is told. */
  readonly read: Map<string, readonly JudgedDocument[] | undefined>;
  count: number;
  items: number;
}

/** Follows the uses of modules from the documents of a set. */
export async function followUses(
  judged: readonly JudgedDocument[],
  loading: Loading,
): Promise<PolicyModules> {
  const using: Using = {
    thresholds: {},
    places: new Map(),
    uses: new Map(),
    read: new Map(),
    count: 0,
    items: 0,
  };
  const parts = await partsOf(judged, loading, [], using);
  for (const { head, document } of judged)
    if (head.inputs !== undefined)
      loading.find(
        'KAPA039',
        document.locate(['inputs'], 'key'),
        t('module.inputs_outside'),
        t('module.inputs_outside_cure'),
      );
  return { parts, thresholds: using.thresholds, places: using.places };
}

/** Documents and what they use; `within` are the modules that use each other down to here. */
async function partsOf(
  judged: readonly JudgedDocument[],
  loading: Loading,
  within: readonly string[],
  using: Using,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const one of judged) {
    parts.push({ judged: one, loading });
    const open = openDocument(one, loading);
    for (const [index, use] of (one.head.use ?? []).entries())
      for (const part of await partsOfUse(use, { open, path: ['use', index] }, within, using))
        parts.push(part);
  }
  return parts;
}

/** Place where a use stands. */
interface At {
  readonly open: OpenDocument;
  readonly path: Path;
}

async function partsOfUse(
  use: UseText,
  { open, path }: At,
  within: readonly string[],
  using: Using,
): Promise<readonly Part[]> {
  const { loading, document } = open;
  const place = document.locate(path);
  const tell = (at: Place, message: Text, cure: Text): readonly Part[] => {
    loading.find('KAPA039', at, message, cure);
    return [];
  };
  using.count += 1;
  if (using.count > mostUses)
    return using.count === mostUses + 1
      ? tell(place, t('module.too_many', { most: mostUses }), t('module.too_many_cure'))
      : [];
  if (use.when !== undefined) {
    const wanted = await whenHolds(use.when, open, [...path, 'when']);
    if (wanted === undefined || wanted === 'never') return [];
  }
  const named = document.locate([...path, 'module']);
  const file = loading.request.module?.(use.module, document.file.path);
  if (file === undefined)
    return tell(named, t('module.none', { name: use.module }), t('module.none_cure', { name: use.module }));
  if ('message' in file) {
    loading.findings.push({ ...file, place: { ...file.place, usedBy: place } });
    return [];
  }
  if (within.includes(file.path)) {
    const circle = [...within.slice(within.indexOf(file.path)), file.path].map(moduleName).join(' → ');
    return tell(named, t('module.circle', { circle }), t('module.circle_cure'));
  }
  const scope = use.as === undefined ? loading.scope : `${loading.scope}${use.as}/`;
  if (isTaken(use, scope, { open, path }, using)) return [];
  if (!using.read.has(file.path)) {
    const { judged, findings } = await readJudged({ ...loading.request, files: [file] });
    for (const finding of findings)
      loading.findings.push({ ...finding, place: { ...finding.place, usedBy: place } });
    using.read.set(file.path, findings.length === 0 ? judged : undefined);
  }
  const read = using.read.get(file.path);
  if (read === undefined) return [];
  const before = using.items;
  using.items += itemsIn(read);
  if (using.items > mostItems)
    return before > mostItems
      ? []
      : tell(place, t('module.too_many_items', { most: mostItems }), t('module.too_many_cure'));
  const documents = read.map((one) => usedDocument(one, { scope, module: use.module, place }));
  const given = givenInputs(
    { module: use.module, open, path, with: use.with ?? {} },
    documents,
    loading.find,
  );
  if (given === undefined) return [];
  const inside: Loading = {
    ...loading,
    scope,
    values: {},
    renderText: await rendererOf([file]),
    used: { vars: new Set(), templates: loading.used.templates },
  };
  return partsOf(declared(documents, given, inside, using), inside, [...within, file.path], using);
}

/** Items of all sections that documents have. */
function itemsIn(documents: readonly JudgedDocument[]): number {
  return documents.reduce((sum, { head }) => {
    const { resources, probes, rules, use, vars, thresholds, inputs } = head;
    const sections = [resources, probes, rules, use, vars, thresholds, inputs];
    return sections.reduce((items, section) => items + Object.keys(section ?? {}).length, sum);
  }, 0);
}

/** Tells of a use whose names another use has. */
function isTaken({ module, as }: UseText, scope: string, { open, path }: At, using: Using): boolean {
  const key = as === undefined ? `${scope}\0${module}` : scope;
  const place = open.document.locate(as === undefined ? path : [...path, 'as']);
  const other = using.uses.get(key);
  if (other === undefined) {
    using.uses.set(key, place);
    return false;
  }
  const at = `${other.file}:${other.line}`;
  open.loading.find(
    'KAPA039',
    place,
    as === undefined
      ? t('module.same_module', { module, place: at })
      : t('module.same_name', { name: as, place: at }),
    t('module.same_name_cure'),
  );
  return true;
}

/** Documents of a module whose variables and thresholds have the values of one use; `inside` is given its values. */
function declared(
  documents: readonly JudgedDocument[],
  given: NonNullable<ReturnType<typeof givenInputs>>,
  inside: Loading,
  using: Using,
): readonly JudgedDocument[] {
  const { find, request, scope } = inside;
  for (const { head, document } of documents)
    if ((head.settings ?? undefined) !== undefined)
      find(
        'KAPA039',
        document.locate(['settings'], 'key'),
        t('module.settings_inside'),
        t('module.settings_inside_cure'),
      );
  tellNames(documents, find, 'in a module');
  const values = inside.values as Record<string, unknown>;
  if (request.facts !== undefined) values['facts'] = request.facts;
  Object.assign(values, given.values);
  const { vars, places } = collectVars(documents, find, given.defaults);
  resolveVars({ vars, places: { vars: places } }, values, inside, {});
  const settled = documents.map((one) => withThresholds(one, inside));
  const { thresholds, places: named } = collectThresholds(settled, find);
  for (const [name, threshold] of Object.entries(thresholds)) using.thresholds[`${scope}${name}`] = threshold;
  for (const [name, place] of named) using.places.set(`${scope}${name}`, place);
  return settled;
}

/** A document whose thresholds have their values: inputs may say them. */
function withThresholds(judged: JudgedDocument, inside: Loading): JudgedDocument {
  const { thresholds } = judged.head;
  if (thresholds === undefined || thresholds === null) return judged;
  const open = openDocument(judged, inside);
  const settled = Object.entries(thresholds).flatMap(([name, text]) => {
    const value = resolved(open, text, ['thresholds', name])?.value as number | string | undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...judged, head: { ...judged.head, thresholds: Object.fromEntries(settled) } };
}

/** A document of a module as one use of it sees it. */
function usedDocument(
  { document, head }: JudgedDocument,
  { scope, module, place }: { readonly scope: string; readonly module: string; readonly place: Place },
): JudgedDocument {
  const used: PolicyDocument = {
    ...document,
    scope,
    locate: (path, part) => ({ ...document.locate(path, part), usedBy: place }),
    locateInside: (path, start, end) => ({ ...document.locateInside(path, start, end), usedBy: place }),
  };
  return { document: used, head, policy: `${scope}${head.policy ?? module}` };
}

function moduleName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/u, '');
}
