import type { Finding } from '../../core/finding.ts';
import { t } from '../../core/text.ts';
import { documentSchema } from '../schema/schema.ts';
import { schemaFindings } from '../schema/schema-findings.ts';
import type { SettingsText } from './settings.ts';
import type { PolicyDocument } from '../yaml/document.ts';
import { readDocuments } from '../yaml/source.ts';
import type { LoadRequest } from './request.ts';
import { isValid } from '../schema/validate.ts';

/** A document's top level, as the schema of documents lets it through. */
export interface Head {
  readonly policy?: string;
  readonly vars?: Readonly<Record<string, unknown>> | null;
  readonly thresholds?: Readonly<Record<string, number | string>> | null;
  readonly group?: string;
  readonly log?: { readonly file: string; readonly locale?: 'en' | 'es' };
  readonly settings?: SettingsText | null;
  readonly inputs?: Readonly<Record<string, InputText | null>> | null;
  readonly use?: readonly UseText[] | null;
  readonly resources?: readonly RawItem[] | null;
  readonly probes?: Readonly<Record<string, RawItem>> | null;
  readonly rules?: readonly RawItem[] | null;
}

/** An input of a module as it is declared. */
export interface InputText {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'mapping';
  readonly default?: unknown;
  readonly description?: string;
  readonly one_of?: readonly unknown[];
  readonly unless?: string | readonly string[];
}

/** A use of a module as it is written. */
export interface UseText {
  readonly module: string;
  readonly as?: string;
  readonly when?: string;
  readonly with?: Readonly<Record<string, unknown>> | null;
}

/** An item as it stands in a document: its type's key among the common ones. */
export type RawItem = Readonly<Record<string, unknown>>;

/** A document of the right shape, and the name of its policy. */
export interface JudgedDocument {
  readonly document: PolicyDocument;
  readonly head: Head;
  readonly policy: string;
}

/** All documents of the request's files that have the right shape, and what is wrong with the others. */
export async function readJudged(
  request: LoadRequest,
): Promise<{ readonly judged: readonly JudgedDocument[]; readonly findings: readonly Finding[] }> {
  const judged: JudgedDocument[] = [];
  const findings: Finding[] = [];
  for (const file of request.files) {
    const read = await readDocuments(file);
    if (read.findings.length === 0) request.read?.(read.documents);
    for (const found of read.findings) findings.push(found);
    for (const document of read.documents) {
      const { value, locate } = document;
      const section = overfull(value);
      if (section !== undefined) {
        findings.push({
          id: 'KAPA004',
          severity: 'error',
          place: locate([section], 'key'),
          message: t('policy.too_many_items', { section, most: mostItems }),
          cure: t('policy.too_many_items_cure'),
        });
        continue;
      }
      if (isValid('document', value)) judged.push(named(document, judged.length));
      else
        for (const found of schemaFindings(
          'document',
          value,
          locate,
          documentSchema(request.registry),
          document.written,
        ))
          findings.push(found);
    }
  }
  return { judged, findings };
}

/** Items of one section of a document that are looked at. */
const mostItems = 100_000;

/** The section of a document that has more items than anybody writes. */
function overfull(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return ['resources', 'probes', 'rules', 'use'].find((section) => {
    const items = (value as Readonly<Record<string, unknown>>)[section];
    return typeof items === 'object' && items !== null && Object.keys(items).length > mostItems;
  });
}

function named(document: PolicyDocument, index: number): JudgedDocument {
  const head = document.value as Head;
  return { document, head, policy: head.policy ?? `${document.file.path}#${index + 1}` };
}
