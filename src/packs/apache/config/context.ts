import { Failure } from '../../../core/failure.ts';
import { t } from '../../../core/text.ts';
import { wordsOf, type DirectiveNode, type Node, type SectionNode, type Tree } from './tree.ts';

/** One step down into a file: a section by its name, by its arguments, and by directives that stand in it. */
export interface ContextStep {
  readonly section: string;
  readonly args?: string | readonly string[];
  readonly where?: Readonly<Record<string, string | number>>;
}

/** The sections of a name right below a place; what `<IfModule>` and its like wrap counts as standing there itself. */
export function sectionsIn(children: readonly Node[], name: string): readonly SectionNode[] {
  return children.flatMap((node) => {
    if (node.kind !== 'section') return [];
    if (sameName(node.name, name)) return [node];
    return isTransparent(node) ? sectionsIn(node.children, name) : [];
  });
}

/** The directives of some names right below a place; what `<IfModule>` and its like wrap counts as standing there. */
export function directivesIn(
  children: readonly Node[],
  ...names: readonly string[]
): readonly DirectiveNode[] {
  return children.flatMap((node) => {
    if (node.kind === 'section') return isTransparent(node) ? directivesIn(node.children, ...names) : [];
    return names.some((name) => sameName(node.name, name)) ? [node] : [];
  });
}

/** Walks down to the one section that a context names; null: the file itself. A Failure where there is none, or two. */
export function sectionAt(tree: Tree, context: readonly ContextStep[], path: string): SectionNode | null {
  let here: SectionNode | null = null;
  for (const step of context) {
    const found: readonly SectionNode[] = sectionsIn((here ?? tree).children, step.section).filter(
      (section) => fits(section, step),
    );
    const [only, second] = found;
    const section = labelOf(step);
    if (only === undefined)
      throw new Failure(t('apache.no_section', { path, section }), { cure: t('apache.no_section_cure') });
    if (second !== undefined)
      throw new Failure(
        t('apache.two_sections', { path, section, lines: found.map(({ line }) => line).join(', ') }),
        { cure: t('apache.two_sections_cure') },
      );
    here = only;
  }
  return here;
}

/** The virtual host of a server name (or, where none has it, of an alias), on a port if one is given. */
export function vhostAt(
  tree: Tree,
  { server_name: name, port }: { readonly server_name: string; readonly port?: number | undefined },
  path: string,
): SectionNode {
  const all = sectionsIn(tree.children, 'VirtualHost').filter(
    (vhost) => port === undefined || vhost.args.some((address) => portOf(address) === String(port)),
  );
  const wanted = port === undefined ? name : `${name}:${port}`;
  const named = all.filter((vhost) => serverNames(vhost, 'ServerName').includes(name.toLowerCase()));
  const found =
    named.length > 0
      ? named
      : all.filter((vhost) => serverNames(vhost, 'ServerAlias').includes(name.toLowerCase()));
  const [only, second] = found;
  if (only === undefined) {
    const there = sectionsIn(tree.children, 'VirtualHost')
      .map((vhost) => `${serverNames(vhost, 'ServerName')[0] ?? '(unnamed)'} (${vhost.args.join(' ')})`)
      .join(', ');
    throw new Failure(t('apache.no_vhost', { path, name: wanted, there }), {
      cure: t('apache.no_vhost_cure'),
    });
  }
  if (second !== undefined)
    throw new Failure(
      t('apache.two_vhosts', { path, name: wanted, lines: found.map(({ line }) => line).join(', ') }),
      { cure: t('apache.two_vhosts_cure') },
    );
  return only;
}

/** Whether two names of directives or sections are one. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A context step as it stands in a file: `<VirtualHost> with ServerName shop`. */
function labelOf({ section, args, where }: ContextStep): string {
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
  return `VirtualHost ${name}${port === undefined ? '' : `:${port}`}`;
}

/** A negated condition is the other branch: what stands there is not what stands here. */
function isTransparent({ name, args }: SectionNode): boolean {
  return (
    /^If(?:Module|Define|Version|File|Directive|Section)$/iu.test(name) && args[0]?.startsWith('!') !== true
  );
}

function fits(section: SectionNode, { args, where }: ContextStep): boolean {
  const words = typeof args === 'string' ? wordsOf(args) : args;
  if (words !== undefined && words.join('\0') !== section.args.join('\0')) return false;
  return Object.entries(where ?? {}).every(([name, value]) => {
    if (sameName(name, 'ServerName')) return serverNames(section, name).includes(String(value).toLowerCase());
    const wanted = wordsOf(String(value)).join('\0');
    return directivesIn(section.children, name).some(
      (directive) => directive.args.join('\0') === wanted || directive.args.includes(wanted),
    );
  });
}

/** Names in lower case, without the scheme and the port that a ServerName may carry. */
function serverNames(vhost: SectionNode, directive: string): readonly string[] {
  return directivesIn(vhost.children, directive).flatMap(({ args }) =>
    args.map((name) =>
      name
        .toLowerCase()
        .replace(/^\w+:\/\//u, '')
        .replace(/:\d+$/u, ''),
    ),
  );
}

/** The port of `*:443`, `[::1]:443` or `192.0.2.1:443`. */
function portOf(address: string): string | undefined {
  return /:(\d+|\*)$/u.exec(address.replace(/^\[[^\]]*\]/u, '*'))?.[1];
}
