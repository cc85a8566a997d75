import type { ErrorObject } from 'ajv';
import type { Finding, FindingId } from '../core/finding.ts';
import { nearest } from '../core/nearest.ts';
import type {
  Group,
  Locate,
  Notify,
  Path,
  PolicySet,
  ProbeItem,
  RemedyItem,
  ResourceItem,
  RuleItem,
  Settings,
} from '../core/policy.ts';
import { parseDuration, parseQuantity, type Quantity } from '../core/quantity.ts';
import type { Registry } from '../core/registry.ts';
import { t, type Text } from '../core/text.ts';
import { precompiled } from '#templates';
import * as validators from '#validators';
import { commonKeys, documentSchema, partName } from './schema.ts';
import { schemaFindings } from './schema_findings.ts';
import { readDocuments, type PolicyDocument, type PolicyFile } from './source.ts';
import { createResolver, isPlain, type Resolver, type Variables } from './variables.ts';

/** What policies are read with. */
export interface LoadRequest {
  readonly files: readonly PolicyFile[];
  readonly registry: Registry;
  /** Facts of the host; undefined where none is known, as in lint: names below `facts` then stand for themselves. */
  readonly facts: Variables | undefined;
  /** What `--vars` and `--set` say: over variables and thresholds. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** Told of each file that had to be parsed and is sound. */
  parsed?(file: PolicyFile, documents: readonly PolicyDocument[]): void;
  /** The text of a template, asked for by a policy file; undefined: there is none of that name. */
  template(name: string, policy: string): string | undefined;
  /** The bytes of a file that a policy names as a source; undefined: there is none. */
  source(name: string, policy: string): Uint8Array | undefined;
}

/** What policies came to. With an error among the findings the set is not to be used. */
export interface Loaded {
  readonly set: PolicySet;
  readonly findings: readonly Finding[];
  /** Resources whose `when` does not hold here. */
  readonly left_out: readonly string[];
  /** What rules need to know which names are used and defined. */
  readonly names: DeclaredNames;
  readonly documents: readonly PolicyDocument[];
}

/** Names that policies define, where, and which of them are used. */
export interface DeclaredNames {
  readonly vars: ReadonlyMap<string, ReturnType<Locate>>;
  readonly thresholds: ReadonlyMap<string, ReturnType<Locate>>;
  readonly usedVars: ReadonlySet<string>;
  readonly usedTemplates: ReadonlySet<string>;
}

interface Head {
  readonly policy?: string;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly thresholds?: Readonly<Record<string, number | string>>;
  readonly group?: string;
  readonly log?: { readonly file: string; readonly locale?: 'en' | 'es' };
  readonly settings?: SettingsText;
  readonly resources?: readonly Readonly<Record<string, unknown>>[];
  readonly probes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
}

interface SettingsText {
  readonly locale?: 'en' | 'es';
  readonly state_dir?: string;
  readonly backups?: { readonly placement?: 'beside' | 'state'; readonly keep?: number };
  readonly notify?: { readonly channels?: Settings['notify']['channels']; readonly repeat_every?: string };
  readonly concurrency?: number;
}

interface Judged {
  readonly document: PolicyDocument;
  readonly head: Head;
  readonly policy: string;
}

/**
 * Reads policies as one set. What is wrong with them is collected, with places, never thrown. Kept documents know the
 * places of items only: when something is wrong they are parsed again, to say exactly where.
 */
export async function loadPolicies(request: LoadRequest): Promise<Loaded> {
  const loaded = await load(request);
  if (loaded.findings.length === 0 || !request.files.some(({ kept }) => kept !== undefined)) return loaded;
  return load({ ...request, files: request.files.map(({ path, text }) => ({ path, text })) });
}

