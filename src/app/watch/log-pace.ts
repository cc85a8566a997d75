import type { PassResult } from '../../core/pass-result.ts';
import type { Text } from '../../core/text.ts';
import type { CommandContext } from '../context.ts';
import type { HealthSetup, PreparedGroup } from '../health/assemble.ts';
import { writeLog } from '../health/log.ts';
import { toView } from '../health/view.ts';

/** Seconds between log lines of a group where nothing happens. */
const quietLog = 60;

/**
 * Writer of a group's log: a line when something happened, else one a minute, with every probe's last value. Problems
 * are told once as long as they stay the same.
 */
export function newLogPace(
  setup: HealthSetup,
  group: PreparedGroup,
  context: CommandContext,
  complain: (problems: readonly Text[]) => void,
): (result: PassResult, whole: PassResult) => void {
  const states = new Map<string, string>();
  let written = Number.NEGATIVE_INFINITY;
  let complained = '[]';
  return (result, whole) => {
    let eventful = result.rules.some(({ attempts }) => attempts.length > 0);
    for (const { item, ruleState } of result.rules) {
      const { state } = ruleState;
      eventful ||= states.has(item.name) ? states.get(item.name) !== state : state !== 'ok';
      states.set(item.name, state);
    }
    const complaint = JSON.stringify(result.problems);
    const news = complaint !== complained;
    complained = complaint;
    if (!eventful && !news && Math.abs(result.at - written) < quietLog * 1000) return;
    written = result.at;
    const measurements = { ...whole.measurements, ...result.measurements };
    const shown = toView(setup, group, {
      ...whole,
      measurements,
      problems: news ? result.problems : [],
    });
    const view = { ...shown, probes: shown.probes.filter(({ name }) => name in measurements) };
    const { problems } = writeLog(setup, group, view, context);
    if (news || problems.length > view.problems.length) complain(problems);
  };
}
