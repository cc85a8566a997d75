import type { FieldChange } from '../../../core/resource.ts';
import type { Step } from '../../../core/step.ts';
import { sameName } from '../config/text.ts';
import type { Edit } from '../config/edits.ts';
import { wordsOf } from '../config/tree.ts';
import type { FileView } from '../config/view.ts';
import { movesListener } from '../service/listening.ts';

/**
 * Steps that make Apache read a changed file: none where it reads it at each request, or where none reads it.
 */
export function readingSteps(view: FileView, effect: 'reload' | 'restart'): readonly Step[] {
  return view.isAccessFile || view.layout === undefined
    ? []
    : [{ do: 'service', service: view.layout.service, effect }];
}

/**
 * Tells whether a running Apache does not take a change: limits that are fixed at its start, an address that
 * it holds by another.
 */
export function needsRestart(
  { loaded }: FileView,
  fields: readonly FieldChange[],
  edits: readonly Edit[],
): boolean {
  if (fields.some(({ field }) => /^(?:ServerLimit|ThreadLimit)$/iu.test(field))) return true;
  const held = (loaded?.ofServer('Listen') ?? []).map(({ args: [address = ''] }) => address);
  const asked = edits.flatMap((edit) => {
    if (edit.edit === 'remove') return [];
    const name = edit.edit === 'insert' ? edit.name : edit.node.name;
    return sameName(name, 'Listen') ? [wordsOf(edit.args)[0] ?? ''] : [];
  });
  return movesListener(held, asked);
}
