import type { Finding } from '../../core/finding.ts';
import type { Text } from '../../core/text.ts';
import { word } from '../document.ts';
import { fingerprints } from './fingerprints.ts';

/** Findings as GitLab's code quality report. */
export function codeQuality(
  findings: readonly Finding[],
  say: (text: Text) => string,
): readonly Record<string, unknown>[] {
  const prints = fingerprints(findings);
  return findings.map(({ id, severity, place, message, cure }, at) => ({
    description: `${say(message)} (${say(cure)})`,
    check_name: word(id),
    fingerprint: prints[at] ?? '',
    severity: word(severity === 'error' ? 'major' : 'minor'),
    location: { path: place.file, lines: { begin: place.line, end: place.endLine } },
  }));
}

/** Findings as JUnit's XML: a suite a file, a failed case a finding; a file without any is one case that passed. */
export function junit(
  findings: readonly Finding[],
  files: readonly string[],
  say: (text: Text) => string,
): string {
  const names = [...new Set([...files, ...findings.map(({ place }) => place.file)])].sort();
  const suites = names.map((file) => {
    const own = findings.filter(({ place }) => place.file === file);
    const cases = own.map(({ id, item, severity, place, message, cure }) => {
      const name = `${id} ${item ?? ''}`.trim();
      const told = `${say(message)} (${say(cure)})`;
      return `    <testcase classname="${xml(file)}" name="${xml(name)}" file="${xml(file)}" line="${place.line}">
      <failure type="${severity}" message="${xml(told)}">${xml(`${file}:${place.line}:${place.column}: ${told}`)}</failure>
    </testcase>\n`;
    });
    if (own.length === 0) cases.push(`    <testcase classname="${xml(file)}" name="lint"/>\n`);
    return `  <testsuite name="${xml(file)}" tests="${cases.length}" failures="${own.length}">\n${cases.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kapa lint" failures="${findings.length}">\n${suites.join('')}</testsuites>\n`;
}

/** Text for an attribute or an element; what XML cannot hold is told as an escape. */
function xml(text: string): string {
  return text
    .replaceAll(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu,
      (one) => String.raw`\x${(one.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
