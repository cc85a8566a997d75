import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Measurements } from '../../core/probe.ts';
import { t } from '../../core/text.ts';
import {
  dueRules,
  firstRound,
  paceWaiting,
  pass,
  probesOf,
  reschedule,
  untilNext,
  type PassTools,
} from '../../health/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { writeFailure } from '../../app/failure.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import type { HealthSetup, PreparedGroup } from '../../app/health/assemble.ts';
import { writeLog } from '../../app/health/log.ts';
import { toView } from '../../app/health/view.ts';
import { openEarlyCheck } from '../../app/health/early-check.ts';
import { openReadiness, type Readiness } from '../../host/systemd-notify.ts';
import type { PassResult, RuleResult } from '../../core/pass-result.ts';

/** `kapa watch`: checks without end, each rule at its own pace. SIGHUP reads the policies again, SIGTERM ends it. */
export async function watchCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  return watchWith(
    async () => prepareHealth(args, context, { groups: given['group'] as string[] | undefined }),
    context,
  );
}

/** Checks without end what `prepare` makes ready; it is asked again at SIGHUP. */
export async function watchWith(
  prepare: () => Promise<HealthSetup>,
  context: CommandContext,
): Promise<ExitStatus> {
  let setup = await prepare();
  const control = newControl();
  const readiness = openReadiness(setup.host, context.env, control.alive);
  const onEnd = (): void => {
    control.end();
  };
  const onReread = (): void => {
    control.reread();
  };
  process.on('SIGTERM', onEnd).on('SIGINT', onEnd).on('SIGHUP', onReread);
  try {
    await readiness.ready();
    while (!control.ended()) {
      await watchGroups(setup, control, context);
      if (control.ended()) break;
      setup = await rereadOr(setup, prepare, context, readiness);
      control.goOn();
    }
    await readiness.stopping();
    return exitStatus.ok;
  } finally {
    readiness.close();
    process.off('SIGTERM', onEnd).off('SIGINT', onEnd).off('SIGHUP', onReread);
  }
}

/** New policies, or where they are invalid the old ones, with what is wrong said. */
async function rereadOr(
  old: HealthSetup,
  prepare: () => Promise<HealthSetup>,
  context: CommandContext,
  readiness: Readiness,
): Promise<HealthSetup> {
  await readiness.reloading();
  try {
    const setup = await prepare();
    context.err.write(`${context.say(t('health.reread'))}\n`);
    return setup;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    writeFailure(error, context.err, context.say);
    context.err.write(`${context.say(t('health.kept_old'))}\n`);
    return old;
  } finally {
    await readiness.ready();
  }
}

/** Seconds that a check by cron may take to end. */
const lockPatience = 180;

async function watchGroups(setup: HealthSetup, control: Control, context: CommandContext): Promise<void> {
  await Promise.all(
    setup.groups.map(async (group) => {
      let { lock } = setup.lock(group.name);
      for (let waited = 0; lock?.held === false && waited < lockPatience; waited += 1) {
        await control.sleep(1);
        ({ lock } = setup.lock(group.name));
      }
      if (lock?.held === false)
        throw new Failure(t('health.locked_watch', { group: group.name, pid: lock.holder.pid }), {
          cure: t('health.locked_watch_cure'),
        });
      try {
        await watchGroup(setup, group, control, context);
      } finally {
        lock?.release();
      }
    }),
  );
}

async function watchGroup(
  setup: HealthSetup,
  group: PreparedGroup,
  control: Control,
  context: CommandContext,
): Promise<void> {
  const tools = setup.tools({
    stopping: control.interrupted,
    sleep: control.sleepThrough,
    complain(problems) {
      for (const problem of problems) context.err.write(`${context.say(problem)}\n`);
    },
  });
  const told = newLogPace(setup, group, context);
  const spoken = new Map(group.rules.map((rule) => [rule, probesOf(rule)] as const));
  const spokenOf = new Set([...spoken.values()].flat());
  const unspoken = new Set(group.probes.filter(({ name }) => !spokenOf.has(name)));
  const early = openEarlyCheck(setup, group);
  let schedule = firstRound(group.rules, performance.now(), Math.random);
  while (!control.interrupted()) {
    // The clock of the day may be set back, or forth: rounds keep their pace all the same.
    const now = performance.now();
    const due = dueRules(group.rules, schedule, now);
    const judged = due.length > 0 ? due : early.look(now);
    if (judged.length > 0) {
      const names = new Set(judged.flatMap((rule) => spoken.get(rule) ?? []));
      const request = setup.request(group, false);
      const probes = group.probes.filter((probe) => names.has(probe.name) || unspoken.has(probe));
      const result = await pass({ ...request, rules: judged, probes }, tools);
      told(result);
      early.take({ ...result, at: now });
      const after = performance.now();
      schedule = paceWaiting(reschedule(schedule, due, group.rules, after), result.rules, now);
    }
    await control.sleep(Math.min(untilNext(schedule, performance.now()) / 1000, early.pace()));
  }
  await flush(tools);
}

