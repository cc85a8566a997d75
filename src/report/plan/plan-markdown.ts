import { cutTo } from '../../core/cut.ts';
import { inline } from '../../core/harmless.ts';
import { t, type Text } from '../../core/text.ts';
import type { PlanView, ResourceView } from './plan-json.ts';
import { diffsOf } from './plan-diffs.ts';
import { causeOf, setOff, shownValue, summaryOf } from './plan-text.ts';
import { onOneLine } from '../health/health-value.ts';

type Say = (text: Text) => string;

const signs = { create: '+', update: '~', remove: '-', none: '=', unknown: '?' } as const;

/** A plan in Markdown, for the description of a merge request: the count first, diffs folded away below it. */
export function planMarkdown(plan: PlanView, say: Say): string {
  const { head, resources, tail } = partsOf(plan, say);
  return joined([head, ...resources.flatMap(({ text, diffs }) => [text, ...diffs]), ...tail]);
}

/**
 * A plan in Markdown of at most so many characters, as a comment may have. Of one that is longer the short diffs are kept, and
 * as many resources as find room, in their order; it says what is not there.
 */
export function planComment(plan: PlanView, say: Say, most: number): string {
  const whole = planMarkdown(plan, say);
  if (whole.length <= most) return whole;
  const { head, resources, tail } = partsOf(plan, say);
  let left = most - head.length - roomForCuts;
  const takes = (text: string): boolean => {
    if (text.length + 2 > left) return false;
    left -= text.length + 2;
    return true;
  };
  const keptTail = tail.filter(takes);
  const gone = resources.findIndex(({ text }) => !takes(text));
  const kept = gone === -1 ? resources : resources.slice(0, gone);
  const withDiffs = new Set(
    kept.toSorted((a, b) => lengthOf(a) - lengthOf(b)).filter(({ diffs }) => takes(diffs.join('\n\n'))),
  );
  const bare = kept.filter((one) => one.diffs.length > 0 && !withDiffs.has(one));
  const cut = t('plan.cut', {
    diffs: bare.length,
    names: namesOf(bare),
    resources: resources.length - kept.length,
  });
  const parts = kept.flatMap((one) => [one.text, ...(withDiffs.has(one) ? one.diffs : [])]);
  return joined([head, `> ${escaped(say(cut))}`, ...parts, ...keptTail]);
}

/** Characters for the sentence that says what was cut. */
const roomForCuts = 3000;
const mostNames = 20;
const mostOfName = 60;

function namesOf(parts: readonly Part[]): string {
  const names = parts.slice(0, mostNames).map(({ name }) => cutTo(name, mostOfName));
  return [...names, ...(parts.length > mostNames ? ['…'] : [])].join(', ');
}

function lengthOf({ diffs }: Part): number {
  return diffs.reduce((sum, diff) => sum + diff.length, 0);
}

function joined(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

interface Part {
  readonly name: string;
  readonly text: string;
  readonly diffs: readonly string[];
}

interface Parts {
  readonly head: string;
  readonly resources: readonly Part[];
  readonly tail: readonly string[];
}

function partsOf(plan: PlanView, say: Say): Parts {
  const diffs = diffsOf(plan);
  const resources = plan.resources.flatMap((resource, at) =>
    resource.action !== 'none' || resource.notes.length > 0
      ? [{ name: resource.name, text: resourcePart(resource, say), diffs: (diffs[at] ?? []).map(folded) }]
      : [],
  );
  const lines = [
    ...plan.orphans.map(({ name, type, files }) =>
      say(files.length > 0 ? t('plan.orphan', { name, type }) : t('plan.orphan_stays', { name, type })),
    ),
    ...plan.effects.map(({ service, effect, because }) =>
      say(t('plan.effect', { service, effect, because: because.join(', ') })),
    ),
    ...proofLines(plan, say),
  ];
  return {
    head: `**${escaped(say(summaryOf(plan)))}**`,
    resources,
    tail: lines.length === 0 ? [] : [lines.map((line) => `- ${escaped(line)}`).join('\n')],
  };
}

function folded(diff: string): string {
  return `<details><summary>diff</summary>\n\n${fenced(diff.trimEnd())}\n\n</details>`;
}

function resourcePart(resource: ResourceView, say: Say): string {
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
  return onOneLine(setOff(said));
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
