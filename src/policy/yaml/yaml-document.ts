import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
} from 'yaml';
import type { Finding } from '../../core/finding.ts';
import type { Place } from '../../core/place.ts';
import type { Path } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import type { PolicyDocument, PolicyFile, Read } from './document.ts';

/** How often aliases may multiply what is written: enough for anchors, too little for a bomb. */
const mostAliases = 100;

/** Reads the YAML of a file. What is wrong with it becomes findings, and the documents that could be read remain. */
export function parseDocuments(file: PolicyFile): Read {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const documents: PolicyDocument[] = [];
  const parsed = parseAllDocuments(file.text, {
    lineCounter: lines,
    version: '1.2',
    prettyErrors: false,
    logLevel: 'error',
  });
  const place = (from: number, to: number): Place => placeAt(file.path, lines, from, Math.max(to, from + 1));
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const problems = [...document.errors, ...document.warnings];
    for (const { code, message, pos } of problems)
      findings.push({
        id: code === 'DUPLICATE_KEY' ? 'KAPA005' : 'KAPA001',
        severity: 'error',
        place: place(pos[0], pos[1]),
        message: t('policy.yaml', { reason: message.split('\n', 1)[0] ?? message }),
        cure: t('policy.yaml_cure'),
      });
    if (document.errors.length > 0) continue;
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: mostAliases });
    } catch (error) {
      findings.push({
        id: 'KAPA001',
        severity: 'error',
        place: place(document.range[0], document.range[0]),
        message: t('policy.yaml', { reason: error instanceof Error ? error.message : String(error) }),
        cure: t('policy.alias_cure'),
      });
      continue;
    }
    if (value === null || value === undefined) continue;
    documents.push({
      file,
      value,
      locate: (path, part = 'value') => {
        const [from, to] = rangeOf(document, path, part);
        return place(from, to);
      },
      locateInside(path, start, end) {
        const node = document.getIn(path, true);
        const [from, to] = rangeOf(document, path, 'value');
        const plain = isScalar(node) && node.source !== undefined && file.text.startsWith(node.source, from);
        const quoted =
          isScalar(node) && node.source !== undefined && file.text.startsWith(node.source, from + 1);
        if (!plain && !quoted) return place(from, to);
        const base = plain ? from : from + 1;
        return place(base + start, base + end);
      },
    });
  }
  return { documents, findings };
}

function rangeOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): readonly [number, number] {
  let node: unknown = document.contents;
  let range: readonly [number, number] = rangeOfNode(node) ?? [0, 1];
  for (const [depth, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    let keyRange: readonly [number, number] | undefined;
    if (isMap(node)) {
      const pair = node.items.find(
        (one) => isPair(one) && isScalar(one.key) && String(one.key.value) === String(key),
      );
      if (pair === undefined) return range;
      keyRange = rangeOfNode(pair.key);
      next = pair.value ?? pair.key;
    } else if (isSeq(node)) next = node.items[Number(key)];
    if (next === undefined) return range;
    const wantsKey = part === 'key' && depth === path.length - 1;
    range = (wantsKey ? keyRange : undefined) ?? rangeOfNode(next) ?? range;
    node = next;
  }
  return range;
}

function rangeOfNode(node: unknown): readonly [number, number] | undefined {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : undefined;
}

function placeAt(file: string, lines: LineCounter, from: number, to: number): Place {
  const start = lines.linePos(from);
  const end = lines.linePos(to);
  return { file, line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
}