async function load(request: LoadRequest): Promise<Loaded> {
  const findings: Finding[] = [];
  const judged: Judged[] = [];
  for (const file of request.files) {
    const read = await readDocuments(file);
    if (file.kept === undefined && read.findings.length === 0) request.parsed?.(file, read.documents);
    findings.push(...read.findings);
    for (const document of read.documents) {
      const found = judgeDocument(document);
      findings.push(...found);
      if (found.length === 0) judged.push(named(document, judged.length));
    }
  }
  const { renderText } = needsHandlebars(request)
    ? await import('./template.ts')
    : { renderText: (text: string) => text };
  const find: Find = (id, place, message, cure) =>
    findings.push({ id, severity: 'error', place, message, cure });

  const vars = new Map<string, { readonly value: unknown; readonly document: PolicyDocument }>();
  const thresholds: Record<string, Quantity> = {};
  const places = {
    vars: new Map<string, ReturnType<Locate>>(),
    thresholds: new Map<string, ReturnType<Locate>>(),
  };
  for (const { head, document } of judged) {
    for (const [name, value] of Object.entries(head.vars ?? {})) {
      const place = document.locate(['vars', name], 'key');
      if (vars.has(name)) find('KAPA005', place, t('policy.twice', { name }), t('policy.twice_cure'));
      vars.set(name, { value, document });
      places.vars.set(name, place);
    }
    for (const [name, text] of Object.entries(head.thresholds ?? {})) {
      const place = document.locate(['thresholds', name], 'key');
      if (name in thresholds) find('KAPA005', place, t('policy.twice', { name }), t('policy.twice_cure'));
      const quantity = parseQuantity(text);
      places.thresholds.set(name, place);
      if (quantity === undefined)
        find(
          'KAPA004',
          document.locate(['thresholds', name]),
          t('policy.no_quantity', { value: String(text) }),
          t('policy.no_quantity_cure'),
        );
      else thresholds[name] = quantity;
    }
  }
  const values = overridden(request, vars, thresholds);
  const usedVars = new Set<string>();
  const used = { templates: new Set<string>(), vars: usedVars };
  const resolveVars = createResolver(values, renderText);
  for (const [name, { value, document }] of vars) {
    if (!(name in request.overrides)) values[name] = resolveVars.resolve(value, ['vars', name]);
    report(resolveVars, document, find, usedVars, request);
  }

  const resources: ResourceItem[] = [];
  const probes: ProbeItem[] = [];
  const rules: RuleItem[] = [];
  const groups = new Map<string, Group>();
  const leftOut: string[] = [];
  const takenNames = new Map<string, Set<string>>();
  const unique = (kind: string, name: string, document: PolicyDocument, path: Path): void => {
    const taken = takenNames.get(kind) ?? new Set();
    takenNames.set(kind, taken);
    if (taken.has(name))
      find('KAPA005', document.locate(path), t('policy.twice', { name }), t('policy.twice_cure'));
    taken.add(name);
  };
  const registries = {
    resources: new Map(request.registry.resources.map((type) => [type.type, type])),
    probes: new Map(request.registry.probes.map((type) => [type.type, type])),
    remedies: new Map(request.registry.remedies.map((type) => [type.type, type])),
  };
  const settingsOf = judged.filter(({ head }) => head.settings !== undefined);
  for (const { document } of settingsOf.slice(1))
    find(
      'KAPA005',
      document.locate(['settings'], 'key'),
      t('policy.settings_twice'),
      t('policy.settings_twice_cure'),
    );

  for (const { document, head, policy } of judged) {
    const resolver = createResolver(values, renderText);
    const below =
      (base: Path): Locate =>
      (path, part) =>
        document.locate([...base, ...path], part);
    for (const [index, raw] of (head.resources ?? []).entries()) {
      const base: Path = ['resources', index];
      const locate = below(base);
      const name = String(raw['name']);
      unique('resources', name, document, [...base, 'name']);
      const type = typeKey(raw, commonKeys, registries.resources, locate, find);
      if (type === undefined) continue;
      if (typeof raw['when'] === 'string') {
        usedVars.add('facts');
        const holds = await whenHolds(
          raw['when'],
          values,
          request,
          document,
          [...base, 'when'],
          find,
          usedVars,
        );
        if (holds === undefined) continue;
        if (!holds) {
          leftOut.push(name);
          continue;
        }
      }
      const spec = resolver.resolve(raw[type.type], [...base, type.type]) as Readonly<
        Record<string, unknown>
      >;
      if (report(resolver, document, find, usedVars, request)) continue;
      const errors = errorsOf(partName.resource(type.type), spec);
      if (errors.length > 0) {
        const inType: Locate = (path, part) => locate([type.type, ...path], part);
        findings.push(...schemaFindings(errors, spec, inType, type.schema));
        continue;
      }
      const filled = await fill(type, spec, document, locate, { request, values, find, used });
      if (filled === undefined) continue;
      resources.push({
        name,
        type: type.type,
        policy,
        locate: (path, part) =>
          document.locate(
            [...base, ...(commonKeys.includes(String(path[0])) ? path : [type.type, ...path])],
            part,
          ),
        spec: filled,
        requires: (raw['requires'] as readonly string[] | undefined) ?? [],
        notify: ((raw['notify'] as readonly string[] | undefined) ?? []).map(readNotify),
        backup: raw['backup'] !== false,
        tags: (raw['tags'] as readonly string[] | undefined) ?? [],
      });
    }
    for (const [name, raw] of Object.entries(head.probes ?? {})) {
      const base: Path = ['probes', name];
      const locate = below(base);
      unique('probes', name, document, base);
      const type = typeKey(raw, [], registries.probes, locate, find);
      if (type === undefined) continue;
      const spec = resolver.resolve(raw[type.type] ?? {}, [...base, type.type]);
      if (report(resolver, document, find, usedVars, request)) continue;
      const errors = errorsOf(partName.probe(type.type), spec);
      const inType: Locate = (path, part) => locate([type.type, ...path], part);
      findings.push(...schemaFindings(errors, spec, inType, type.schema));
      if (errors.length === 0) probes.push({ name, type: type.type, spec, policy, locate: inType });
    }
    const group = head.group ?? policy;
    for (const [index, raw] of (head.rules ?? []).entries()) {
      const base: Path = ['rules', index];
      const locate = below(base);
      const name = String(raw['name']);
      unique('rules', name, document, [...base, 'name']);
      const ladder: RemedyItem[] = [];
      for (const [rung, remedy] of (
        (raw['do'] as readonly Readonly<Record<string, unknown>>[] | undefined) ?? []
      ).entries()) {
        const at: Locate = (path, part) => locate(['do', rung, ...path], part);
        const type = typeKey(remedy, [], registries.remedies, at, find);
        if (type === undefined) continue;
        const spec = resolver.resolve(remedy[type.type] ?? {}, [...base, 'do', rung, type.type]);
        if (report(resolver, document, find, usedVars, request)) continue;
        const errors = errorsOf(partName.remedy(type.type), spec);
        findings.push(
          ...schemaFindings(errors, spec, (path, part) => at([type.type, ...path], part), type.schema),
        );
        if (errors.length === 0) ladder.push({ type: type.type, spec });
      }
      rules.push(readRule(raw, { name, policy, group, locate, ladder }));
    }
    if (
      head.log !== undefined ||
      (head.rules ?? []).length > 0 ||
      Object.keys(head.probes ?? {}).length > 0
    ) {
      const log = head.log && {
        file: String(resolver.resolve(head.log.file, ['log', 'file'])),
        locale: head.log.locale ?? head.settings?.locale ?? 'en',
      };
      const known = groups.get(group);
      groups.set(group, { name: group, ...(known?.log || log ? { log: known?.log ?? log } : {}) });
    }
  }
  for (const item of resources)
    for (const [index, wanted] of item.requires.entries())
      if (takenNames.get('resources')?.has(wanted) !== true) {
        const meant = nearest(wanted, takenNames.get('resources') ?? []);
        find(
          'KAPA014',
          item.locate(['requires', index]),
          t('policy.no_such_resource', { name: wanted }),
          meant === undefined ? t('policy.no_such_resource_cure') : t('policy.did_you_mean', { meant }),
        );
      }
  return {
    set: {
      sources: request.files.map(({ path }) => ({ path })),
      settings: readSettings(settingsOf[0]?.head.settings),
      vars: Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'facts')),
      thresholds,
      resources,
      groups: [...groups.values()],
      probes,
      rules,
    },
    findings,
    left_out: leftOut,
    documents: judged.map(({ document }) => document),
    names: { ...places, usedVars, usedTemplates: used.templates },
  };
}

