import { inline } from '../../core/harmless.ts';
import { t, type Text } from '../../core/text.ts';
import type { PlanView, ResourceView } from './plan-json.ts';
import { causeOf, diffsOf, setOff, shownValue, summaryOf } from './plan-text.ts';

type Say = (text: Text) => string;

const signs = { create: '+', update: '~', remove: '-', none: '=', unknown: '?' } as const;

/** A plan in Markdown, for the description of a merge request: the count first, diffs folded away below it. */
export function planMarkdown(plan: PlanView, say: Say): string {
  const diffs = diffsOf(plan);
  const parts = [`**${escaped(say(summaryOf(plan)))}**`];
  for (const [at, resource] of plan.resources.entries())
    if (resource.action !== 'none' || resource.notes.length > 0)
      parts.push(resourcePart(resource, diffs[at] ?? [], say));
  const lines = [
    ...plan.orphans.map(({ name, type, files }) =>
      say(files.length > 0 ? t('plan.orphan', { name, type }) : t('plan.orphan_stays', { name, type })),
    ),
    ...plan.effects.map(({ service, effect, because }) =>
      say(t('plan.effect', { service, effect, because: because.join(', ') })),
    ),
    ...proofLines(plan, say),
  ];
  if (lines.length > 0) parts.push(lines.map((line) => `- ${escaped(line)}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function resourcePart(resource: ResourceView, diffs: readonly string[], say: Say): string {
  const { name, type, action, fields, reason, notes } = resource;
  const why = causeOf(resource);
  const sign = action === 'remove' ? String.raw`\-` : signs[action];
  const head = `### ${sign} ${escaped(inline(name))} (${code(type)})`;
  const parts = [why === undefined ? head : `${head} — ${escaped(say(why))}`];
  if (fields.length > 0)
    parts.push(
      `| | ${escaped(say(t('plan.now')))} | ${escaped(say(t('plan.then')))} |\n| --- | --- | --- |\n${fields
        .map(
          ({ field, from, to }) => `| ${code(field)} | ${code(shownValue(from))} | ${code(shownValue(to))} |`,
        )
        .join('\n')}`,
    );
  if (reason !== undefined) parts.push(escaped(oneLine(reason)));
  for (const note of notes) parts.push(`> ${escaped(oneLine(note))}`);
  for (const diff of diffs)
    parts.push(`<details><summary>diff</summary>\n\n${fenced(diff.trimEnd())}\n\n</details>`);
  return parts.join('\n\n');
}

function proofLines({ proof }: PlanView, say: Say): readonly string[] {
  const reason = oneLine(proof.reason ?? say(t('plan.nothing_there')));
  switch (proof.status) {
    case 'proven':
      return [say(t('plan.proven', { checks: proof.checks.length }))];
    case 'failed':
      return [say(t('plan.proof_failed', { reason }))];
    case 'not_proven':
      return [say(t('plan.not_proven', { reason }))];
    case 'not_needed':
      return [];
  }
}

function oneLine(said: string): string {
  return setOff(said).replaceAll(/\s*\n\s*/gu, ' ');
}

/** Words in which nothing is a mark of Markdown or a tag. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|~#!]/gu, String.raw`\$&`);
}

/** A value as code in a cell of a table: nothing in it ends the cell, or the code. */
function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const inside = inline(text).replaceAll('|', String.raw`\|`);
  return `${fence}${inside.startsWith('`') || inside.endsWith('`') ? ` ${inside} ` : inside}${fence}`;
}

/** A diff as a block of code that no line in it can end. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}diff\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
}
