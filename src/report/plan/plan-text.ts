import type { Plan } from '../../core/plan.ts';
import { inline } from '../../core/harmless.ts';
import { block, t, type Text } from '../../core/text.ts';
import { palette, type Palette } from '../colour.ts';
import { colourDiff } from './diff.ts';
import { planView, type PlanView, type ResourceView } from './plan-json.ts';
import type { Sink } from '../sink.ts';

const namesShown = 3;

type Say = (text: Text) => string;

/** Writes a plan for people: what changes and why, the diffs, the service effects, the proof and one count line. */
export function writePlan(plan: Plan, sink: Sink, root: string, say: Say): void {
  writePlanView(planView(plan, say), sink, root, say);
}

/** Writes a plan as it was made just now, or was saved: its sentences are said already. */
export function writePlanView(plan: PlanView, sink: Sink, root: string, say: Say): void {
  const paint = palette(sink.colour);
  const diffs = diffsOf(plan);
  for (const [at, resource] of plan.resources.entries()) {
    if (resource.action === 'none' && resource.notes.length === 0) continue;
    sink.write(resourceText(resource, paint, say));
    for (const diff of diffs[at] ?? []) sink.write(`${indent(colourDiff(diff, paint), 6)}\n`);
  }
  for (const { name, type, files } of plan.orphans) {
    const text = files.length > 0 ? t('plan.orphan', { name, type }) : t('plan.orphan_stays', { name, type });
    sink.write(`${paint.yellow('!')} ${say(text)}\n`);
  }
  writeEffects(plan, sink, root, paint, say);
  writeProof(plan, sink, paint, say);
  sink.write(`${paint.bold(say(summaryOf(plan)))}\n`);
}

/** The count line of a plan. */
export function summaryOf({ summary }: PlanView): Text {
  const clean = summary.create + summary.update + summary.remove + summary.unknown === 0;
  return clean ? t('plan.no_changes', { unchanged: summary.unchanged }) : t('plan.summary', summary);
}

/** Diffs by the place of the resource they are shown under: a file that several change, once, under the last of them. */
export function diffsOf({ resources }: PlanView): readonly (readonly string[])[] {
  const last = new Map(resources.flatMap(({ files }, at) => files.map(({ path }) => [path, at] as const)));
  return resources.map(({ files }, at) =>
    files.filter(({ path }) => last.get(path) === at).map(({ diff }) => diff),
  );
}

/** Reason why a resource is changed, as far as there is one to be told. */
export function causeOf({ cause, pruned }: ResourceView): Text | undefined {
  if (pruned === true) return t('plan.left_policy');
  return cause === 'drift' ? t('plan.drift') : cause === 'policy' ? t('plan.policy_changed') : undefined;
}

/** Text of a declared or found value; `∅` where there is none. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return '∅';
  return inline(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A sentence that was said already, perhaps by another kapa: it may go over several lines, and begins none of them. */
export function setOff(said: string): string {
  return said.replaceAll(/\n(?! )/gu, '\n    ');
}

function resourceText(resource: ResourceView, paint: Palette, say: Say): string {
  const { name, type, action, fields, reason, notes } = resource;
  const marks = {
    create: paint.green('+'),
    update: paint.yellow('~'),
    remove: paint.red('-'),
    none: paint.dim('='),
    unknown: paint.cyan('?'),
  };
  const why = causeOf(resource);
  const lines = [
    `${marks[action]} ${paint.bold(inline(name))} ${paint.dim(`(${inline(type)})`)}${why === undefined ? '' : ` ${paint.dim(`— ${say(why)}`)}`}`,
  ];
  const width = Math.min(32, Math.max(0, ...fields.map(({ field }) => field.length)));
  for (const { field, from, to } of fields)
    lines.push(`    ${inline(field).padEnd(width)}  ${paint.dim(shownValue(from))} → ${shownValue(to)}`);
  if (reason !== undefined)
    lines.push(`    ${paint.cyan(say(t('plan.unknown', { reason: block(setOff(reason)) })))}`);
  for (const note of notes) lines.push(`    ${paint.yellow('!')} ${setOff(note)}`);
  return `${lines.join('\n')}\n`;
}

function writeEffects(plan: PlanView, sink: Sink, root: string, paint: Palette, say: Say): void {
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

function writeProof({ proof }: PlanView, sink: Sink, paint: Palette, say: Say): void {
  const { status, checks } = proof;
  const why = proof.reason === null ? say(t('plan.nothing_there')) : setOff(proof.reason);
  if (status === 'proven')
    sink.write(`${paint.green('✓')} ${say(t('plan.proven', { checks: checks.length }))}\n`);
  if (status === 'failed') {
    sink.write(`${paint.red('✗')} ${say(t('plan.proof_failed', { reason: block(why) }))}\n`);
    for (const { output, exit_status: ended } of checks)
      if (ended !== 0 && !squeezed(why).includes(squeezed(output)))
        sink.write(`${indent(output.trim(), 4)}\n`);
  }
  if (status === 'not_proven')
    sink.write(`${paint.yellow('?')} ${say(t('plan.not_proven', { reason: block(why) }))}\n`);
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

function indent(text: string, columns: number): string {
  const blanks = ' '.repeat(columns);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${blanks}${line}`)
    .join('\n');
}
