import type { Finding } from '../core/finding.ts';
import type { Text } from '../core/text.ts';

/** Findings as a document for programs. */
export function formatFindings(
  _format: 'json' | 'github' | 'sarif',
  findings: readonly Finding[],
  say: (text: Text) => string,
): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const document = {
    version: 1,
    findings: findings.map(({ id, severity, place, message, cure }) => ({
      id,
      severity,
      file: place.file,
      line: place.line,
      column: place.column,
      end_line: place.endLine,
      end_column: place.endColumn,
      message: say(message),
      cure: say(cure),
    })),
    summary: { errors, warnings: findings.length - errors },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
