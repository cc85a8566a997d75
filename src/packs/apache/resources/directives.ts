import { apacheName } from '../facts/layout.ts';
import { meantDirective } from '../facts/directives.ts';
import { hides } from '../facts/mount.ts';
import { Failure } from '../../../core/failure.ts';
import type { Finding, FindingId } from '../../../core/finding.ts';
import type { Path, ResourceItem } from '../../../core/policy.ts';
import type { Reader } from '../../../core/reader.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../../core/resource.ts';
import { t, type Text } from '../../../core/text.ts';
import {
  addressLabel,
  addressOf,
  directivesIn,
  sameName,
  sectionAt,
  type ContextStep,
} from '../config/context.ts';
import { reviewDirectives } from '../config/loaded.ts';
import { editTree, readTree, wordsOf, writeArgs, type Edit, type Tree } from '../config/tree.ts';

/** A value as the policy writes it: text is taken as Apache's own syntax, a list as words to be quoted. */
type Scalar = string | number | boolean;
type Value = Scalar | readonly (Scalar | readonly Scalar[])[];

/** Directives of one place in one file: those that are set, whole, and those that are not to be there. */
export interface DirectivesSpec {
  readonly file: string;
  readonly context?: readonly ContextStep[];
  readonly set?: Readonly<Record<string, Value>>;
  readonly absent?: readonly string[];
}

/** The file as it is. */
export interface DirectivesState {
  readonly tree: Tree;
}

/** `apache_directives`: any directive, at any place of a file that is otherwise left as it is. */
export const apacheDirectives: ResourceType<DirectivesSpec, DirectivesState> = {
  type: 'apache_directives',
  summary: 'Directives set, or absent, in any section of a configuration file; every other byte of it stays.',
  example: `- name: Say little about the server
  apache_directives:
    file: /etc/apache2/conf-available/security.conf
    set:
      ServerTokens: Prod
      ServerSignature: false
    absent: [TraceEnable]
`,
  schema: {
    type: 'object',
    required: ['file'],
    additionalProperties: false,
    anyOf: [{ required: ['set'] }, { required: ['absent'] }],
    properties: {
      file: {
        type: 'string',
        pattern: '^/.*[^/]$',
        description: 'Absolute path. A link is followed.',
        examples: ['/etc/apache2/conf-available/security.conf'],
      },
      context: {
        type: 'array',
        description:
          "The sections to go into, outermost first; without it, the file's top level. <IfModule> and its like need not be named.",
        items: {
          type: 'object',
          required: ['section'],
          additionalProperties: false,
          properties: {
            section: {
              type: 'string',
              pattern: '^[A-Za-z][A-Za-z0-9_]*$',
              description: 'Name of the section.',
              examples: ['VirtualHost', 'Directory'],
            },
            args: {
              description: "The section's arguments, as they stand in the file.",
              anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
              examples: ['/var/www', '*:443'],
            },
            where: {
              type: 'object',
              description: 'Directives that stand in the section.',
              additionalProperties: { type: ['string', 'number'] },
              examples: [{ ServerName: 'shop.example.org' }],
            },
          },
        },
        examples: [[{ section: 'VirtualHost', where: { ServerName: 'shop.example.org' } }]],
      },
      set: {
        type: 'object',
        minProperties: 1,
        description:
          'Directives with their values. Text is written as it is; a list is one directive for each of its values; a list in it is one of words, quoted as needed. What else there is of the directive at this place goes.',
        propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
        additionalProperties: {
          anyOf: [
            { type: ['string', 'number', 'boolean'] },
            {
              type: 'array',
              minItems: 1,
              items: {
                anyOf: [
                  { type: ['string', 'number', 'boolean'] },
                  { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
                ],
              },
            },
          ],
          description: 'True is On, false is Off.',
        },
        examples: [{ ServerTokens: 'Prod', Header: [['always', 'set', 'X-Frame-Options', 'DENY']] }],
      },
      absent: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
        description: 'Directives that are not to be at this place.',
        examples: [['TraceEnable']],
      },
    },
  },
  owns: (spec) =>
    [...Object.keys(spec.set ?? {}), ...(spec.absent ?? [])].map((name) =>
      addressOf(spec.file, (spec.context ?? []).map(addressLabel), name),
    ),
  after: ({ file }) => [`file:${file}`],
  observe,
  diff,
  review,
  lint,
};

async function observe({ file }: DirectivesSpec, host: Reader): Promise<DirectivesState> {
  const bytes = await host.read(file);
  if (bytes.state === 'present') return { tree: readTree(bytes.value, file) };
  if (bytes.state === 'unreadable') throw new Failure(bytes.reason, { cure: t('resources.unreadable_cure') });
  throw new Failure(t('apache.no_file', { path: file, there: '' }), { cure: t('apache.no_file_cure') });
}

