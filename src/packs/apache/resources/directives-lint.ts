import type { Finding, FindingId } from '../../../core/finding.ts';
import type { Path, ResourceItem } from '../../../core/policy.ts';
import { t, type Text } from '../../../core/text.ts';
import { bareName, lower, sameName } from '../config/text.ts';
import { wordsOf } from '../config/tree.ts';
import { meantDirective } from '../facts/directives.ts';
import { hides } from '../facts/mount.ts';
import { absentNames, sequenceOf, type DirectivesSpec } from './directives-spec.ts';
import { formerNames } from './mpm-spec.ts';
import { linesOf, type LineValue, type DirectiveValue } from './values.ts';

type Find = (
  id: FindingId,
  severity: Finding['severity'],
  where: { readonly path: Path; readonly part: 'key' | 'value' },
  message: Text,
  cure: Text,
) => void;

/** Findings in an `apache_directives` item. */
export function lintDirectives({ spec, locate }: ResourceItem<DirectivesSpec>): readonly Finding[] {
  const findings: Finding[] = [];
  const find: Find = (id, severity, { path, part }, message, cure) => {
    findings.push({ id, severity, place: locate(path, part), message, cure });
  };
  for (const [name, value] of Object.entries(spec.set ?? {})) {
    lintName(name, { path: ['set', name], part: 'key' }, find);
    lintValues(value, ['set', name], find);
    if (sameName(name, 'ProxyPass')) lintOrder(value, find);
    if (sameName(name, 'MaxConnectionsPerChild') && value === 0) {
      const where = { path: ['set', name], part: 'value' } as const;
      find('KAPA101', 'warning', where, t('apache.lint_no_recycling'), t('apache.lint_no_recycling_cure'));
    }
  }
  for (const [index, line] of (spec.sequence ?? []).entries())
    for (const [name, value] of Object.entries(line)) {
      lintName(name, { path: ['sequence', index, name], part: 'key' }, find);
      lintLine(value, ['sequence', index, name], find);
    }
  for (const [name, value] of Object.entries(spec.present ?? {})) {
    lintName(name, { path: ['present', name], part: 'key' }, find);
    lintValues(value, ['present', name], find);
  }
  for (const [index, one] of (spec.absent ?? []).entries())
    for (const name of typeof one === 'string' ? [one] : Object.keys(one))
      lintName(name, { path: ['absent', index], part: 'value' }, find);
  lintTwice(spec, find);
  lintRewrite(spec, find);
  lintWhere(spec, find);
  return findings;
}

function lintName(
  name: string,
  where: { readonly path: Path; readonly part: 'key' | 'value' },
  find: Find,
): void {
  const renamed = Object.keys(formerNames).find((one) => sameName(formerNames[one] ?? '', name));
  // To take the former name away is what one should do.
  if (renamed !== undefined && where.part === 'key') {
    const message = t('apache.lint_former', { name, renamed });
    find('KAPA109', 'warning', where, message, t('apache.lint_former_cure', { renamed }));
  }
  const meant = meantDirective(name);
  if (meant === undefined) return;
  find('KAPA109', 'warning', where, t('apache.lint_name', { name }), t('apache.lint_name_cure', { meant }));
}

function lintValues(value: DirectiveValue, path: Path, find: Find): void {
  if (Array.isArray(value))
    for (const [index, one] of (value as readonly LineValue[]).entries())
      lintLine(one, [...path, index], find);
  else lintLine(value as LineValue, path, find);
}

function lintLine(value: LineValue, path: Path, find: Find): void {
  const where = { path, part: 'value' } as const;
  const texts = Array.isArray(value)
    ? (value as readonly (string | number | boolean)[]).map(String)
    : [String(value)];
  if (texts.some((text) => /[\r\n]/u.test(text)))
    find('KAPA108', 'error', where, t('apache.lint_newline'), t('apache.lint_newline_cure'));
  else if (!Array.isArray(value) && hasComment(String(value)))
    find('KAPA108', 'error', where, t('apache.lint_comment'), t('apache.lint_comment_cure'));
}

/** Tells whether a bare word begins with #; one in quotes is what it says. */
function hasComment(text: string): boolean {
  const bare = text.replaceAll(/(?<=^|\s)(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/gu, 'x');
  return wordsOf(bare).some((word) => word.startsWith('#'));
}

/** ProxyPass takes the first that matches. */
function lintOrder(value: DirectiveValue, find: Find): void {
  const paths = linesOf(value).map(({ words: [path = ''] }) => path);
  for (const [index, path] of paths.entries()) {
    const longer = paths.slice(index + 1).find((later) => hides(path, later));
    if (longer === undefined) continue;
    const where = { path: ['set', 'ProxyPass', index], part: 'value' } as const;
    find(
      'KAPA106',
      'warning',
      where,
      t('apache.lint_order', { shorter: path, longer }),
      t('apache.lint_order_cure', { longer }),
    );
  }
}

/** One directive by two spellings, or both set and absent: what one asks for the other undoes. */
function lintTwice(spec: DirectivesSpec, find: Find): void {
  const { set = {} } = spec;
  const absent = absentNames(spec);
  const names = Object.keys(set);
  const ordered = sequenceOf(spec).map(([name]) => name);
  const twice = (name: string, path: Path, part: 'key' | 'value'): void =>
    find('KAPA112', 'error', { path, part }, t('apache.lint_twice', { name }), t('apache.lint_twice_cure'));
  for (const [at, name] of names.entries())
    if ([...ordered, ...names.slice(0, at)].some((other) => sameName(other, name)))
      twice(name, ['set', name], 'key');
  for (const [at, name] of absent.entries())
    if ([...names, ...ordered, ...absent.slice(0, at)].some((other) => sameName(other, name)))
      twice(name, ['absent', (spec.absent ?? []).indexOf(name)], 'value');
}

/** A condition belongs to the rule behind it, which a mapping of names cannot say. */
function lintRewrite({ set = {} }: DirectivesSpec, find: Find): void {
  const named = (wanted: string): string | undefined =>
    Object.keys(set).find((name) => sameName(name, wanted));
  const condition = named('RewriteCond');
  if (condition === undefined || named('RewriteRule') === undefined) return;
  const where = { path: ['set', condition], part: 'key' } as const;
  find('KAPA113', 'error', where, t('apache.lint_rewrite'), t('apache.lint_rewrite_cure'));
}

/** A section that is found by what the resource changes is not found again. */
function lintWhere(spec: DirectivesSpec, find: Find): void {
  const { context = [], set = {} } = spec;
  for (const [name, value] of Object.entries(context.at(-1)?.where ?? {})) {
    const said = sameName(name, 'ServerName') ? bareName : lower;
    const wanted = said(wordsOf(String(value)).join(' '));
    const stays = Object.entries(set)
      .filter(([other]) => sameName(other, name))
      .every(([, lines]) =>
        linesOf(lines).some(({ words }) => [words.join(' '), ...words].map(said).includes(wanted)),
      );
    if (stays && !absentNames(spec).some((other) => sameName(other, name))) continue;
    const where = { path: ['context', context.length - 1, 'where', name], part: 'value' } as const;
    find('KAPA112', 'error', where, t('apache.lint_where', { name }), t('apache.lint_where_cure'));
  }
}