type Find = (id: FindingId, place: ReturnType<Locate>, message: Text, cure: Text) => void;

function judgeDocument(document: PolicyDocument): readonly Finding[] {
  const errors = errorsOf('document', document.value);
  return errors.length === 0 ? [] : schemaFindings(errors, document.value, document.locate, documentSchema());
}

function named(document: PolicyDocument, index: number): Judged {
  const head = document.value as Head;
  return { document, head, policy: head.policy ?? `${document.file.path}#${index + 1}` };
}

function errorsOf(part: string, value: unknown): readonly ErrorObject[] {
  // The module's names come from the types, when kapa is built.
  // oxlint-disable-next-line import/namespace
  const validate = validators[part];
  if (validate === undefined) throw new Error(`no validator for ${part}: build kapa again`);
  return validate(value) ? [] : (validate.errors ?? []);
}

/** Handlebars costs time to load: only where a text has it, or a type renders a template, which may be its own. */
/** Whether texts of the policies have more than plain names between their braces. */
function needsHandlebars({ files }: LoadRequest): boolean {
  return files.some(({ text }) => !isPlain(text));
}

function overridden(
  { facts, overrides }: LoadRequest,
  vars: ReadonlyMap<string, { readonly value: unknown }>,
  thresholds: Record<string, Quantity>,
): Record<string, unknown> {
  const values: Record<string, unknown> = facts === undefined ? {} : { facts };
  for (const [name, { value }] of vars) values[name] = value;
  for (const [name, value] of Object.entries(overrides)) {
    const quantity =
      typeof value === 'number' || typeof value === 'string' ? parseQuantity(value) : undefined;
    if (name in thresholds && quantity !== undefined) thresholds[name] = quantity;
    else values[name] = value;
  }
  return values;
}

