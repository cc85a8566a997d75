import { Failure } from '../../../core/failure.ts';
import { t } from '../../../core/text.ts';
import { portOf } from './hosts.ts';
import { directivesAt } from './reading.ts';
import { bareName, lower, sameName } from './text.ts';
import { wordsOf, type SectionNode } from './tree.ts';
import { linesIn, loadedSectionOf, said, sectionNodesIn, type FileView } from './view.ts';

/** One step down into a file: a section by its name, by its arguments, and by directives that stand in it. */
export interface ContextStep {
  readonly section: string;
  readonly args?: string | readonly string[];
  readonly where?: Readonly<Record<string, string | number>>;
}

/**
 * End of a context: the innermost section that is there (null: the file), and the steps that lead no further.
 */
export interface ContextArrival {
  readonly section: SectionNode | null;
  readonly missing: readonly ContextStep[];
}

/** Walks down as far as a context leads. A Failure where a step fits two sections. */
export function arriveAt(view: FileView, context: readonly ContextStep[]): ContextArrival {
  const { path } = view;
  let here: SectionNode | null = null;
  for (const [at, step] of context.entries()) {
    const found: readonly SectionNode[] = sectionNodesIn(view, here, step.section).filter((section) =>
      fits(view, section, step),
    );
    const [only, second] = found;
    if (only === undefined) return { section: here, missing: context.slice(at) };
    if (second !== undefined)
      throw new Failure(
        t('apache.two_sections', {
          path,
          section: labelOf(step),
          lines: found.map(({ line }) => line).join(', '),
        }),
        { cure: t('apache.two_sections_cure') },
      );
    here = only;
  }
  return { section: here, missing: [] };
}

/** Failure that says which section is not there. */
export function noSection({ path }: FileView, step: ContextStep): Failure {
  return new Failure(t('apache.no_section', { path, section: labelOf(step) }), {
    cure: t('apache.no_section_cure'),
  });
}

/** A context step as it stands in a file: `<VirtualHost> with ServerName shop`. */
export function labelOf({ section, args, where }: ContextStep): string {
  const head =
    args === undefined ? `<${section}>` : `<${section} ${typeof args === 'string' ? args : args.join(' ')}>`;
  const conditions = Object.entries(where ?? {}).map(([name, value]) => `${name} ${value}`);
  return [head, ...conditions].join(', ');
}

/** The address of a directive in a file, so that two resources that set one are found. */
export function addressOf(file: string, context: readonly string[], directive: string): string {
  return `apache:${file}#${[...context, directive].join('#').toLowerCase()}`;
}

/** A context step in an address: a virtual host goes by its name, and by its port where one is said. */
export function addressLabel(step: ContextStep): string {
  const name = step.where?.['ServerName'];
  if (!sameName(step.section, 'VirtualHost') || name === undefined) return labelOf(step);
  const port = typeof step.args === 'string' ? portOf(step.args) : undefined;
  return `VirtualHost ${bareName(String(name))}${port === undefined ? '' : `:${port}`}`;
}

function fits(view: FileView, section: SectionNode, { args, where }: ContextStep): boolean {
  const words = typeof args === 'string' ? wordsOf(args) : args;
  if (words !== undefined && !sameText(words, section.args) && !sameText(words, said(view, section).args))
    return false;
  return Object.entries(where ?? {}).every(([name, value]) => has(view, section, name, String(value)));
}

/**
 * Tells whether a line stands in a section: a ServerName with the scheme and port that it may carry, or
 * without.
 */
function has(view: FileView, section: SectionNode, name: string, value: string): boolean {
  const loaded = loadedSectionOf(view, section);
  const lines: readonly { readonly args: readonly string[] }[] =
    loaded === undefined ? linesIn(view, section, name) : [...directivesAt(loaded.items, name)];
  const wanted = wordsOf(value);
  return lines.some(
    ({ args }) =>
      sameText(args, wanted) ||
      (wanted.length === 1 && args.includes(wanted[0] ?? '')) ||
      (sameName(name, 'ServerName') && args.some((one) => bareName(one) === lower(value))),
  );
}

function sameText(a: readonly string[], b: readonly string[]): boolean {
  return a.join('\0') === b.join('\0');
}