function diff(spec: DirectivesSpec, { tree }: DirectivesState): Change {
  const section = sectionAt(tree, spec.context ?? [], spec.file);
  const children = (section ?? tree).children;
  const edits: Edit[] = [];
  const fields: FieldChange[] = [];
  for (const [name, value] of Object.entries(spec.set ?? {})) {
    const wanted = valuesOf(value);
    const there = directivesIn(children, name);
    const left = [...there];
    const missing = wanted.filter(({ words }) => {
      const at = left.findIndex(({ args }) => sameWords(args, words));
      if (at !== -1) left.splice(at, 1);
      return at === -1;
    });
    if (missing.length === 0 && left.length === 0) continue;
    fields.push({
      field: name,
      from: there.length === 0 ? null : there.map(({ args }) => writeArgs(args)).join(' | '),
      to: wanted.map(({ text }) => text).join(' | '),
    });
    for (const { text } of missing) {
      const node = left.shift();
      if (node !== undefined) edits.push({ edit: 'replace', node, args: text });
      else {
        const last = there.at(-1);
        edits.push({ edit: 'insert', name, args: text, where: last ? { after: last } : { in: section } });
      }
    }
    for (const node of left) edits.push({ edit: 'remove', node });
  }
  for (const name of spec.absent ?? []) {
    const there = directivesIn(children, name);
    if (there.length === 0) continue;
    fields.push({ field: name, from: there.map(({ args }) => writeArgs(args)).join(' | '), to: null });
    for (const node of there) edits.push({ edit: 'remove', node });
  }
  if (edits.length === 0) return converged;
  return {
    action: 'update',
    fields,
    steps: [
      { do: 'write', path: spec.file, content: editTree(tree, edits) },
      { do: 'service', service: apacheName, effect: needsRestart(fields) ? 'restart' : 'reload' },
    ],
  };
}

/** Settings that a running Apache does not change. */
function needsRestart(fields: readonly FieldChange[]): boolean {
  return fields.some(({ field }) => /^(?:ServerLimit|ThreadLimit)$/iu.test(field));
}

async function review(spec: DirectivesSpec, after: Reader): Promise<readonly Text[]> {
  const { tree } = await observe(spec, after);
  return reviewDirectives(after, {
    file: spec.file,
    section: sectionAt(tree, spec.context ?? [], spec.file),
    names: Object.entries(spec.set ?? {})
      .filter(([, value]) => !Array.isArray(value))
      .map(([name]) => name),
  });
}

function lint({ spec, locate }: ResourceItem<DirectivesSpec>): readonly Finding[] {
  const findings: Finding[] = [];
  const find = (
    id: FindingId,
    severity: Finding['severity'],
    path: Path,
    part: 'key' | 'value',
    message: Text,
    cure: Text,
  ): void => {
    findings.push({ id, severity, place: locate(path, part), message, cure });
  };
  for (const [name, value] of Object.entries(spec.set ?? {})) {
    const meant = meantDirective(name);
    if (meant !== undefined)
      find(
        'KAPA109',
        'warning',
        ['set', name],
        'key',
        t('apache.lint_name', { name }),
        t('apache.lint_name_cure', { meant }),
      );
    if (Array.isArray(value))
      for (const [index, one] of value.entries())
        judge(one as Scalar | readonly Scalar[], ['set', name, index]);
    else judge(value as Scalar, ['set', name]);
    if (sameName(name, 'ProxyPass'))
      lintProxyPass(
        valuesOf(value).map(({ words }) => words),
        find,
      );
    if (sameName(name, 'MaxConnectionsPerChild') && value === 0)
      find(
        'KAPA101',
        'warning',
        ['set', name],
        'value',
        t('apache.lint_no_recycling'),
        t('apache.lint_no_recycling_cure'),
      );
  }
  for (const [index, name] of (spec.absent ?? []).entries()) {
    const meant = meantDirective(name);
    if (meant !== undefined)
      find(
        'KAPA109',
        'warning',
        ['absent', index],
        'value',
        t('apache.lint_name', { name }),
        t('apache.lint_name_cure', { meant }),
      );
  }
  return findings;

  function judge(value: Scalar | readonly Scalar[], path: Path): void {
    const texts = Array.isArray(value) ? (value as readonly Scalar[]).map(String) : [String(value)];
    if (texts.some((text) => /[\r\n]/u.test(text)))
      find('KAPA108', 'error', path, 'value', t('apache.lint_newline'), t('apache.lint_newline_cure'));
    else if (!Array.isArray(value) && wordsOf(String(value)).some((word) => word.startsWith('#')))
      find('KAPA108', 'error', path, 'value', t('apache.lint_comment'), t('apache.lint_comment_cure'));
  }
}

function lintProxyPass(
  mounts: readonly (readonly string[])[],
  find: (id: FindingId, severity: 'warning', path: Path, part: 'value', message: Text, cure: Text) => void,
): void {
  for (const [index, [path = '']] of mounts.entries()) {
    const hidden = mounts.slice(index + 1).find(([later = '']) => hides(path, later));
    if (hidden !== undefined)
      find(
        'KAPA106',
        'warning',
        ['set', 'ProxyPass', index],
        'value',
        t('apache.lint_order', { shorter: path, longer: hidden[0] ?? '' }),
        t('apache.lint_order_cure', { longer: hidden[0] ?? '' }),
      );
  }
}

interface Wanted {
  readonly words: readonly string[];
  readonly text: string;
}

function valuesOf(value: Value): readonly Wanted[] {
  const values = Array.isArray(value)
    ? (value as readonly (Scalar | readonly Scalar[])[])
    : [value as Scalar];
  return values.map((one) => {
    if (Array.isArray(one)) {
      const words = (one as readonly Scalar[]).map(written);
      return { words, text: writeArgs(words) };
    }
    const text = written(one as Scalar).trim();
    return { words: wordsOf(text), text };
  });
}

function written(value: Scalar): string {
  const text = typeof value === 'boolean' ? (value ? 'On' : 'Off') : String(value);
  if (/[\r\n\0]/u.test(text))
    throw new Failure(t('apache.lint_newline'), { cure: t('apache.lint_newline_cure') });
  return text;
}

/** Words that say the same: On and Off in any case. */
function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return (
    a.length === b.length &&
    a.every((word, at) => {
      const other = b[at] ?? '';
      return word === other || (/^(?:on|off)$/iu.test(word) && sameName(word, other));
    })
  );
}
