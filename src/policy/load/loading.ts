import type { Finding, FindingId } from '../../core/finding.ts';
import type { Locate, Path } from '../../core/policy.ts';
import { t, type Text } from '../../core/text.ts';
import type { JudgedDocument } from './judged-document.ts';
import type { LoadRequest } from './request.ts';
import type { Rendering } from '../template/rendering.ts';
import { templateFault } from '../template/template-error.ts';
import { createResolver, type RenderText, type Resolver, type Variables } from '../template/variables.ts';

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
  { request, find, used }: Pick<Loading, 'request' | 'find' | 'used'>,
): boolean {
  for (const name of resolver.used) used.vars.add(name);
  (resolver.used as Set<string>).clear();
  const open = (resolver.unresolved as unknown[]).splice(0) as Resolver['unresolved'][number][];
  let told = false;
  for (const { path, problem } of open) {
    if (problem.kind === 'unknown' && request.facts === undefined && problem.name.startsWith('facts.'))
      continue;
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
    else {
      const { reason, cure } = templateFault(problem.error);
      find('KAPA009', document.locate(path), t('policy.template', { reason }), cure);
    }
  }
  return told;
}
