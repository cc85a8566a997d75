import type { Reader } from '../../../core/reader.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../../core/resource.ts';
import type { Text } from '../../../core/text.ts';
import { addressLabel, addressOf, sectionAt } from '../config/context.ts';
import { reviewFile, reviewNames } from '../config/review.ts';
import { editTree, writeArgs, type Edit } from '../config/tree.ts';
import { linesIn, viewFile, type FileView, type Line } from '../config/view.ts';
import { needsRestart, readingSteps } from './effect.ts';
import { arrange, isOrdered, linesMeant } from './arrange.ts';
import { lintDirectives } from './directives-lint.ts';
import { directivesSchema, sequenceOf, type DirectivesSpec } from './directives-spec.ts';
import { lineOf, linesOf } from './values.ts';

/** `apache_directives`: any directive, at any place of a file that is otherwise left as it is. */
export const apacheDirectives: ResourceType<DirectivesSpec, FileView> = {
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
  schema: directivesSchema,
  owns: (spec) =>
    namesOf(spec).map((name) => addressOf(spec.file, (spec.context ?? []).map(addressLabel), name)),
  after: ({ file }) => [`file:${file}`],
  observe: ({ file }, host) => viewFile(host, file),
  diff,
  review,
  lint: lintDirectives,
};

function diff(spec: DirectivesSpec, view: FileView): Change {
  const section = sectionAt(view, spec.context ?? []);
  const edits: Edit[] = [];
  const fields: FieldChange[] = [];
  for (const [name, value] of Object.entries(spec.set ?? {})) {
    const wanted = linesOf(value).map((line) => ({ name, ...line }));
    const there = linesMeant(linesIn(view, section, name), wanted);
    const more = arrange(there, wanted, { ordered: isOrdered(name), place: section });
    if (more.length === 0) continue;
    edits.push(...more);
    fields.push({ field: name, from: shown(there), to: wanted.map(({ text }) => text).join(' | ') });
  }
  const sequence = sequenceOf(spec).map(([name, value]) => ({ name, ...lineOf(value) }));
  if (sequence.length > 0) {
    const there = linesIn(view, section, ...sequence.map(({ name }) => name));
    const more = arrange(there, sequence, { ordered: true, place: section });
    const from = there.map(({ node }) => `${node.name} ${writeArgs(node.args)}`).join(' | ');
    const to = sequence.map(({ name, text }) => `${name} ${text}`).join(' | ');
    if (more.length > 0) fields.push({ field: 'sequence', from: from === '' ? null : from, to });
    edits.push(...more);
  }
  for (const name of spec.absent ?? []) {
    const there = linesIn(view, section, name);
    if (there.length === 0) continue;
    fields.push({ field: name, from: shown(there), to: null });
    for (const { node } of there) edits.push({ edit: 'remove', node });
  }
  if (edits.length === 0) return converged;
  const write = { do: 'write', path: spec.file, content: editTree(view.tree, edits) } as const;
  const effect = needsRestart(view, fields, edits) ? 'restart' : 'reload';
  return { action: 'update', fields, steps: [write, ...readingSteps(view, effect)] };
}

/** The directives that a spec speaks of. */
function namesOf(spec: DirectivesSpec): readonly string[] {
  const sequence = sequenceOf(spec).map(([name]) => name);
  return [...Object.keys(spec.set ?? {}), ...new Set(sequence), ...(spec.absent ?? [])];
}

/** Whether what stands in a file means something at all. */
function isRead({ isLoaded, loaded }: FileView): boolean {
  return isLoaded && loaded?.refused === undefined;
}

/** Lines as people see them; null: there are none. */
function shown(lines: readonly Line[]): string | null {
  return lines.length === 0 ? null : lines.map(({ node }) => writeArgs(node.args)).join(' | ');
}

async function review(spec: DirectivesSpec, after: Reader): Promise<readonly Text[]> {
  const view = await viewFile(after, spec.file);
  const section = sectionAt(view, spec.context ?? []);
  const notes = reviewFile(view);
  return notes.length === 0 || isRead(view)
    ? [
        ...notes,
        ...reviewNames(view, section, [
          ...Object.keys(spec.set ?? {}),
          ...new Set(sequenceOf(spec).map(([name]) => name)),
        ]),
      ]
    : notes;
}
