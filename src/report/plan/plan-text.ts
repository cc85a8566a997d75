import type { Plan } from '../../core/plan.ts';
import { inline } from '../../core/harmless.ts';
import { block, t, type Text } from '../../core/text.ts';
import { palette, type Palette } from '../colour.ts';
import { colourDiff } from './diff.ts';
import { grouped, type Alike } from './grouped.ts';
import { diffsOf, folding } from './plan-diffs.ts';
import { planView, type PlanView, type ResourceView } from './plan-json.ts';
import type { Sink } from '../sink.ts';

const namesShown = 3;

type Say = (text: Text) => string;

/** Settings of a plan's text. */
export interface Shown {
  /** `/`, or the folder that stands for the host. */
  readonly root: string;
  /** Nothing is folded, and what is done alike is written for each. */
  readonly full: boolean;
}

/** Writes a plan for people: what changes and why, the diffs, the service effects, the proof and one line on the whole. */
export function writePlan(plan: Plan, sink: Sink, shown: Shown, say: Say): void {
  writePlanView(planView(plan, say), sink, shown, say);
}

/** Writes a plan as it was made just now, or was saved: its sentences are said already. */
export function writePlanView(plan: PlanView, sink: Sink, { root, full }: Shown, say: Say): void {
  const paint = palette(sink.colour);
  const fold = full ? (diff: string) => ({ shown: diff.trimEnd(), folded: 0 }) : folding();
  for (const alike of full ? eachAlone(plan) : grouped(plan)) {
    sink.write(resourceText(alike, paint, say));
    for (const diff of alike.diffs) {
      const { shown, folded } = fold(diff);
      if (shown !== '') sink.write(`${indent(colourDiff(sink.masked(shown), paint), 6)}\n`);
      if (folded > 0) sink.write(`      ${paint.dim(say(t('plan.folded', { lines: folded })))}\n`);
    }
  }
  for (const { name, type, files } of plan.orphans) {
    const text = files.length > 0 ? t('plan.orphan', { name, type }) : t('plan.orphan_stays', { name, type });
    sink.write(`${paint.yellow('!')} ${say(text)}\n`);
  }
  writeEffects(plan, sink, root, paint, say);
  writeProof(plan, sink, paint, say);
  sink.write(`${paint.bold(wholeText(plan, say))}\n`);
}

/** All that a plan comes to, in one line that can be read alone. */
function wholeText(plan: PlanView, say: Say): string {
  const effects = plan.effects.map(({ service, effect }) => say(t('plan.effect_alone', { effect, service })));
  const { status } = plan.proof;
  return [
    say(summaryOf(plan)),
    ...(effects.length === 0 ? [] : [say(t('plan.effects', { effects: effects.join(', ') }))]),
    ...(status === 'not_needed' ? [] : [say(t(`plan.proof.${status}`))]),
  ].join(' ');
}

/** The count line of a plan. */
export function summaryOf({ summary }: PlanView): Text {
  const clean = summary.create + summary.update + summary.remove + summary.unknown === 0;
  return clean ? t('plan.no_changes', { unchanged: summary.unchanged }) : t('plan.summary', summary);
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

/** Resources of which there is something to tell, each by itself. */
function eachAlone(plan: PlanView): readonly Alike[] {
  const diffs = diffsOf(plan);
  return plan.resources.flatMap((resource, at) =>
    resource.action === 'none' && resource.notes.length === 0
      ? []
      : [{ resources: [resource], diffs: diffs[at] ?? [], paths: resource.files.map(({ path }) => path) }],
  );
}

/** Names of things, as many as are shown, and how many more there are. */
function someOf(names: readonly string[], say: Say): string {
  const more = names.length - namesShown;
  return [...names.slice(0, namesShown), ...(more > 0 ? [say(t('plan.and_more', { n: more }))] : [])].join(
    ', ',
  );
}

function resourceText({ resources, paths }: Alike, paint: Palette, say: Say): string {
  const [resource] = resources;
  const { type, action, fields, reason, notes } = resource;
  const names = someOf(
    resources.map(({ name }) => inline(name)),
    say,
  );
  const marks = {
    create: paint.green('+'),
    update: paint.yellow('~'),
    remove: paint.red('-'),
    none: paint.dim('='),
    unknown: paint.cyan('?'),
  };
  const why = causeOf(resource);
  const lines = [
    `${marks[action]} ${paint.bold(names)} ${paint.dim(`(${inline(type)})`)}${why === undefined ? '' : ` ${paint.dim(`— ${say(why)}`)}`}`,
  ];
  const width = Math.min(32, Math.max(0, ...fields.map(({ field }) => field.length)));
  const old = fields.map(({ from }) => shownValue(from));
  const aligned = Math.max(0, ...old.map((value) => value.length).filter((length) => length <= 16));
  for (const [at, { field, to }] of fields.entries())
    lines.push(
      `    ${inline(field).padEnd(width)}  ${paint.dim((old[at] ?? '').padEnd(aligned))} → ${shownValue(to)}`,
    );
  if (resources.length > 1 && paths.length > 1)
    lines.push(
      `    ${paint.dim(say(t('plan.alike', { files: paths.length, paths: someOf(paths.map(inline), say) })))}`,
    );
  if (reason !== undefined)
    lines.push(`    ${paint.cyan(say(t('plan.unknown', { reason: block(setOff(reason)) })))}`);
  for (const note of notes) lines.push(`    ${paint.yellow('!')} ${setOff(note)}`);
  return `${lines.join('\n')}\n`;
}

function writeEffects(plan: PlanView, sink: Sink, root: string, paint: Palette, say: Say): void {
  if (plan.effects.length === 0) return;
  sink.write('\n');
  for (const { service, effect, because } of plan.effects) {
    sink.write(
      `${paint.cyan('»')} ${say(t('plan.effect', { effect, service, because: someOf(because, say) }))}\n`,
    );
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
