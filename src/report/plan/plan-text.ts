import type { Plan, PlannedFile, PlannedResource } from '../../core/plan.ts';
import type { FieldValue } from '../../core/resource.ts';
import { Secret } from '../../core/secret.ts';
import { inline } from '../../core/harmless.ts';
import { render, t, type Text } from '../../core/text.ts';
import { palette, type Palette } from '../colour.ts';
import { colourDiff, unifiedDiff } from './diff.ts';
import { summarise } from '../../core/plan-summary.ts';
import type { Sink } from '../sink.ts';

const namesShown = 3;

/** Writes a plan for people: what changes and why, the diffs, the service effects, the proof and one count line. */
export function writePlan(plan: Plan, sink: Sink, root: string, say: (text: Text) => string): void {
  const paint = palette(sink.colour);
  const diffAfter = filesByLastResource(plan);
  const writeDiffs = (name: string): void => {
    for (const file of diffAfter.get(name) ?? [])
      sink.write(`${indent(colourDiff(unifiedDiff(file, say), paint), 6)}\n`);
  };
  for (const resource of plan.resources) {
    if (resource.change.action === 'none' && resource.notes.length === 0) continue;
    sink.write(resourceText(resource, paint, say));
    writeDiffs(resource.item.name);
  }
  for (const { name, type, files, pruned } of plan.orphans) {
    if (pruned) {
      const why = paint.dim(`(${type}) — ${say(t('plan.left_policy'))}`);
      sink.write(`${paint.red('-')} ${paint.bold(inline(name))} ${why}\n`);
      writeDiffs(name);
    } else {
      const text =
        files.length > 0 ? t('plan.orphan', { name, type }) : t('plan.orphan_stays', { name, type });
      sink.write(`${paint.yellow('!')} ${say(text)}\n`);
    }
  }
  writeEffects(plan, sink, root, paint, say);
  writeProof(plan, sink, paint, say);
  const summary = summarise(plan);
  const clean = summary.create + summary.update + summary.remove + summary.unknown === 0;
  sink.write(
    `${paint.bold(say(clean ? t('plan.no_changes', { unchanged: summary.unchanged }) : t('plan.summary', summary)))}\n`,
  );
}

function resourceText(
  { item, change, cause, notes }: PlannedResource,
  paint: Palette,
  say: (text: Text) => string,
): string {
  const marks = {
    create: paint.green('+'),
    update: paint.yellow('~'),
    remove: paint.red('-'),
    none: paint.dim('='),
    unknown: paint.cyan('?'),
  };
  const why = cause === 'drift' ? t('plan.drift') : cause === 'policy' ? t('plan.policy_changed') : undefined;
  const lines = [
    `${marks[change.action]} ${paint.bold(inline(item.name))} ${paint.dim(`(${item.type})`)}${why === undefined ? '' : ` ${paint.dim(`— ${say(why)}`)}`}`,
  ];
  const width = Math.min(32, Math.max(0, ...change.fields.map(({ field }) => field.length)));
  for (const { field, from, to } of change.fields)
    lines.push(`    ${inline(field).padEnd(width)}  ${paint.dim(show(from))} → ${show(to)}`);
  if (change.unknown) lines.push(`    ${paint.cyan(say(t('plan.unknown', { reason: change.unknown })))}`);
  for (const note of notes) lines.push(`    ${paint.yellow('!')} ${say(note)}`);
  return `${lines.join('\n')}\n`;
}

/** A file that several resources change is shown once, under the last of them. */
function filesByLastResource(plan: Plan): ReadonlyMap<string, readonly PlannedFile[]> {
  const names = [...plan.resources.map(({ item }) => item.name), ...plan.orphans.map(({ name }) => name)];
  const order = new Map(names.map((name, index) => [name, index]));
  const byName = new Map<string, PlannedFile[]>();
  for (const file of plan.files) {
    const last = [...file.because].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)).at(-1);
    if (last === undefined) continue;
    const list = byName.get(last) ?? [];
    list.push(file);
    byName.set(last, list);
  }
  return byName;
}

function writeEffects(
  plan: Plan,
  sink: Sink,
  root: string,
  paint: Palette,
  say: (text: Text) => string,
): void {
  if (plan.effects.length === 0) return;
  sink.write('\n');
  for (const { service, effect, because } of plan.effects) {
    const shown = because.slice(0, namesShown);
    const more = because.length - shown.length;
    const names = [...shown, ...(more > 0 ? [say(t('plan.and_more', { n: more }))] : [])].join(', ');
    sink.write(`${paint.cyan('»')} ${say(t('plan.effect', { effect, service, because: names }))}\n`);
    if (effect === 'restart') sink.write(`  ${paint.dim(say(t('plan.restart_price')))}\n`);
  }
  if (root !== '/') sink.write(`  ${paint.dim(say(t('plan.services_untouched', { root })))}\n`);
}

function writeProof(plan: Plan, sink: Sink, paint: Palette, say: (text: Text) => string): void {
  const { status, checks, reason } = plan.proof;
  const why = reason ?? t('plan.nothing_there');
  if (status === 'proven')
    sink.write(`${paint.green('✓')} ${say(t('plan.proven', { checks: checks.length }))}\n`);
  if (status === 'failed') {
    sink.write(`${paint.red('✗')} ${say(t('plan.proof_failed', { reason: why }))}\n`);
    const told = render(why, 'en');
    for (const { output, exitStatus } of checks)
      if (exitStatus !== 0 && !told.includes(output.trim())) sink.write(`${indent(output.trim(), 4)}\n`);
  }
  if (status === 'not_proven')
    sink.write(`${paint.yellow('?')} ${say(t('plan.not_proven', { reason: why }))}\n`);
}

function show(value: FieldValue): string {
  if (value === null) return '∅';
  return inline(value instanceof Secret ? value.label : String(value));
}

function indent(text: string, columns: number): string {
  const blanks = ' '.repeat(columns);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${blanks}${line}`)
    .join('\n');
}