/** Tells what a resolver could not resolve since it was last asked; true: something. */
function report(
  resolver: Resolver,
  document: PolicyDocument,
  find: Find,
  usedVars: Set<string>,
  { facts }: LoadRequest,
): boolean {
  for (const name of resolver.used) usedVars.add(name);
  const open = (resolver.unresolved as unknown[]).splice(0) as Resolver['unresolved'][number][];
  let told = false;
  for (const { path, problem } of open) {
    if (problem.kind === 'unknown' && facts === undefined && problem.name.startsWith('facts.')) continue;
    told = true;
    if (problem.kind === 'unknown')
      find(
        'KAPA007',
        document.locate(path),
        t('policy.unknown_variable', { name: problem.name }),
        problem.meant === undefined
          ? t('policy.unknown_variable_cure', { name: problem.name })
          : t('policy.did_you_mean', { meant: problem.meant }),
      );
    else
      find(
        'KAPA009',
        document.locate(path),
        t('policy.template', { reason: problem.reason }),
        t('policy.template_cure'),
      );
  }
  return told;
}

/** The one key of an item that names its type. */
function typeKey<T extends { readonly type: string }>(
  raw: Readonly<Record<string, unknown>>,
  common: readonly string[],
  types: ReadonlyMap<string, T>,
  locate: Locate,
  find: Find,
): T | undefined {
  const keys = Object.keys(raw).filter((key) => !common.includes(key));
  const known = keys.filter((key) => types.has(key));
  for (const key of keys.filter((one) => !types.has(one))) {
    const meant = nearest(key, [...types.keys(), ...common]);
    find(
      'KAPA006',
      locate([key], 'key'),
      t('policy.unknown_type', { type: key }),
      meant === undefined
        ? t('policy.unknown_type_cure', { known: [...types.keys()].join(', ') })
        : t('policy.did_you_mean', { meant }),
    );
  }
  const [first, second] = known;
  if (keys.length === 0) find('KAPA006', locate([]), t('policy.no_type'), t('policy.no_type_cure'));
  if (second !== undefined)
    find(
      'KAPA006',
      locate([second], 'key'),
      t('policy.two_types', { first: first ?? '', second }),
      t('policy.two_types_cure'),
    );
  return keys.length === 1 && first !== undefined ? types.get(first) : undefined;
}

async function whenHolds(
  expression: string,
  values: Variables,
  { facts }: LoadRequest,
  document: PolicyDocument,
  path: Path,
  find: Find,
  usedVars: Set<string>,
): Promise<boolean | undefined> {
  for (const [name] of expression.matchAll(/[A-Za-z_]\w*/gu)) usedVars.add(name);
  // Without a host the resource is judged as if it were wanted.
  if (facts === undefined && /\bfacts\b/u.test(expression)) return true;
  const { evaluateWhen } = await import('./expression.ts');
  const result = evaluateWhen(expression, values);
  if ('holds' in result) return result.holds;
  const { start, end, message } = result.fault;
  find('KAPA010', document.locateInside(path, start, end), message, t('policy.expression_cure'));
  return undefined;
}

interface Filling {
  readonly request: LoadRequest;
  readonly values: Variables;
  readonly find: Find;
  readonly used: { readonly templates: Set<string>; readonly vars: Set<string> };
}

