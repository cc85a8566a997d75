import type { Finding } from '../../core/finding.ts';
import type { Place } from '../../core/place.ts';
import { t } from '../../core/text.ts';
import type { PolicyDocument, PolicyFile } from '../yaml/document.ts';
import { readDocuments } from '../yaml/source.ts';
import type { LoadRequest } from './request.ts';

/** Values of variables and thresholds that files give, by name. */
export interface FileValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly documents: readonly PolicyDocument[];
  readonly findings: readonly Finding[];
}

/**
 * Reads files of values: mappings of names. In one file, a later document stands over an earlier one; of several files,
 * one gives a name. `told` is of each file that is sound YAML.
 */
export async function readValues(
  files: readonly PolicyFile[],
  told?: LoadRequest['read'],
): Promise<FileValues> {
  const values = new Map<string, unknown>();
  const documents: PolicyDocument[] = [];
  const findings: Finding[] = [];
  const given = new Map<string, Place>();
  for (const file of files) {
    const read = await readDocuments(file);
    if (read.findings.length === 0) told?.(read.documents);
    findings.push(...read.findings);
    for (const document of read.documents) {
      const { value, locate } = document;
      if (!isMapping(value)) {
        findings.push({
          id: 'KAPA004',
          severity: 'error',
          place: locate([]),
          message: t('policy.values_no_mapping'),
          cure: t('policy.like_cure', { example: 'workers: 150' }),
        });
        continue;
      }
      documents.push(document);
      for (const [name, one] of Object.entries(value)) {
        const place = locate([name], 'key');
        const first = given.get(name);
        if (first !== undefined && first.file !== place.file)
          findings.push({
            id: 'KAPA005',
            severity: 'error',
            place,
            message: t('policy.value_twice', { name, place: `${first.file}:${first.line}` }),
            cure: t('policy.value_twice_cure'),
          });
        given.set(name, first ?? place);
        values.set(name, one);
      }
    }
  }
  return { values: Object.fromEntries(values), documents, findings };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
