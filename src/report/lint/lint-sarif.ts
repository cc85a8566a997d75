import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding } from '../../core/finding.ts';
import type { RuleMeta } from '../../core/check-meta.ts';
import { usesOf, type Place } from '../../core/place.ts';
import { t, type Text } from '../../core/text.ts';
import { word } from '../document.ts';
import { fingerprints } from './fingerprints.ts';

/** Findings as a SARIF 2.1.0 log of one run, with what each rule is. */
export function sarifLog({
  findings,
  rules,
  version,
  say,
}: {
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleMeta[];
  readonly version: string;
  say(text: Text): string;
}): Log {
  const prints = fingerprints(findings);
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    version: word('2.1.0'),
    $schema: word(
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    ),
    runs: [
      {
        tool: word({ driver: { name: 'kapa', version, rules: rules.map((rule) => descriptor(rule, say)) } }),
        columnKind: word('utf16CodeUnits'),
        results: findings.map((finding, at) => ({
          ...result(finding, indices.get(finding.id), say),
          partialFingerprints: { 'kapa/v1': prints[at] ?? '' },
        })),
      },
    ],
  };
}

function descriptor(rule: RuleMeta, say: (text: Text) => string): ReportingDescriptor {
  return {
    id: rule.id,
    name: pascalCase(rule.name),
    shortDescription: { text: plain(say(rule.summary)) },
    fullDescription: { text: plain(say(rule.why)) },
    defaultConfiguration: { level: rule.severity },
    help: { text: plain(`${say(rule.why)}\n\n${rule.bad}\n→\n\n${rule.good}`) },
  };
}

function result(
  { id, severity, place, message, cure }: Finding,
  ruleIndex: number | undefined,
  say: (text: Text) => string,
): Result {
  return {
    ruleId: word(id),
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: word(severity),
    message: { text: plain(`${say(message)} (${say(cure)})`) },
    locations: [locationOf(place)],
    ...(place.usedBy === undefined
      ? {}
      : {
          relatedLocations: usesOf(place).map((use) => ({
            ...locationOf(use),
            message: { text: plain(say(t('module.used_at', { place: `${use.file}:${use.line}` }))) },
          })),
        }),
  };
}

function locationOf(place: Place): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place.file) },
      region: {
        startLine: place.line,
        startColumn: place.column,
        endLine: place.endLine,
        endColumn: place.endColumn,
      },
    },
  };
}

/** Text of a message in which nothing is a placeholder: SARIF doubles braces for that. */
function plain(text: string): string {
  return text.replaceAll(/[{}]/gu, '$&$&');
}

/** A path as a URI reference: absolute ones with their scheme. */
function uriOf(file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
