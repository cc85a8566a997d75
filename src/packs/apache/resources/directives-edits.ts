import type { FieldChange } from '../../../core/resource.ts';
import { arriveAt, labelOf, noSection, type ContextStep } from '../config/context.ts';
import type { Edit } from '../config/edits.ts';
import { writeArgs, type SectionNode } from '../config/tree.ts';
import { linesIn, type FileView, type Line } from '../config/view.ts';
import { putAmong, takeFrom } from './among.ts';
import { arrange, isOrdered, linesMeant, type Wanted } from './arrange.ts';
import { absentLines, absentNames, sequenceOf, type DirectivesSpec } from './directives-spec.ts';
import { argumentsOfLine, linesOf, type DirectiveValue } from './values.ts';

/** Edits of a file, and how people see them. */
export interface Edits {
  readonly edits: readonly Edit[];
  readonly fields: readonly FieldChange[];
}

const nothing: Edits = { edits: [], fields: [] };

/** Edits that make a file what its spec says. */
export function directiveEdits(spec: DirectivesSpec, view: FileView): Edits {
  const { section, missing, header } = arrive(spec, view);
  const [first] = missing;
  if (first !== undefined) {
    if (spec.section === 'absent') return nothing;
    if (spec.section !== 'present') throw noSection(view, first);
    return madeIn(section, missing, spec);
  }
  if (spec.section === 'absent' && section !== null) {
    const label = labelOf(spec.context?.at(-1) ?? { section: section.name });
    return {
      edits: [{ edit: 'remove', node: section }],
      fields: [{ field: label, from: 'present', to: null }],
    };
  }
  return both(header, linesOfPlace(spec, view, section));
}

/** The section that a spec is about, and what gives it the arguments that it is to have. */
function arrive(
  { context = [], args }: DirectivesSpec,
  view: FileView,
): {
  readonly section: SectionNode | null;
  readonly missing: readonly ContextStep[];
  readonly header: Edits;
} {
  const innermost = context.at(-1);
  if (args === undefined || innermost === undefined) return { ...arriveAt(view, context), header: nothing };
  const renamed = arriveAt(view, [...context.slice(0, -1), { ...innermost, args }]);
  if (renamed.missing.length === 0) return { ...renamed, header: nothing };
  const { section, missing } = arriveAt(view, context);
  if (section === null || missing.length > 0) return { section, missing, header: nothing };
  const text = textOf(args);
  return {
    section,
    missing,
    header: {
      edits: [{ edit: 'header', node: section, args: text }],
      fields: [{ field: `<${section.name}>`, from: writeArgs(section.args), to: text }],
    },
  };
}

function linesOfPlace(spec: DirectivesSpec, view: FileView, section: SectionNode | null): Edits {
  let all = nothing;
  for (const [name, value] of Object.entries(spec.set ?? {})) {
    const wanted = named(name, value);
    const there = linesMeant(linesIn(view, section, name), wanted);
    const edits = arrange(there, wanted, { ordered: isOrdered(name), place: section });
    all = both(all, changed(name, shown(there), wanted.map(({ text }) => text).join(' | '), edits));
  }
  const sequence = sequenceOf(spec).map(([name, value]) => ({ name, ...argumentsOfLine(value) }));
  if (sequence.length > 0) {
    const there = linesIn(view, section, ...sequence.map(({ name }) => name));
    const from = there.map(({ node }) => `${node.name} ${writeArgs(node.args)}`).join(' | ');
    const to = sequence.map(({ name, text }) => `${name} ${text}`).join(' | ');
    const edits = arrange(there, sequence, { ordered: true, place: section });
    all = both(all, changed('sequence', from === '' ? null : from, to, edits));
  }
  for (const [name, value] of Object.entries(spec.present ?? {})) {
    const there = linesIn(view, section, name);
    const wanted = named(name, value);
    const edits = putAmong(there, wanted, section);
    const replaced = edits.flatMap((edit) => (edit.edit === 'replace' ? [writeArgs(edit.node.args)] : []));
    const to = edits.flatMap((edit) => ('args' in edit ? [edit.args] : [])).join(' | ');
    all = both(all, changed(name, replaced.length === 0 ? null : replaced.join(' | '), to, edits));
  }
  for (const [name, value] of absentLines(spec)) {
    const edits = takeFrom(linesIn(view, section, name), named(name, value));
    all = both(
      all,
      changed(
        name,
        named(name, value)
          .map(({ text }) => text)
          .join(' | '),
        null,
        edits,
      ),
    );
  }
  for (const name of absentNames(spec)) {
    const there = linesIn(view, section, name);
    const edits = there.map(({ node }): Edit => ({ edit: 'remove', node }));
    all = both(all, changed(name, shown(there), null, edits));
  }
  return all;
}

/** A section that is not there, with its lines in it, at the end of what is to be around it. */
function madeIn(around: SectionNode | null, missing: readonly ContextStep[], spec: DirectivesSpec): Edits {
  const steps = missing.map((step, at) => ({
    ...step,
    ...(at === missing.length - 1 && spec.args !== undefined ? { args: spec.args } : {}),
  }));
  const lines: string[] = [];
  const ends: string[] = [];
  for (const [at, step] of steps.entries()) {
    const indent = '    '.repeat(at);
    if (at > 0) lines.push(`${indent}<${step.section}${headOf(step)}>`);
    for (const [name, value] of Object.entries(step.where ?? {})) lines.push(`${indent}    ${name} ${value}`);
    ends.unshift(`${indent}</${step.section}>`);
  }
  const body = '    '.repeat(steps.length);
  for (const { name, text } of wantedIn(spec)) lines.push(`${body}${name}${text === '' ? '' : ` ${text}`}`);
  const [first] = steps;
  if (first === undefined) return nothing;
  return {
    edits: [
      {
        edit: 'insert',
        name: `<${first.section}${headOf(first)}>`,
        args: '',
        lines: [...lines, ...ends],
        where: { in: around },
      },
    ],
    fields: [
      { field: labelOf(steps.at(-1) ?? first), from: null, to: 'present' },
      ...wantedIn(spec).map(({ name, text }) => ({ field: name, from: null, to: text })),
    ],
  };
}

/** All lines that a spec wants in its place. */
function wantedIn(spec: DirectivesSpec): readonly Wanted[] {
  return [
    ...Object.entries(spec.set ?? {}).flatMap(([name, value]) => named(name, value)),
    ...sequenceOf(spec).map(([name, value]) => ({ name, ...argumentsOfLine(value) })),
    ...Object.entries(spec.present ?? {}).flatMap(([name, value]) => named(name, value)),
  ];
}

function headOf({ args }: ContextStep): string {
  return args === undefined ? '' : ` ${textOf(args)}`;
}

function textOf(args: string | readonly string[]): string {
  return argumentsOfLine(args).text;
}

function named(name: string, value: DirectiveValue): readonly Wanted[] {
  return linesOf(value).map((line) => ({ name, ...line }));
}

function changed(field: string, from: string | null, to: string | null, edits: readonly Edit[]): Edits {
  return edits.length === 0 ? nothing : { edits, fields: [{ field, from, to }] };
}

function both(a: Edits, b: Edits): Edits {
  return { edits: [...a.edits, ...b.edits], fields: [...a.fields, ...b.fields] };
}

/** Lines as people see them; null: there are none. */
function shown(lines: readonly Line[]): string | null {
  return lines.length === 0 ? null : lines.map(({ node }) => writeArgs(node.args)).join(' | ');
}