/** Puts the text of a template, or the bytes of a source, into a spec's `content`. */
async function fill(
  type: Registry['resources'][number],
  spec: Readonly<Record<string, unknown>>,
  document: PolicyDocument,
  locate: Locate,
  { request, values, find, used }: Filling,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const wanted = type.template?.(spec);
  if (wanted !== undefined) {
    used.templates.add(wanted.name);
    const text = request.template(wanted.name, document.file.path);
    const place = locate([type.type, 'template']);
    if (text === undefined) {
      find(
        'KAPA008',
        place,
        t('policy.no_template', { name: wanted.name }),
        t('policy.no_template_cure', { name: wanted.name }),
      );
      return undefined;
    }
    for (const name of namesInTemplate(text)) used.vars.add(name);
    try {
      const render = precompiled.has(text)
        ? (await import('./shipped_template.ts')).renderShipped
        : (await import('./template.ts')).renderText;
      return { ...spec, content: render(text, { ...values, ...wanted.with }) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      find(
        'KAPA009',
        place,
        t('policy.template_named', { name: wanted.name, reason }),
        t('policy.template_cure'),
      );
      return undefined;
    }
  }
  const source = type.source?.(spec);
  if (source === undefined) return spec;
  const bytes = request.source(source, document.file.path);
  if (bytes === undefined) {
    find(
      'KAPA008',
      locate([type.type, 'source']),
      t('policy.no_source', { name: source }),
      t('policy.no_source_cure'),
    );
    return undefined;
  }
  return { ...spec, content: bytes };
}

/** Words between double braces: names of variables among them. */
function namesInTemplate(text: string): readonly string[] {
  return [...text.matchAll(/\{\{[^}]*\}\}/gu)].flatMap(
    ([expression]) => expression.match(/[A-Za-z_]\w*/gu) ?? [],
  );
}

function readRule(
  raw: Readonly<Record<string, unknown>>,
  {
    name,
    policy,
    group,
    locate,
    ladder,
  }: {
    readonly name: string;
    readonly policy: string;
    readonly group: string;
    readonly locate: Locate;
    readonly ladder: readonly RemedyItem[];
  },
): RuleItem {
  const seconds = (key: string): number | undefined => parseDuration(textOf(raw[key]));
  const verify = raw['verify'] as { readonly within: string } | undefined;
  const limit = raw['limit'] as { readonly times: number; readonly within: string } | undefined;
  const cooldown = seconds('cooldown');
  return {
    name,
    policy,
    group,
    locate,
    severity: raw['severity'] === 'warning' ? 'warning' : 'critical',
    every: seconds('every') ?? 180,
    when: String(raw['when']),
    ...(raw['clear_when'] === undefined ? {} : { clearWhen: textOf(raw['clear_when']) }),
    ...(raw['only_if'] === undefined ? {} : { onlyIf: textOf(raw['only_if']) }),
    for: readFor(raw['for']),
    do: ladder,
    ...(verify === undefined ? {} : { verify: { within: parseDuration(verify.within) ?? 0 } }),
    ...(cooldown === undefined ? {} : { cooldown }),
    ...(limit === undefined
      ? {}
      : {
          limit: { times: limit.times, within: parseDuration(limit.within) ?? 0, then: 'back_off' as const },
        }),
  };
}

/** A value that the schema knows to be text or a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function readFor(value: unknown): RuleItem['for'] {
  if (typeof value === 'number') return { checks: value };
  const checks = /^(\d+) checks?$/u.exec(textOf(value ?? '1 check'));
  if (checks?.[1] !== undefined) return { checks: Number(checks[1]) };
  return { seconds: parseDuration(String(value)) ?? 0 };
}

function readNotify(text: string): Notify {
  const [effect = 'reload', service = ''] = text.split(' ');
  return { effect: effect === 'restart' ? 'restart' : 'reload', service };
}

function readSettings(text: SettingsText = {}): Settings {
  return {
    ...(text.locale === undefined ? {} : { locale: text.locale }),
    ...(text.state_dir === undefined ? {} : { stateDir: text.state_dir }),
    backups: { placement: text.backups?.placement ?? 'beside', keep: text.backups?.keep ?? 20 },
    notify: {
      channels: (text.notify?.channels ?? []).map((channel) =>
        'webhook' in channel
          ? { ...channel, webhook: { ...channel.webhook, format: channel.webhook.format ?? 'generic' } }
          : channel,
      ),
      repeatEvery: parseDuration(text.notify?.repeat_every ?? '1h') ?? 3600,
    },
    concurrency: text.concurrency ?? 8,
  };
}