async function flush(tools: PassTools): Promise<void> {
  await tools.ruleStates.update(await tools.instant(), {}, true);
}

/** Seconds between log lines of a group where nothing happens. */
const quietLog = 60;

/** Writes a group's log line when something happened, else once a minute, with every probe's last value. */
function newLogPace(
  setup: HealthSetup,
  group: PreparedGroup,
  context: CommandContext,
): (result: PassResult) => void {
  let measurements: Measurements = {};
  const rules = new Map<string, RuleResult>();
  const states = new Map<string, string>();
  let written = Number.NEGATIVE_INFINITY;
  let complained = '';
  return (result) => {
    measurements = { ...measurements, ...result.measurements };
    let eventful = result.rules.some(({ attempts }) => attempts.length > 0);
    for (const rule of result.rules) {
      const { state } = rule.ruleState;
      eventful ||= states.has(rule.item.name) ? states.get(rule.item.name) !== state : state !== 'ok';
      states.set(rule.item.name, state);
      rules.set(rule.item.name, rule);
    }
    const complaint = JSON.stringify(result.problems);
    const news = complaint !== complained;
    complained = complaint;
    if (!eventful && !news && Math.abs(result.at - written) < quietLog * 1000) return;
    written = result.at;
    const whole = toView(setup, group, {
      ...result,
      measurements,
      rules: [...rules.values()],
      problems: news ? result.problems : [],
    });
    const view = { ...whole, probes: whole.probes.filter(({ name }) => name in measurements) };
    const { problems } = writeLog(setup, group, view, context);
    if (news || problems.length > view.problems.length)
      for (const problem of problems) context.err.write(`${context.say(problem)}\n`);
    for (const [name, rule] of rules) rules.set(name, { ...rule, attempts: [] });
  };
}

/** Signals as the loops come to know of them. */
interface Control {
  /** Ended, or about to read the policies again. */
  readonly interrupted: () => boolean;
  readonly ended: () => boolean;
  /** Sleeps, but not on when interrupted. */
  readonly sleep: (seconds: number) => Promise<void>;
  /** Sleeps for a verification under way, which a signal does not cut short. */
  readonly sleepThrough: (seconds: number) => Promise<void>;
  /** Milliseconds since 1970 of the last sign of life. */
  readonly alive: () => number;
  end(): void;
  reread(): void;
  goOn(): void;
}

function newControl(): Control {
  let state: 'going' | 'rereading' | 'ended' = 'going';
  let lastSign = Date.now();
  const sleepers = new Set<() => void>();
  const wake = (): void => {
    for (const sleeper of sleepers) sleeper();
  };
  const sleepThrough = async (seconds: number): Promise<void> => {
    lastSign = Date.now();
    await new Promise<void>((resolve) => {
      setTimeout(resolve, seconds * 1000);
    });
  };
  return {
    interrupted: () => state !== 'going',
    ended: () => state === 'ended',
    alive: () => lastSign,
    sleepThrough,
    async sleep(seconds) {
      lastSign = Date.now();
      if (state !== 'going') return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          sleepers.delete(done);
          resolve();
        };
        const timer = setTimeout(done, seconds * 1000);
        sleepers.add(done);
      });
      lastSign = Date.now();
    },
    end() {
      state = 'ended';
      wake();
    },
    reread() {
      if (state === 'going') state = 'rereading';
      wake();
    },
    goOn() {
      if (state === 'rereading') state = 'going';
    },
  };
}
