import type { Finding } from '../../core/finding.ts';
import { usesOf } from '../../core/place.ts';
import type { RuleMeta } from '../../core/check-meta.ts';
import { t, type Text } from '../../core/text.ts';
import { sarifLog } from './lint-sarif.ts';
import { word } from '../document.ts';

/** Parts that a document of findings is made with. */
export interface FindingsDocument {
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleMeta[];
  readonly version: string;
  say(text: Text): string;
}

/** Findings as a document for programs: kapa's own JSON, or SARIF 2.1.0. */
export function findingsDocument(format: 'json' | 'sarif', document: FindingsDocument): object {
  return format === 'json' ? jsonDocument(document) : sarifLog(document);
}

/** GitHub shows no more annotations of one severity from one step. */
const mostAnnotations = 10;

function jsonDocument({ findings, say }: FindingsDocument): object {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    version: 1,
    findings: findings.map(({ id, severity, place, message, cure }) => ({
      id: word(id),
      severity: word(severity),
      file: place.file,
      line: place.line,
      column: place.column,
      end_line: place.endLine,
      end_column: place.endColumn,
      message: say(message),
      cure: say(cure),
      ...(place.usedBy === undefined
        ? {}
        : {
            used_by: usesOf(place).map(({ file, line, column }) => ({ file, line, column })),
          }),
    })),
    summary: { errors, warnings: findings.length - errors },
  };
}

/** Findings as GitHub's workflow commands, errors first, then one line with the counts unless they stand elsewhere. */
export function annotations(
  findings: readonly Finding[],
  say: (text: Text) => string,
  { beside = false }: { readonly beside?: boolean } = {},
): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const shown = [...errors.slice(0, mostAnnotations), ...warnings.slice(0, mostAnnotations)];
  const lines = shown.map(({ id, severity, place, message, cure }) => {
    const oneLine = place.line === place.endLine;
    const properties = [
      `file=${property(place.file)}`,
      `line=${place.line}`,
      `endLine=${place.endLine}`,
      // GitHub takes columns only within one line, and counts the end in.
      ...(oneLine ? [`col=${place.column}`, `endColumn=${Math.max(place.column, place.endColumn - 1)}`] : []),
      `title=${property(id)}`,
    ];
    return `::${severity} ${properties.join(',')}::${data(`${say(message)} (${say(cure)})`)}`;
  });
  if (beside) return lines.map((line) => `${line}\n`).join('');
  const summary = say(t('lint.summary', { errors: errors.length, warnings: warnings.length }));
  const more = findings.length - shown.length;
  lines.push(more === 0 ? summary : `${summary} ${say(t('lint.more', { n: more }))}`);
  return `${lines.join('\n')}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
