import { localTime } from '../../core/local-time.ts';
import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { largestPlan, readSavedPlan, type SavedPlan } from '../../converge/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { readTrusted } from '../../host/index.ts';
import { isPlanView } from '../../report/plan/plan-json.ts';
import { planComment, planMarkdown } from '../../report/plan/plan-markdown.ts';
import { writePlanView } from '../../report/plan/plan-text.ts';

/** `kapa show PLAN`: a saved plan for a colleague, a merge request or a program. Neither host nor policies are looked at. */
export async function showCommand(
  [file = '']: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { out, say } = context;
  const saved = readPlan(file, context);
  const { shown: plan } = saved;
  if (!isPlanView(plan)) throw new Failure(t('engine.plan_damaged'), { cure: t('plan.no_plan_cure') });
  const format = context.options.json ? 'json' : given['format'];
  if (format === 'json') {
    out.document(plan);
    return Promise.resolve(exitStatus.ok);
  }
  const head = say(
    t('plan.made', { time: localTime(saved.made), policies: saved.policies.join(', '), root: saved.root }),
  );
  if (format === 'markdown') out.write(`${head}\n\n${planMarkdown(plan, say)}`);
  else if (format === 'comment')
    out.write(`${head}\n\n${planComment(plan, say, mostOfComment - head.length)}`);
  else {
    out.write(`${head}\n\n`);
    writePlanView(plan, out, { root: saved.root, full: given['full'] === true }, say);
  }
  return Promise.resolve(exitStatus.ok);
}

/** Characters of a comment: those that GitHub takes, less some for the mark by which it is found again. */
const mostOfComment = 65_000;

function readPlan(file: string, { cwd }: CommandContext): SavedPlan {
  const bytes = readTrusted(resolve(cwd, file), { trust: 'anyone', most: largestPlan });
  if (bytes.state !== 'present')
    throw new Failure(bytes.state === 'absent' ? t('cli.no_such_path', { path: file }) : bytes.reason, {
      cure: t('plan.no_plan_cure'),
    });
  const saved = readSavedPlan(bytes.value);
  if (saved === undefined)
    throw new Failure(t('plan.no_plan', { path: file }), { cure: t('plan.no_plan_cure') });
  return saved;
}
