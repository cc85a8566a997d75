import type { Finding, FindingId } from '../../core/finding.ts';
import { nearest } from '../../core/nearest.ts';
import type { Locate, Path } from '../../core/policy.ts';
import { t, type Text } from '../../core/text.ts';
import type { JudgedDocument } from './judged-document.ts';
import type { LoadRequest } from './request.ts';
import type { Rendering } from '../template/rendering.ts';
import { templateFault } from '../template/template-error.ts';
import {
  createResolver,
  valueOf,
  type RenderText,
  type Resolver,
  type Variables,
} from '../template/variables.ts';
import { typesOfFacts } from './facts.ts';

/** Tells of an error in the policies. */
export type Find = (id: FindingId, place: ReturnType<Locate>, message: Text, cure: Text) => void;

/** State that is shared while a set is loaded; findings and used names grow as its items are read. */
export interface Loading {
  readonly request: LoadRequest;
  readonly values: Variables;
  /** Beginning of the names that items have outside of their module; empty: they are in none that has a name. */
  readonly scope: string;
  readonly renderText: RenderText;
  /** Work that is left for what the set's texts and values come to. */
  readonly rendering: Rendering;
  readonly findings: Finding[];
  readonly find: Find;
  readonly used: { readonly vars: Set<string>; readonly templates: Set<string> };
  /** Tells what a name of rules, of which resources cannot speak, stands for. */
  ofRules(name: string): 'probe' | 'threshold' | undefined;
  /** Names taken so far, by section. */
  readonly taken: Readonly<Record<Section, Set<string>>>;
}

/** Sections whose items have names of their own. */
export type Section = 'resources' | 'probes' | 'rules';

/** A document whose items are being read. */
export interface OpenDocument extends JudgedDocument {
  readonly loading: Loading;
  readonly resolver: Resolver;
}

/** Opens a document to read its items. */
export function openDocument(judged: JudgedDocument, loading: Loading): OpenDocument {
  return {
    ...judged,
    loading,
    resolver: createResolver(loading.values, loading.renderText, loading.rendering),
  };
}

/** Findings after which no further item of a document is looked at. */
const mostFindings = 10_000;

/** Tells whether so much is wrong that the rest can wait, and says so in the document, once. */
export function isEnough({ loading, document }: OpenDocument): boolean {
  if (loading.findings.length <= mostFindings) return false;
  const enough = t('policy.enough', { most: mostFindings });
  if (!loading.findings.some(({ message }) => message.id === enough.id))
    loading.find('KAPA004', document.locate([]), enough, t('policy.more_errors_cure'));
  return true;
}

/** Places below an item. */
export function below({ document }: JudgedDocument, base: Path): Locate {
  return (path, part) => document.locate([...base, ...path], part);
}

/** Characters of what stands below an item. */
export function writtenBelow({ document }: JudgedDocument, base: Path): (path: Path) => string | undefined {
  return (path) => document.written([...base, ...path]);
}

/** Takes a name of a section; tells when another item has it. */
export function takeName(
  { loading, document }: OpenDocument,
  section: Section,
  name: string,
  path: Path,
): void {
  const names = loading.taken[section];
  const whole = `${loading.scope}${name}`;
  if (names.has(whole))
    loading.find(
      'KAPA005',
      document.locate(path),
      t('policy.twice', { name: whole }),
      t('policy.twice_cure'),
    );
  names.add(whole);
}

const factNames = typesOfFacts.kind === 'record' ? Object.keys(typesOfFacts.fields) : [];

function isFact(name: string): boolean {
  return name.startsWith('facts.') && factNames.includes(name.slice('facts.'.length));
}

/** Finding about a name that no variable has. */
function unknownName(
  { name, meant }: { readonly name: string; readonly meant: string | undefined },
  { ofRules, values }: Pick<Loading, 'ofRules' | 'values'>,
): readonly [message: Text, cure: Text] {
  const message = t('policy.unknown_variable', { name });
  const [first = '', ...others] = name.split('.');
  const rest = others.join('.');
  const what = ofRules(first);
  if (what !== undefined)
    return [
      t('policy.name_of_rules', {
        name: first,
        what: what === 'probe' ? t('policy.a_probe') : t('policy.a_threshold'),
      }),
      what === 'probe' ? t('policy.name_of_probe_cure') : t('policy.name_of_rules_cure'),
    ];
  const fact =
    first === 'facts'
      ? nearest(rest, factNames)
      : first.startsWith('ansible_')
        ? first.slice('ansible_'.length)
        : undefined;
  const likely =
    fact !== undefined && factNames.includes(fact)
      ? `facts.${fact}`
      : /^(?:vars?|values|variables)$/u.test(first) && valueOf(values, rest) !== undefined
        ? rest
        : meant;
  if (likely !== undefined) return [message, t('policy.did_you_mean', { meant: likely })];
  return [
    message,
    first === 'facts'
      ? t('policy.unknown_fact_cure', { known: factNames.map((one) => `facts.${one}`).join(', ') })
      : t('policy.unknown_variable_cure', { name }),
  ];
}

/** A value of the document with its variables resolved; undefined: some could not be, and that is told. */
export function resolved(
  open: OpenDocument,
  value: unknown,
  path: Path,
): { readonly value: unknown } | undefined {
  const { resolver, document, loading } = open;
  const settled = resolver.resolve(value, path);
  return tellUnresolved(resolver, document, loading) ? undefined : { value: settled };
}

/** A value of the document with its variables resolved; `complete` unless some could not be, and that is told. */
export function resolvedAsFarAs(
  { resolver, document, loading }: OpenDocument,
  value: unknown,
  path: Path,
): { readonly value: unknown; readonly complete: boolean } {
  const settled = resolver.resolve(value, path);
  return { value: settled, complete: !tellUnresolved(resolver, document, loading) };
}

/** Findings of a value in which some variables could not be resolved: those that do not hang on them. */
export function besidesVariables(
  findings: readonly Finding[],
  { complete }: { readonly complete: boolean },
): readonly Finding[] {
  return complete ? findings : findings.filter(({ id }) => id === 'KAPA003' || id === 'KAPA012');
}

/** Tells what a resolver could not resolve since it was last asked; true: something. */
export function tellUnresolved(
  resolver: Resolver,
  document: JudgedDocument['document'],
  loading: Pick<Loading, 'request' | 'find' | 'used' | 'ofRules' | 'values'>,
): boolean {
  const { request, find, used } = loading;
  for (const name of resolver.used) used.vars.add(name);
  (resolver.used as Set<string>).clear();
  const open = (resolver.unresolved as unknown[]).splice(0) as Resolver['unresolved'][number][];
  let told = false;
  for (const { path, problem } of open) {
    if (problem.kind === 'unknown') {
      if (request.facts === undefined && isFact(problem.name)) continue;
      told = true;
      find('KAPA007', document.locate(path), ...unknownName(problem, loading));
    } else {
      told = true;
      const { reason, cure } = templateFault(problem.error, problem.text);
      find('KAPA009', document.locate(path), t('policy.template', { reason }), cure);
    }
  }
  return told;
}
