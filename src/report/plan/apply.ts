import type { Plan } from '../../core/plan.ts';
import type { Effect } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import { clearLine, palette } from '../colour.ts';
import { word } from '../document.ts';
import { onOneLine } from '../health/health-value.ts';
import { summarise } from '../../core/plan-summary.ts';
import { planDocument } from './plan-json.ts';
import type { Sink } from '../sink.ts';

/** Result of an apply, as the engine tells it. */
export interface Outcome {
  readonly outcome: 'converged' | 'rolled_back' | 'rollback_incomplete';
  readonly changed: boolean;
  readonly plan: Plan;
  readonly transaction?: string;
  readonly backups: readonly { readonly path: string; readonly backup: string }[];
  readonly error?: Text;
  readonly leftovers: readonly Text[];
  readonly notes: readonly Text[];
}

/** Event of an apply under way, as far as the progress display shows it. */
export type Progress =
  | { readonly event: 'recovering'; readonly transaction: string }
  | { readonly event: 'step'; readonly number: number; readonly of: number; readonly resource: string }
  | { readonly event: 'check'; readonly argv: readonly string[] }
  | { readonly event: 'effect'; readonly service: string; readonly effect: Effect; readonly ended?: string }
  | { readonly event: 'undoing'; readonly reason: Text }
  | { readonly event: 'proving' | 'planned' | 'begin' | 'confirming' | 'verifying' | 'undone' };

/** The JSON document of `apply --json`. */
export function applyDocument(result: Outcome, say: (text: Text) => string): Record<string, unknown> {
  return {
    ...planDocument(result.plan, say),
    outcome: word(result.outcome),
    changed: result.changed,
    transaction: word(result.transaction ?? null),
    backups: result.backups,
    error: result.error === undefined ? null : say(result.error),
    leftovers: result.leftovers.map(say),
    notes: result.notes.map(say),
  };
}

/** One line on a terminal, overwritten as the apply goes on; nothing where nobody watches. */
export function writeProgress(event: Progress, err: Sink, say: (text: Text) => string): void {
  if (!err.terminal) return;
  const text = progressText(event);
  if (text === undefined) return;
  err.write(`${clearLine}${onOneLine(say(text)).slice(0, err.columns - 1)}`);
}

/**
 * Writes how an apply ended, for people: what changed, the backups, the transaction; or why it was undone.
 */
export function writeOutcome(result: Outcome, out: Sink, err: Sink, say: (text: Text) => string): void {
  if (err.terminal) err.write(clearLine);
  const paint = palette(out.colour);
  const { create, update, remove } = summarise(result.plan);
  const { transaction } = result;
  if (result.outcome === 'converged') {
    for (const text of changesOf(result)) out.write(`  ${say(text)}\n`);
    for (const note of result.notes) out.write(`  ${say(note)}\n`);
    if (transaction !== undefined) out.write(`  ${say(t('apply.transaction', { id: transaction }))}\n`);
    const text = result.changed
      ? t('apply.converged', { n: create + update + remove })
      : t('apply.unchanged');
    out.write(`${paint.green(say(text))}\n`);
    return;
  }
  const reason = result.error ?? t('plan.nothing_there');
  const incomplete = result.outcome === 'rollback_incomplete';
  err.write(
    `${palette(err.colour).red(say(incomplete ? t('apply.rollback_incomplete', { reason }) : t('apply.rolled_back', { reason })))}\n`,
  );
  for (const text of [...result.leftovers, ...result.notes]) err.write(`  ${say(text)}\n`);
  if (incomplete)
    err.write(`  ${say(t('apply.rollback_incomplete_cure', { transaction: transaction ?? '' }))}\n`);
}

/** Each file and crontab that was changed, with its backup. */
function changesOf({ plan, backups, changed }: Outcome): readonly Text[] {
  if (!changed) return [];
  const saved = new Map(backups.map(({ path, backup }) => [path, backup]));
  const known = new Set(plan.files.map(({ path }) => path));
  return [
    ...plan.files.map(({ path, before }) => {
      const backup = saved.get(path);
      if (backup !== undefined) return t('apply.backup', { path, backup });
      return before === null ? t('apply.created', { path }) : t('apply.not_saved', { path });
    }),
    ...backups.filter(({ path }) => !known.has(path)).map((one) => t('apply.backup', one)),
  ];
}

function progressText(event: Progress): Text | undefined {
  switch (event.event) {
    case 'recovering':
      return t('apply.progress.recovering', { transaction: event.transaction });
    case 'proving':
      return t('apply.progress.proving');
    case 'step':
      return t('apply.progress.step', { number: event.number, of: event.of, resource: event.resource });
    case 'check':
      return t('apply.progress.check', { command: event.argv.join(' ') });
    case 'effect':
      return event.ended === undefined
        ? t('plan.effect_alone', { effect: event.effect, service: event.service })
        : undefined;
    case 'confirming':
      return t('apply.progress.confirming');
    case 'verifying':
      return t('apply.progress.verifying');
    case 'undoing':
      return t('apply.progress.undoing', { reason: event.reason });
    case 'planned':
    case 'begin':
    case 'undone':
      return undefined;
  }
}
