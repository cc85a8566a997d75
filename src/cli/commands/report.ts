import { extname, resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { t } from '../../core/text.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { gatherReport } from '../../app/report/gather.ts';
import { readReports } from '../../app/report/merge.ts';
import { writeAsked } from '../../host/index.ts';
import { reportDocument } from '../../report/host-report/document.ts';
import { reportMarkdown } from '../../report/host-report/markdown.ts';
import { reportPage } from '../../report/host-report/page.ts';
import type { ReportDocument } from '../../report/host-report/schema.ts';
import { createSink, type Sink } from '../../report/sink.ts';
import { parseMoment, parsePeriods } from '../parse-time.ts';

type Format = 'html' | 'md' | 'json';

/** `kapa report`: what was recorded, in one file that can be sent. It looks at records only, and changes nothing. */
export async function reportCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const now = Date.now();
  const text = (name: string): string | undefined => given[name] as string | undefined;
  const [merge, compare, incident, file] = ['merge', 'compare', 'incident', 'out'].map(text);
  const until = text('until') === undefined ? now : parseMoment(text('until') ?? '', now);
  const documents =
    merge === undefined
      ? [
          reportDocument(
            await gatherReport(
              args,
              {
                period: { since: parseMoment(text('since') ?? '30d', now), until },
                incident,
                compared: compare === undefined ? undefined : parsePeriods(compare, { now, until }),
              },
              context,
            ),
            context.verbatim,
          ),
        ]
      : readReports(resolve(context.cwd, merge));
  const format = formatOf(text('format') as Format | undefined, file, context);
  const write = (sink: Sink): void => {
    if (format === 'json')
      sink.document(merge === undefined ? documents[0] : { version: 1, kind: 'hosts', hosts: documents });
    else
      sink.drawn(documents, (masked) => {
        const reports = masked as readonly ReportDocument[];
        const { locale, verbatim: say } = context;
        return format === 'md'
          ? reportMarkdown(reports, say)
          : reportPage(reports, { locale, say }, incident);
      });
  };
  if (file === undefined) write(context.out);
  else {
    const parts: string[] = [];
    write(createSink({ write: (part) => parts.push(part) }, context.mask, {}));
    writeAsked(resolve(context.cwd, file), parts.join(''), 0o600);
    context.err.write(`${context.say(t('report.written', { file }))}\n`);
  }
  return exitStatus.ok;
}

/** The format asked for, else that of the file's name, else what a terminal can show, else a page. */
function formatOf(
  asked: Format | undefined,
  file: string | undefined,
  { options, out }: CommandContext,
): Format {
  if (options.json) return 'json';
  if (asked !== undefined) return asked;
  const named = file === undefined ? undefined : formats[extname(file).toLowerCase()];
  return named ?? (file === undefined && out.terminal ? 'md' : 'html');
}

const formats: Readonly<Record<string, Format>> = { '.json': 'json', '.md': 'md', '.html': 'html' };
