import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage, listTrusted, readTrusted } from '../../host/index.ts';
import { faultOfReport, type ReportDocument } from '../../report/host-report/schema.ts';

/** Bytes of one host's report at the most. */
const largest = 64 * 1024 * 1024;

/** Reads the JSON reports of a folder, by their files' names. What is no report of kapa is a Failure that names it. */
export function readReports(folder: string): readonly ReportDocument[] {
  const names = entriesOf(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (names.length === 0)
    throw new Failure(t('report.no_host', { folder }), { cure: t('report.no_host_cure') });
  return names.map((name) => readReport(join(folder, name)));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return listTrusted(folder, 'anyone').map(({ name }) => name);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(t('report.no_report', { path: folder, reason: codeOrMessage(error) }), {
      cure: t('report.no_host_cure'),
    });
  }
}

function readReport(path: string): ReportDocument {
  const bytes = readTrusted(path, { trust: 'anyone', most: largest });
  if (bytes.state !== 'present')
    throw new Failure(bytes.state === 'absent' ? t('cli.no_such_path', { path }) : bytes.reason, {
      cure: t('report.no_report_cure'),
    });
  const value = parsed(new TextDecoder().decode(bytes.value));
  const fault = faultOfReport(value);
  if (fault !== undefined)
    throw new Failure(
      t('report.no_report', {
        path,
        reason:
          value === undefined ? t('report.not_json') : t('report.no_such_form', { place: fault || '/' }),
      }),
      { cure: t('report.no_report_cure') },
    );
  return value as ReportDocument;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
