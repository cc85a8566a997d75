import { parseDocument, isMap, isSeq, type YAMLMap } from 'yaml';
import type { Finding } from '../../../src/core/finding.ts';

/** A policy after what a finding's cure says to write; undefined: it leaves that to the reader. */
export function cured(policy: string, finding: Finding): string | undefined {
  const { cure, place } = finding;
  const args = cure.args;
  if (cure.id === 'expression.corrected') return withCondition(policy, finding, String(args['line']));
  if (cure.id === 'policy.write_switch_cure') return withSwitch(policy, finding);
  const meant = written(cure.id, args);
  if (meant === undefined || place.line !== place.endLine) return undefined;
  const lines = policy.split('\n');
  const line = lines[place.line - 1] ?? '';
  const there = line.slice(place.column - 1, place.endColumn - 1);
  if (inCondition(policy, there)) return withCondition(policy, finding, meant);
  lines[place.line - 1] = line.slice(0, place.column - 1) + meant + line.slice(place.endColumn - 1);
  return lines.join('\n');
}

/** A policy in which a key and its word are the switch that they mean. */
function withSwitch(policy: string, { cure: { args }, place }: Finding): string {
  const lines = policy.split('\n');
  const line = lines[place.line - 1] ?? '';
  const rest = line
    .slice(place.column - 1)
    .replace(/^\w+: *\w+/u, `${String(args['key'])}: ${String(args['on'])}`);
  lines[place.line - 1] = line.slice(0, place.column - 1) + rest;
  return lines.join('\n');
}

/** What a cure says to write in the place of what is marked. */
function written(id: string, args: Readonly<Record<string, unknown>>): string | undefined {
  switch (id) {
    case 'policy.did_you_mean':
    case 'expression.write':
      return String(args['meant']);
    case 'policy.quote_cure':
    case 'policy.mode_number_cure':
      return `"${String(args['value'])}"`;
    case 'policy.unquote_cure':
    case 'policy.switch_cure':
    case 'policy.decimal_comma_cure':
      return String(args['value']);
    case 'policy.list_cure':
      return `[${String(args['value'])}]`;
    default:
      return undefined;
  }
}

const conditionKeys = ['when', 'clear_when', 'only_if'];

/** The conditions of a policy, as items and their keys. */
function conditions(policy: string): { readonly items: readonly YAMLMap[]; render(): string } {
  const document = parseDocument(policy, { strict: false });
  const root = document.contents;
  const items = ['rules', 'resources'].flatMap((section) => {
    const list = isMap(root) ? root.get(section) : undefined;
    return isSeq(list)
      ? (list.items as readonly unknown[]).filter((item): item is YAMLMap => isMap(item))
      : [];
  });
  return { items, render: () => document.toString({ lineWidth: 0 }) };
}

function inCondition(policy: string, there: string): boolean {
  return conditions(policy).items.some((item) =>
    conditionKeys.some((key) => {
      const text = item.get(key);
      return typeof text === 'string' && there !== '' && text.includes(there);
    }),
  );
}

/** A policy whose condition, of the item that the finding is of, is another. */
function withCondition(policy: string, { item: name }: Finding, condition: string): string | undefined {
  const { items, render: whole } = conditions(policy);
  const found = items.filter((item) => name === undefined || item.get('name') === name);
  const wanted = found.flatMap((item) =>
    conditionKeys.filter((key) => item.has(key)).map((key) => [item, key] as const),
  );
  const [first] = wanted;
  if (first === undefined || wanted.length > 1) return undefined;
  first[0].set(first[1], condition);
  return whole();
}
