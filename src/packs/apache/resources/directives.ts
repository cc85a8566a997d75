import type { Reader } from '../../../core/reader.ts';
import { converged, type Change, type ResourceType } from '../../../core/resource.ts';
import type { Text } from '../../../core/text.ts';
import { addressLabel, addressOf, arriveAt, type ContextStep } from '../config/context.ts';
import { reviewFile, reviewNames } from '../config/review.ts';
import { editTree } from '../config/edits.ts';
import type { LoadedSection } from '../config/reading.ts';
import { sameName } from '../config/text.ts';
import type { SectionNode } from '../config/tree.ts';
import { loadedSectionOf, viewFile, type FileView } from '../config/view.ts';
import { directiveEdits } from './directives-edits.ts';
import { lintDirectives } from './directives-lint.ts';
import {
  absentLines,
  absentNames,
  directivesSchema,
  sequenceOf,
  type DirectivesSpec,
} from './directives-spec.ts';
import { reviewHeaders, reviewProtocols, reviewRewrite, reviewRoot } from './directives-review.ts';
import { reviewHost } from './host-review.ts';
import { needsRestart, readingSteps } from './effect.ts';
import { linesOf } from './values.ts';

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
    ownedBy(spec).map((name) => addressOf(spec.file, (spec.context ?? []).map(addressLabel), name)),
  after: ({ file }) => [`file:${file}`],
  observe: ({ file }, host) => viewFile(host, file),
  diff,
  review,
  lint: lintDirectives,
};

function diff(spec: DirectivesSpec, view: FileView): Change {
  const { edits, fields } = directiveEdits(spec, view);
  if (edits.length === 0) return converged;
  const write = { do: 'write', path: spec.file, content: editTree(view.tree, edits) } as const;
  const effect = needsRestart(view, fields, edits) ? 'restart' : 'reload';
  return { action: 'update', fields, steps: [write, ...readingSteps(view, effect)] };
}

/** Names of what a spec speaks of: directives as a whole, single lines, or the section itself. */
function ownedBy(spec: DirectivesSpec): readonly string[] {
  const lines = [...Object.entries(spec.present ?? {}), ...absentLines(spec)].flatMap(([name, value]) =>
    linesOf(value).map(({ text }) => `${name} ${text}`),
  );
  return [
    ...Object.keys(spec.set ?? {}),
    ...new Set(sequenceOf(spec).map(([name]) => name)),
    ...absentNames(spec),
    ...lines,
    ...(spec.section === 'absent' || spec.args !== undefined ? ['section'] : []),
  ];
}

async function review(spec: DirectivesSpec, after: Reader): Promise<readonly Text[]> {
  const view = await viewFile(after, spec.file);
  const notes = reviewFile(view);
  if (notes.length > 0 && !(view.isLoaded && view.loaded?.refused === undefined)) return notes;
  const { section, missing } = arriveAt(view, placeAfter(spec));
  if (missing.length > 0) return notes;
  const names = new Set([...Object.keys(spec.set ?? {}), ...sequenceOf(spec).map(([name]) => name)]);
  const present = Object.keys(spec.present ?? {});
  return [
    ...notes,
    ...reviewNames(view, section, [...names]),
    ...reviewRewrite(view, section, [...names, ...present]),
    ...reviewHeaders(view, section, spec),
    ...reviewProtocols(view, section, [...names, ...present]),
    ...(await reviewRoot(view, section, [...names], after)),
    ...reviewHost(view, hostAround(view, section)),
  ];
}

/** The virtual host that a section is, or stands in. */
function hostAround(view: FileView, section: SectionNode | null): LoadedSection | undefined {
  let around = section === null ? undefined : loadedSectionOf(view, section);
  while (around !== undefined && !sameName(around.node.name, 'VirtualHost')) around = around.section;
  return around;
}

/** The context as it is once the innermost section has its new arguments. */
function placeAfter({ context = [], args }: DirectivesSpec): readonly ContextStep[] {
  const innermost = context.at(-1);
  return args === undefined || innermost === undefined
    ? context
    : [...context.slice(0, -1), { ...innermost, args }];
}
