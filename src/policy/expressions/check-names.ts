import { nearest } from '../../core/nearest.ts';
import type { ProbeField } from '../../core/probe.ts';
import { t } from '../../core/text.ts';
import { complaining, own, typeAlone, written, type Checker, type Elsewhere } from './checker.ts';
import { momentFields } from './moments.ts';
import type { ConditionNode } from './syntax.ts';
import { typeOfField, type Type } from './types.ts';

/** The type of what a name stands for. */
export function nameType(node: ConditionNode & { readonly kind: 'name' }, checker: Checker): Type {
  const { name } = node;
  const { thresholds, probes, variables } = checker.declarations;
  const local = checker.locals.get(name);
  if (local !== undefined) return local;
  if (variables !== undefined) {
    checker.variables.add(name);
    const type = own(variables, name);
    if (type !== undefined) return type;
  }
  if (Object.hasOwn(probes, name)) {
    checker.probes.add(name);
    return recordOf(own(probes, name) ?? {});
  }
  const threshold = own(thresholds, name);
  if (threshold !== undefined) {
    checker.thresholds.add(name);
    return { kind: 'number', unit: threshold.kind };
  }
  return unknownName(node, checker);
}

const records = new WeakMap<object, Type>();

function recordOf(fields: Readonly<Record<string, ProbeField>>): Type {
  const known = records.get(fields);
  if (known !== undefined) return known;
  const type: Type = {
    kind: 'record',
    fields: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, typeOfField(field)])),
  };
  records.set(fields, type);
  return type;
}

/** Words that other tools have for true, false and nothing. */
const literalWords: Readonly<Record<string, string>> = {
  true: 'true',
  yes: 'true',
  on: 'true',
  false: 'false',
  no: 'false',
  off: 'false',
  null: 'null',
  none: 'null',
  nil: 'null',
  undefined: 'null',
};

const keysOf = new WeakMap<object, readonly string[]>();

/** The names of records, which are the same for all conditions, and those of items. */
function* namesIn(records: readonly object[], locals: ReadonlyMap<string, Type>): Iterable<string> {
  yield* locals.keys();
  for (const record of records) {
    const keys = keysOf.get(record) ?? Object.keys(record);
    keysOf.set(record, keys);
    yield* keys;
  }
}

function unknownName(node: ConditionNode & { readonly kind: 'name' }, checker: Checker): Type {
  const { name } = node;
  const { thresholds, probes, variables, elsewhere } = checker.declarations;
  const complain = complaining(checker);
  const meant = nearest(name, namesIn([probes, thresholds, variables ?? {}], checker.locals));
  const literal = own(literalWords, name.toLowerCase());
  if (literal !== undefined && (meant === undefined || literal === name.toLowerCase()))
    return complain(
      node,
      t('expression.no_name', { name }),
      t('expression.write', { meant: literal }),
      literal,
    );
  const alias =
    variables !== undefined && /^(?:ansible_facts|facter|ansible|host)$/u.test(name) ? 'facts' : meant;
  const other = alias === undefined ? elsewhere?.(name) : undefined;
  if (other !== undefined) return ofElsewhere(node, other, checker);
  const cure =
    alias === undefined
      ? variables === undefined
        ? t('expression.no_probe_cure', { name })
        : t('expression.no_variable_cure')
      : t('policy.did_you_mean', { meant: alias });
  return complain(
    node,
    variables === undefined ? t('expression.no_probe', { name }) : t('policy.unknown_variable', { name }),
    cure,
    alias,
  );
}

/** Something that there is, but of which this condition cannot speak. */
function ofElsewhere(
  node: ConditionNode & { readonly kind: 'name' },
  what: Elsewhere,
  checker: Checker,
): Type {
  const { name } = node;
  const cure =
    what === 'variable'
      ? t('expression.elsewhere.variable', { name })
      : what === 'facts'
        ? t('expression.elsewhere.facts')
        : t('expression.no_variable_cure');
  return complaining(checker)(
    node,
    t('expression.elsewhere', { name, what: t(`expression.what.${what}`) }),
    cure,
  );
}

/** Sections and words that other tools put before a name, where here the name stands alone. */
const prefixes: ReadonlySet<string> = new Set(
  'probes probe thresholds threshold vars var variables variable inputs values settings local'.split(' '),
);

/** `vars.site`, `probes.backend.status`, `now.hour`: the fault where what stands before the dot is no name. */
export function wrongPrefix(
  { of, name, start, end }: ConditionNode & { readonly kind: 'member' },
  checker: Checker,
): Type | undefined {
  if (of.kind !== 'name' || isDeclared(of.name, checker)) return undefined;
  if (of.name === 'now' && own<Type>(momentFields, name) !== undefined)
    return complaining(checker)(
      of,
      t('expression.call', { name: 'now', usage: 'now()' }),
      t('expression.write', { meant: 'now()' }),
      'now()',
    );
  if (!prefixes.has(of.name) || !isDeclared(name, checker)) return undefined;
  return complaining(checker)(
    of,
    t('expression.prefix', { written: `${of.name}.` }),
    t('expression.write', { meant: name }),
    name,
    { replaces: { start, end } },
  );
}

/** `close-wait.count`, of a name that has an underscore: a hyphen is a minus. */
export function hyphenedName(
  node: ConditionNode & { readonly kind: 'binary' },
  checker: Checker,
): Type | undefined {
  const [name] = /^[A-Za-z_]\w*(?:-[A-Za-z_]\w*)+/u.exec(written(checker, node)) ?? [];
  if (name === undefined) return undefined;
  const meant = name.replaceAll('-', '_');
  if (!isDeclared(meant, checker) || isDeclared(name.slice(0, name.indexOf('-')), checker)) return undefined;
  return complaining(checker)(
    { start: node.start, end: node.start + name.length },
    t('expression.hyphen', { written: name }),
    t('policy.did_you_mean', { meant }),
    meant,
  );
}

/** `backend[status]`, of a field that stands behind a dot. */
export function bareIndex(
  { of, at, start, end }: ConditionNode & { readonly kind: 'index' },
  type: Type,
  checker: Checker,
): boolean {
  if (type.kind !== 'record' || at.kind !== 'name' || isDeclared(at.name, checker)) return false;
  if (own(type.fields, at.name) === undefined) return false;
  const meant = `${written(checker, of)}.${at.name}`;
  complaining(checker)(
    at,
    t('expression.unquoted', { written: at.name }),
    t('expression.write', { meant }),
    meant,
    {
      replaces: { start, end },
    },
  );
  return true;
}

/** `status == online`: a word that is no name, beside a text. */
export function unquotedText(node: ConditionNode & { readonly kind: 'binary' }, checker: Checker): boolean {
  for (const [word, other] of [
    [node.right, node.left],
    [node.left, node.right],
  ] as const) {
    if (word.kind !== 'name' || other.kind === 'text' || isDeclared(word.name, checker)) continue;
    if (typeAlone(other, checker).type.kind !== 'text') continue;
    complaining(checker)(
      word,
      t('expression.unquoted', { written: word.name }),
      t('expression.unquoted_cure', { written: word.name }),
      `"${word.name}"`,
    );
    return true;
  }
  return false;
}

/** Tells whether something is called so. */
function isDeclared(name: string, { declarations, locals }: Checker): boolean {
  const { thresholds, probes, variables = {} } = declarations;
  return locals.has(name) || [thresholds, probes, variables].some((one) => Object.hasOwn(one, name));
}
