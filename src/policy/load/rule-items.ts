import type { Locate, Path, RemedyItem, RuleItem } from '../../core/policy.ts';
import { parseDuration } from '../../core/quantity.ts';
import type { Locale } from '../../core/text.ts';
import type { Registry } from '../../core/registry.ts';
import type { RawItem } from './judged-document.ts';
import {
  below,
  besidesVariables,
  writtenBelow,
  resolvedAsFarAs,
  takeName,
  type OpenDocument,
  isEnough,
} from './loading.ts';
import { partName } from '../schema/schema.ts';
import { schemaFindings } from '../schema/schema-findings.ts';
import { typeKey } from './type-key.ts';
import { withTexts } from '../schema/lone-variables.ts';
import { isValid } from '../schema/validate.ts';

type Remedies = ReadonlyMap<string, Registry['remedies'][number]>;

/** The rules of a document, of the group that its checks run in. */
export function readRules(
  open: OpenDocument,
  group: string,
  types: Remedies,
  locale: Locale | undefined,
): readonly RuleItem[] {
  const rules: RuleItem[] = [];
  for (const [index, raw] of (open.head.rules ?? []).entries()) {
    if (isEnough(open)) break;
    const base: Path = ['rules', index];
    const name = String(raw['name']);
    takeName(open, 'rules', name, [...base, 'name']);
    const { scope } = open.loading;
    const called = namesOf(raw, name, locale);
    for (const other of called.aliases ?? [])
      if (other !== name) takeName(open, 'rules', other, [...base, 'name']);
    if (called.name !== name) takeName(open, 'rules', called.name, [...base, 'names', locale ?? 'en']);
    const ladder = readLadder(raw, open, base, types);
    rules.push(
      readRule(raw, {
        ...within(called, scope),
        ...(scope === '' ? {} : { scope }),
        policy: open.policy,
        group,
        locate: below(open, base),
        locateInside: (path, start, end) => open.document.locateInside([...base, ...path], start, end),
        do: ladder,
      }),
    );
  }
  return rules;
}

/** Names of a rule: the one in the language of the settings, and all others. */
function namesOf(
  raw: RawItem,
  name: string,
  locale: Locale | undefined,
): Pick<RuleItem, 'name' | 'names' | 'aliases'> {
  const names = raw['names'] as RuleItem['names'];
  const shown = (locale === undefined ? undefined : names?.[locale]) ?? name;
  const formerly = (raw['formerly'] as readonly string[] | undefined) ?? [];
  const aliases = [...new Set([name, ...Object.values(names ?? {}), ...formerly])].filter(
    (one) => one !== shown,
  );
  return {
    name: shown,
    ...(names === undefined ? {} : { names: { en: name, ...names } }),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}

/** A remedy's spec in which resources have the names that they have outside of the module that it stands in. */
function outside(type: Registry['remedies'][number], spec: unknown, scope: string): unknown {
  return scope === '' || type.rename === undefined ? spec : type.rename(spec, (name) => `${scope}${name}`);
}

type Called = Pick<RuleItem, 'name' | 'names' | 'aliases'>;

/** Names of a rule as they are outside of the module that it stands in. */
function within({ name, names, aliases }: Called, scope: string): Called {
  const whole = (one: string): string => `${scope}${one}`;
  return {
    name: whole(name),
    ...(names === undefined
      ? {}
      : { names: Object.fromEntries(Object.entries(names).map(([locale, one]) => [locale, whole(one)])) }),
    ...(aliases === undefined ? {} : { aliases: aliases.map(whole) }),
  };
}

function readLadder(raw: RawItem, open: OpenDocument, base: Path, types: Remedies): readonly RemedyItem[] {
  const ladder: RemedyItem[] = [];
  for (const [rung, remedy] of ((raw['do'] as readonly RawItem[] | undefined) ?? []).entries()) {
    const at = below(open, [...base, 'do', rung]);
    const type = typeKey(remedy, [], types, at, open.loading.find);
    if (type === undefined) continue;
    const settled = resolvedAsFarAs(open, remedy[type.type] ?? {}, [...base, 'do', rung, type.type]);
    const part = partName.remedy(type.type);
    const value = withTexts(part, remedy[type.type] ?? {}, settled.value);
    const inType: Locate = (path, place) => at([type.type, ...path], place);
    if (isValid(part, value) && !settled.complete) continue;
    if (isValid(part, value))
      ladder.push({ type: type.type, spec: outside(type, value, open.loading.scope) });
    else
      for (const found of besidesVariables(
        schemaFindings(
          part,
          value,
          inType,
          type.schema,
          writtenBelow(open, [...base, 'do', rung, type.type]),
        ),
        settled,
      ))
        open.loading.findings.push(found);
  }
  return ladder;
}

function readRule(
  raw: RawItem,
  known: Pick<
    RuleItem,
    'name' | 'names' | 'aliases' | 'scope' | 'policy' | 'group' | 'locate' | 'locateInside' | 'do'
  >,
): RuleItem {
  const seconds = (key: string): number | undefined => parseDuration(textOf(raw[key]));
  const verify = raw['verify'] as { readonly within: string; readonly stable?: string } | undefined;
  const limit = raw['limit'] as { readonly times: number; readonly within: string } | undefined;
  const cooldown = seconds('cooldown');
  return {
    ...known,
    severity: raw['severity'] === 'warning' ? 'warning' : 'critical',
    every: seconds('every') ?? 180,
    ...(raw['every'] === undefined ? { everyIsDefault: true } : {}),
    when: String(raw['when']),
    ...(raw['clear_when'] === undefined ? {} : { clearWhen: textOf(raw['clear_when']) }),
    ...(raw['only_if'] === undefined ? {} : { onlyIf: textOf(raw['only_if']) }),
    for: readFor(raw['for']),
    ...(verify === undefined ? {} : { verify: readVerify(verify) }),
    ...(cooldown === undefined ? {} : { cooldown }),
    ...(limit === undefined
      ? {}
      : {
          limit: { times: limit.times, within: parseDuration(limit.within) ?? 0, then: 'back_off' as const },
        }),
  };
}

function readVerify({
  within,
  stable,
}: {
  readonly within: string;
  readonly stable?: string;
}): NonNullable<RuleItem['verify']> {
  return {
    within: parseDuration(within) ?? 0,
    ...(stable === undefined ? {} : { stable: parseDuration(stable) ?? 0 }),
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
