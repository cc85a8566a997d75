import { addressesOf, fileIn } from '../../core/addresses.ts';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import type { PolicySet } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';
import { diagnose } from '../../health/index.ts';
import { registry } from '../../packs/index.ts';
import { doctorJson, doctorText } from '../../report/health/doctor.ts';
import { writingTo } from '../../report/writing.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { findRunners } from '../../app/health/runners.ts';
import { runnerText } from '../../report/health/runners.ts';
import type { FoundRunner } from '../../core/runner.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import type { HealthSetup } from '../../app/health/assemble.ts';

/** `kapa doctor`: why the set-up itself does not work, and what to do. 0: nothing is ill; 1: something is. */
export async function doctorCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const setup = await prepareHealth(args, context, { mayHaveNoRules: true });
  const tools = setup.tools();
  const notify = given['notify'] === true ? await tryChannels(setup, context) : undefined;
  const diagnoses = [
    ...(
      await diagnose(
        {
          set: setup.set,
          groups: setup.groups,
          instruments: setup.instruments(),
          records: setup.records,
          measurements: await tools.measure(setup.set.probes, {}),
          now: Date.now(),
          files: declaredFiles(setup.set),
          program: {
            searchPath: [...(context.env['PATH'] ?? '').split(':'), ...usualPath].filter((folder) =>
              folder.startsWith('/'),
            ),
            node: { version: process.versions.node, path: process.execPath },
            codeCache: context.codeCache(),
          },
        },
        setup.packs,
      )
    ).filter(({ id }) => notify === undefined || id !== 'notify'),
    ...findRunners(setup.records).map(runnerDiagnosis),
    ...(notify ?? []),
  ];
  if (context.options.json) context.out.document(doctorJson(diagnoses, context.verbatim));
  else context.out.write(doctorText(diagnoses, writingTo(context.out, context.say)));
  return diagnoses.some(({ state }) => state === 'ill') ? exitStatus.failed : exitStatus.ok;
}

/** Folders in which root's shells, cron and systemd look for programs. */
const usualPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Files that resources own, or parts of. */
function declaredFiles({ resources }: PolicySet): readonly string[] {
  const typeOf = new Map(registry.resources.map((type) => [type.type, type]));
  const paths = resources.flatMap((item) => {
    const type = typeOf.get(item.type);
    return type === undefined ? [] : addressesOf(type, item).flatMap((address) => fileIn(address) ?? []);
  });
  return [...new Set(paths)];
}

/** Diagnosis of one who checks: by which policies, and whether it takes those of now. */
function runnerDiagnosis(runner: FoundRunner): Diagnosis {
  const finding = runnerText(runner);
  return runner.refused === undefined
    ? { id: 'runner', state: 'ok', finding }
    : { id: 'runner', state: 'ill', finding, cure: t('watch.runner.refused_cure') };
}

async function tryChannels(setup: HealthSetup, context: CommandContext): Promise<readonly Diagnosis[]> {
  const id = 'notify';
  if (setup.set.settings.notify.channels.length === 0)
    return [{ id, state: 'ill', finding: t('doctor.no_channels'), cure: t('doctor.no_channels_cure') }];
  const problems = await setup.notify(context.say(t('doctor.test_alert')), []);
  if (problems.length === 0) return [{ id, state: 'ok', finding: t('doctor.notified') }];
  return problems.map((reason) => ({
    id,
    state: 'ill' as const,
    finding: t('doctor.not_notified', { reason }),
    cure: t('doctor.not_notified_cure'),
  }));
}
