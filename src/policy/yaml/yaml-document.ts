import { Composer, type Document } from 'yaml';
import type { Finding } from '../../core/finding.ts';
import { t } from '../../core/text.ts';
import type { PolicyDocument, PolicyFile, Read } from './document.ts';
import { located, type PlaceOf } from './located.ts';
import { placeAt } from './yaml-place.ts';
import { yamlHabit } from './yaml-habits.ts';
import { faultsIn, rangeOf, type Fault } from './yaml-structure.ts';
import { readTokens, yamlCure } from './yaml-tokens.ts';

/** Number of times that aliases may multiply what is written: enough for anchors, too little for a bomb. */
const mostAliases = 100;
/** Faults of one file's YAML that are told: the others most often follow from the first. */
const mostFaults = 20;

/**
 * Reads the YAML of a file. What is wrong with it becomes findings, and the documents that could be read remain.
 * `plainUpTo` says up to
 * where a text is plain.
 */
export function parseDocuments(file: PolicyFile, plainUpTo: (text: string) => number): Read {
  const read = readTokens(file, plainUpTo);
  if ('finding' in read) return { documents: [], findings: [read.finding] };
  const { tokens, lines, stopped } = read;
  const findings: Finding[] = [];
  const documents: PolicyDocument[] = [];
  const place: PlaceOf = (from, to) => placeAt(file.path, lines, from, to);
  // The package compares each key with each other of its mapping.
  const composer = new Composer({
    lineCounter: lines,
    version: '1.2',
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
  });
  for (const document of composer.compose(tokens, false, file.text.length)) {
    const faults = faultsOf(document, file.text, place, stopped?.at);
    for (const fault of faults) findings.push(fault);
    if (faults.length > 0 || stopped !== undefined) continue;
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
    documents.push(located(file, value, place, (path, part) => rangeOf(document, path, part)));
  }
  // Nesting is often what a fault before it made of the text.
  if (stopped !== undefined && findings.length === 0) findings.push(stopped.finding);
  return { documents, findings: findings.slice(0, mostFaults) };
}

function faultsOf(
  document: Document.Parsed,
  text: string,
  place: PlaceOf,
  before = Infinity,
): readonly Finding[] {
  const findings: Finding[] = [];
  const lines = new Set<number>();
  // What is wrong further on in a line most often follows from what was first.
  const problems = [...document.errors, ...document.warnings].filter(({ pos }) => {
    const { line } = place(pos[0], pos[1]);
    const isFirst = pos[0] < before && !lines.has(line);
    lines.add(line);
    return isFirst;
  });
  for (const { code, message, pos } of problems.slice(0, mostFaults)) {
    const habit = yamlHabit(text, pos[0], message);
    const [from, to] = habit?.at === undefined ? pos : [habit.at, habit.at + 1];
    findings.push({
      id: 'KAPA001',
      severity: 'error',
      place: place(from, to),
      message: t('policy.yaml', { reason: habit?.reason ?? message.split('\n', 1)[0] ?? message }),
      cure: habit?.cure ?? yamlCure(code, message),
    });
    // What follows is most often of the same.
    if (habit !== undefined) break;
  }
  if (findings.length > 0) return findings;
  for (const fault of faultsIn(document)) {
    findings.push(findingOf(fault, place));
    if (findings.length === mostFaults) break;
  }
  return findings;
}

function findingOf(fault: Fault, place: PlaceOf): Finding {
  const at = place(...fault.range);
  if (fault.kind === 'alias')
    return {
      id: 'KAPA001',
      severity: 'error',
      place: at,
      message: t('policy.no_anchor', { name: fault.name }),
      cure: t('policy.no_anchor_cure', { name: fault.name }),
    };
  const { line } = place(...fault.first);
  return {
    id: 'KAPA005',
    severity: 'error',
    place: at,
    message: t('policy.duplicate_key', { key: fault.key, line }),
    cure: t('policy.duplicate_key_cure', { key: fault.key }),
  };
}
