import type { Finding } from '../../core/finding.ts';
import type { Group, Locate, PolicySet, ProbeItem, ResourceItem, RuleItem } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import { valueName } from '../../core/value-name.ts';
import { collectDefinitions, withGiven, withOverrides } from './definitions.ts';
import { tellNames } from './declared-names.ts';
import { readJudged, type JudgedDocument } from './judged-document.ts';
import { openDocument, resolved, type Find, type Loading, type OpenDocument } from './loading.ts';
import { withAddresses } from './port-addresses.ts';
import { readProbes } from './probe-items.ts';
import { wholeSet } from '../template/rendering.ts';
import { followUses } from './modules.ts';
import { rendererOf } from './renderer.ts';
import type { LoadRequest } from './request.ts';
import { readValues } from './value-files.ts';
import { resolveVars } from './resolved-vars.ts';
import { readResources, tellUnknownRequires } from './resource-items.ts';
import { readRules } from './rule-items.ts';
import { readSettings } from './settings.ts';
import type { PolicyDocument } from '../yaml/document.ts';

/** Result of loading policies. With an error among the findings the set is not to be used. */
export interface LoadedPolicies {
  readonly set: PolicySet;
  readonly findings: readonly Finding[];
  /** Resources whose `when` does not hold here. */
  readonly left_out: readonly string[];
  /** Those of them that lint looks into all the same. */
  readonly elsewhere: readonly ResourceItem[];
  /** Names that are used and defined, for the rules about them. */
  readonly names: DeclaredNames;
  readonly documents: readonly PolicyDocument[];
  /** Documents of the files that give values. */
  readonly values: readonly PolicyDocument[];
}

/** Names that policies define, where, and which of them are used. */
export interface DeclaredNames {
  readonly vars: ReadonlyMap<string, ReturnType<Locate>>;
  readonly thresholds: ReadonlyMap<string, ReturnType<Locate>>;
  readonly usedVars: ReadonlySet<string>;
  readonly usedTemplates: ReadonlySet<string>;
}

/** Reads policies as one set. What is wrong with them is collected, with places, never thrown. */
export async function loadPolicies(asked: LoadRequest): Promise<LoadedPolicies> {
  const given = await readValues(asked.values ?? [], asked.read);
  const request = { ...asked, overrides: { ...given.values, ...asked.overrides } };
  const read = await readJudged(request);
  const { judged } = read;
  const findings = [...given.findings, ...read.findings];
  const find: Find = (id, place, message, cure) =>
    findings.push({ id, severity: 'error', place, message, cure });

  tellNames(judged, find);
  const definitions = collectDefinitions(judged, find);
  const { values, thresholds: own } = withOverrides(request, definitions);
  const loading: Loading = {
    request,
    values,
    scope: '',
    renderText: await rendererOf(request.files),
    rendering: wholeSet(),
    findings,
    find,
    used: { vars: new Set(), templates: new Set() },
    ofRules: (name) => ofRules(judged, name),
    taken: { resources: new Set(), probes: new Set(), rules: new Set() },
  };
  resolveVars(definitions, values, loading);
  const settings = readSettings(onlySettings(judged, find) ?? undefined);

  const modules = await followUses(judged, loading);
  const thresholds = { ...own, ...withGiven(modules.thresholds, request.overrides) };
  const types = {
    resources: new Map(request.registry.resources.map((type) => [type.type, type])),
    probes: new Map(request.registry.probes.map((type) => [type.type, type])),
    remedies: new Map(request.registry.remedies.map((type) => [type.type, type])),
  };
  const resources: ResourceItem[] = [];
  const elsewhere: ResourceItem[] = [];
  const leftOut: string[] = [];
  const probes: ProbeItem[] = [];
  const rules: RuleItem[] = [];
  const groups = new Map<string, Group>();
  for (const part of modules.parts) {
    const open = openDocument(part.judged, part.loading);
    const wanted = await readResources(open, types.resources);
    append(resources, wanted.resources);
    append(elsewhere, wanted.elsewhere);
    append(leftOut, wanted.leftOut);
    append(probes, readProbes(open, types.probes));
    const group = groupOf(open);
    append(rules, readRules(open, group.name, types.remedies, settings.locale));
    if (group.checked) groups.set(group.name, withLog(open, group.name, groups.get(group.name)));
  }
  tellUnknownRequires(resources, loading);
  return {
    set: {
      sources: request.files.map(({ path }) => ({ path })),
      settings,
      vars: Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'facts')),
      thresholds,
      resources,
      groups: [...groups.values()],
      ...withAddresses({ resources, probes, rules }, types),
    },
    findings,
    left_out: leftOut,
    elsewhere,
    documents: modules.parts.map((part) => part.judged.document),
    values: given.documents,
    names: {
      vars: definitions.places.vars,
      thresholds: new Map([...definitions.places.thresholds, ...modules.places]),
      usedVars: loading.used.vars,
      usedTemplates: loading.used.templates,
    },
  };
}

function ofRules(judged: readonly JudgedDocument[], name: string): 'probe' | 'threshold' | undefined {
  if (judged.some(({ head }) => Object.hasOwn(head.probes ?? {}, name))) return 'probe';
  return judged.some(({ head }) => Object.hasOwn(head.thresholds ?? {}, name)) ? 'threshold' : undefined;
}

/** Adds items to a list: spread into a call, some hundred thousand of them would overflow its stack. */
function append<T>(list: T[], items: readonly T[]): void {
  for (const item of items) list.push(item);
}

/** The settings of the set: one document has them. */
function onlySettings(judged: readonly JudgedDocument[], find: Find): JudgedDocument['head']['settings'] {
  const [first, ...others] = judged.filter(({ head }) => (head.settings ?? undefined) !== undefined);
  for (const { document } of others)
    find(
      'KAPA005',
      document.locate(['settings'], 'key'),
      t('policy.settings_twice'),
      t('policy.settings_twice_cure'),
    );
  return first?.head.settings;
}

/** The group that a document's checks run in, and whether it has something to check or to log. */
function groupOf({ head, policy, loading: { scope } }: OpenDocument): {
  readonly name: string;
  readonly checked: boolean;
} {
  const items = (head.rules ?? []).length + Object.keys(head.probes ?? {}).length;
  return {
    name: head.group === undefined ? policy : `${scope}${head.group}`,
    checked: head.log !== undefined || items > 0,
  };
}

/** A group with the log that the first of its documents names. */
function withLog(open: OpenDocument, name: string, known: Group | undefined): Group {
  const { head } = open;
  if (known?.log !== undefined || head.log === undefined) return known ?? { name };
  const file = resolved(open, head.log.file, ['log', 'file']);
  if (file === undefined) return { name };
  const path = String(file.value);
  if (!path.startsWith('/')) {
    open.loading.find(
      'KAPA004',
      open.document.locate(['log', 'file']),
      t('policy.wrong_form', { field: 'file', value: valueName(path) }),
      t('policy.wrong_form_cure', { pattern: '^/' }),
    );
    return { name };
  }
  return {
    name,
    log: { file: path, locale: head.log.locale ?? head.settings?.locale ?? 'en' },
  };
}
