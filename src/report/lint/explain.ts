import type { ProbeField } from '../../core/probe.ts';
import type { SchemaPart } from '../../core/resource.ts';
import type { RuleMeta } from '../../core/check-meta.ts';
import { t, type Text } from '../../core/text.ts';
import { parted } from '../screen/cells.ts';
import { palette } from '../colour.ts';
import { schemaRows } from './reference.ts';
import type { Sink } from '../sink.ts';

/** A resource type, probe or remedy as it explains itself; or another part of a policy. */
export interface Explained {
  readonly kind: 'resource' | 'probe' | 'remedy' | 'part';
  readonly type: string;
  readonly summary: string;
  readonly schema: SchemaPart;
  readonly example: string;
  /** Fields that a probe yields. */
  readonly fields?: Readonly<Record<string, ProbeField>>;
}

/** Writes what a lint rule means, with a piece of policy that it finds fault with and the same put right. */
export function writeRule(rule: RuleMeta, sink: Sink, say: (text: Text) => string): void {
  const paint = palette(sink.colour);
  const severity = say(rule.severity === 'error' ? t('lint.error') : t('lint.warning'));
  sink.write(`${paint.bold(`${rule.id} ${rule.name}`)} (${severity})\n\n`);
  sink.write(`${say(rule.summary)}\n${say(rule.why)}\n\n`);
  sink.write(`${paint.red(say(t('explain.wrong')))}\n\n${indented(rule.bad)}\n`);
  sink.write(`${paint.green(say(t('explain.right')))}\n\n${indented(rule.good)}`);
}

/** Answer of `explain --json`: a rule, or the types of a name. */
export function explainDocument(
  rule: RuleMeta | undefined,
  types: readonly Explained[],
  say: (text: Text) => string,
): Record<string, unknown> {
  if (rule === undefined) return { version: 1, types };
  const { id, name, severity, summary, why, bad, good } = rule;
  return { version: 1, rule: { id, name, severity, summary: say(summary), why: say(why), bad, good } };
}

/** Writes what a type is for, an example, its keys, and for a probe its fields. */
export function writeType(explained: Explained, sink: Sink, say: (text: Text) => string): void {
  const paint = palette(sink.colour);
  const { kind, type, summary, schema, example, fields } = explained;
  sink.write(`${paint.bold(type)} (${say(t(`explain.${kind}`))})\n\n${summary}\n\n`);
  sink.write(`${say(t('explain.example'))}\n\n${indented(example)}`);
  const rows = schemaRows(schema).map(({ key, type: kinds, required, fallback, description }) => {
    const more = [
      required ? say(t('explain.required')) : '',
      fallback === undefined ? '' : say(t('cli.default', { value: fallback })),
    ].filter((part) => part !== '');
    const note = more.length === 0 ? '' : ` (${more.join(', ')})`;
    return [
      key,
      `${[say(t('explain.type', { type: kinds })), description].filter((part) => part !== '').join('. ')}${note}`,
    ] as const;
  });
  writeRows(say(t('explain.keys')), rows, sink);
  const yielded = Object.entries(fields ?? {}).map(
    ([name, { type: kinds, unit, description }]) =>
      [
        name,
        `${say(t('explain.type', { type: unit === undefined ? kinds : `${kinds}, ${unit}` }))}. ${description}`,
      ] as const,
  );
  writeRows(say(t('explain.fields')), yielded, sink);
}

function writeRows(title: string, rows: readonly (readonly [string, string])[], sink: Sink): void {
  if (rows.length === 0) return;
  const width = Math.min(36, Math.max(...rows.map(([name]) => name.length)));
  const paint = palette(sink.colour);
  sink.write(`\n${title}\n\n`);
  for (const [name, text] of rows) {
    const indent = ' '.repeat(width + 4);
    const lines = parted(text, Math.max(30, sink.columns - width - 5));
    const head =
      name.length > width ? `  ${paint.cyan(name)}\n${indent}` : `  ${paint.cyan(name.padEnd(width))}  `;
    sink.write(`${head}${lines.join(`\n${indent}`)}\n`);
  }
}

function indented(text: string): string {
  return `${text.trimEnd().replaceAll(/^(?=.)/gmu, '  ')}\n`;
}
