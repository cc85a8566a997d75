import { dirname } from 'node:path/posix';
import type { Argv, Step } from '../../core/step.ts';
import { writeUnit } from '../systemd/unit-text.ts';
import { dumpOf, isMissing, usualFolders, type Pm2AppSpec, type Pm2AppState } from './app-state.ts';
import type { Pm2Command } from './command.ts';

type Command = (argv: readonly string[], undo: readonly string[], made?: readonly string[]) => Step;

/** An operator's own PM2_HOME must not lead PM2 to another daemon. */
export function pm2Commander(
  { user, ecosystem }: Pm2AppSpec,
  { account, home }: Pm2AppState,
  pm2: Pm2Command,
): Command {
  const start = ['env', `HOME=${account.home}`, `PM2_HOME=${home}`, `PATH=${pathOf(pm2)}`] as const;
  const whole = (argv: readonly string[]): Argv => [
    ...start,
    ...argv.map((word, at) => (at === (argv[0] === 'sh' ? 4 : 0) && word === 'pm2' ? pm2.program : word)),
  ];
  return (argv, undo, made) => ({
    do: 'command',
    argv: whole(argv),
    user,
    cwd: dirname(ecosystem),
    undo: whole(undo),
    ...(made === undefined ? {} : { made: whole(made) }),
  });
}

/** PATH that leads to the Node that PM2 was installed for before any other. */
function pathOf({ program, node }: Pm2Command): string {
  return [...new Set([dirname(program), dirname(node), ...usualFolders])].join(':');
}

/** Steps that bring an application from its status to the declared one. */
export function movingSteps(
  { name, ecosystem, status = 'online' }: Pm2AppSpec,
  now: string,
  command: Command,
): readonly Step[] {
  const start = ['pm2', 'start', ecosystem, '--only', name];
  const remove = ['pm2', 'delete', name];
  const made = ['pm2', 'describe', name];
  if (status === 'absent') return [command(remove, start)];
  const stop = ['pm2', 'stop', name];
  if (status === 'stopped')
    return isMissing(now) ? [command(start, remove, made), command(stop, start)] : [command(stop, start)];
  return [isMissing(now) ? command(start, remove, made) : command(start, stop, made)];
}

/** Settings of an application that PM2 takes over as it restarts or reloads it. */
const taken: ReadonlySet<string> = new Set([
  ...['args', 'node_args', 'max_memory_restart', 'cron_restart', 'autorestart', 'kill_timeout', 'wait_ready'],
]);

/**
 * Takes a changed ecosystem file over: by a reload where PM2 runs several workers, by a restart where that is enough, else
 * by starting it anew. What was saved before is what it is put back to.
 */
export function rollOutSteps(
  { name, ecosystem }: Pm2AppSpec,
  state: Pm2AppState,
  { stale, left }: { readonly stale: readonly string[]; readonly left: readonly string[] },
  isSaved: boolean,
  command: Command,
): readonly Step[] {
  const own = state.apps?.filter((app) => app.name === name) ?? [];
  const first = isSaved ? [] : savingFirst(state, command);
  const back = ['sh', '-c', '"$1" -s delete "$2"; exec "$1" -s resurrect', 'sh', 'pm2', name];
  // A variable that PM2 has once, no restart takes away.
  const isTaken =
    left.length === 0 && stale.every((setting) => setting.startsWith('env.') || taken.has(setting));
  if (!isTaken)
    return [
      ...first,
      command(['pm2', 'delete', name], ['pm2', 'resurrect']),
      command(
        ['pm2', 'start', ecosystem, '--only', name],
        ['pm2', 'delete', name],
        ['pm2', 'describe', name],
      ),
    ];
  const verb = own.every(({ mode, status }) => mode === 'cluster' && status === 'online')
    ? 'reload'
    : 'restart';
  return [...first, command(['pm2', verb, ecosystem, '--only', name, '--update-env'], back)];
}

/**
 * Saves what runs, so that it can be put back; what was saved before lies beside it meanwhile, since PM2 keeps only one
 * list besides the newest.
 */
function savingFirst({ home, saved }: Pm2AppState, command: Command): readonly Step[] {
  const dump = dumpOf(home);
  const aside = `${dump}.kapa`;
  const save = ['pm2', 'save', '--force'];
  if (saved === undefined) return [command(save, ['rm', '-f', dump])];
  return [command(['cp', '-f', dump, aside], ['rm', '-f', aside]), command(save, ['cp', '-f', aside, dump])];
}

/** `pm2 save` keeps the last dump beside the new one: that is how it is undone. */
export function savingStep({ home, saved }: Pm2AppState, command: Command): Step {
  const dump = dumpOf(home);
  return command(
    ['pm2', 'save', '--force'],
    saved === undefined ? ['rm', '-f', dump] : ['cp', '-f', `${dump}.bak`, dump],
  );
}

/** The unit that `pm2 startup` writes, with the same name, so that either finds the other's. */
export function bootUnitText(spec: Pm2AppSpec, { home }: Pm2AppState, pm2: Pm2Command): string {
  const { program } = pm2;
  return writeUnit({
    Unit: [
      ['Description', `PM2 process manager of ${spec.user}`],
      ['Documentation', 'https://pm2.keymetrics.io/'],
      ['After', 'network.target'],
    ],
    Service: [
      ['Type', 'forking'],
      ['User', spec.user],
      ['LimitNOFILE', 'infinity'],
      ['LimitNPROC', 'infinity'],
      ['LimitCORE', 'infinity'],
      ['Environment', [`PATH=${pathOf(pm2)}`]],
      ['Environment', [`PM2_HOME=${home}`]],
      ['PIDFile', `${home}/pm2.pid`],
      ['Restart', 'on-failure'],
      ['ExecStart', [program, 'resurrect']],
      ['ExecReload', [program, 'reload', 'all']],
      ['ExecStop', [program, 'kill']],
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
}
