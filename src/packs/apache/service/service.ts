import { endingOf } from '../../../core/command-result.ts';
import { Failure } from '../../../core/failure.ts';
import type { Host } from '../../../core/host.ts';
import type { CommandResult, Reader } from '../../../core/reader.ts';
import { absent, present, type Reading } from '../../../core/reading.ts';
import type { EffectOutcome, Service } from '../../../core/service.ts';
import type { Argv, Effect } from '../../../core/step.ts';
import { t, type Text } from '../../../core/text.ts';
import { numberOf, showUnit } from '../../systemd/show.ts';
import { argumentsIn, readEnvvars } from '../facts/envvars.ts';
import type { Layout } from '../facts/layout.ts';
import { programRefusal } from '../facts/program.ts';
import { complaints, complaintsIn, markLogs } from './logs.ts';
import { whyNotListening } from './listening.ts';
import { catchesReload, childrenOf, findParent, isAlive, type ServerProcess } from './process.ts';
import { runtimeOf, type Runtime } from './runtime.ts';
import { waitForEnd, watchServer, type BeforeEffect } from './watch.ts';

/**
 * An Apache with its configuration. Effects go through systemd where it runs the server; elsewhere signals go to the
 * parent process, once it is known to be Apache, and starts go through apache2ctl, or the program itself. Below a root
 * only the check is there: services are not touched.
 */
export function apacheService(layout: Layout): Service {
  return {
    name: layout.service,
    ...(layout.isDebian ? { folder: layout.root } : {}),
    checks: (reader) => checks(reader, layout),
    state: (reader) => state(reader, layout),
    perform: (effect, host) => perform(effect, host, layout),
  };
}

const control = '/usr/sbin/apache2ctl';

/** Seconds that Apache may take to load a configuration, and to end. */
const loadPatience = 15;
const endPatience = 30;

async function checks(reader: Reader, layout: Layout): Promise<readonly Argv[]> {
  const { root, main, program } = layout;
  if ((await reader.stat(main)).state === 'absent') return [];
  if (!layout.isDebian) return checksOfOther(reader, layout);
  if (!(await isInstalled(reader, program))) return [];
  const envvars = await readEnvvars(reader, layout);
  // Only the host's own shell code may run as whoever runs kapa, never that of a tree below a root.
  if (!envvars.plain && reader.live) return [['env', `APACHE_CONFDIR=${root}`, control, 'configtest']];
  const folder = (name: string, fallback: string): Promise<string> =>
    existing(reader, envvars.values.get(name) ?? fallback);
  const runDir = await folder('APACHE_RUN_DIR', '/var/run/apache2');
  const settings = new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['APACHE_RUN_USER', 'www-data'],
    ['APACHE_RUN_GROUP', 'www-data'],
    ...envvars.values,
    ['APACHE_RUN_DIR', runDir],
    ['APACHE_PID_FILE', `${runDir}/apache2.pid`],
    ['APACHE_LOCK_DIR', await folder('APACHE_LOCK_DIR', '/var/lock/apache2')],
    ['APACHE_LOG_DIR', await folder('APACHE_LOG_DIR', '/var/log/apache2')],
  ]);
  const words = [...settings].map(([key, value]) => `${key}=${value}`);
  return [['env', '-i', ...words, program, '-d', below(reader, root), ...argumentsIn(envvars, layout), '-t']];
}

/** Checks of a layout other than Debian's: one whose main file names its folder itself is judged in its own place only. */
async function checksOfOther(reader: Reader, layout: Layout): Promise<readonly Argv[]> {
  if ((await programRefusal(reader, layout)) !== undefined) return [];
  const envvars = await readEnvvars(reader, layout);
  const words = [...envvars.values].map(([key, value]) => `${key}=${value}`);
  return [['env', ...words, layout.program, '-f', layout.main, ...argumentsIn(envvars, layout), '-t']];
}

async function isInstalled(reader: Reader, program: string): Promise<boolean> {
  // Below a root it is this machine's Apache that judges, and the reader does not see it.
  if (reader.live) return (await reader.stat(program)).state !== 'absent';
  return (await reader.query(['test', '-x', program])).status === 0;
}

/** A folder that Apache wants to be there before it reads on, as this machine sees it; /tmp where it is not. */
async function existing(reader: Reader, path: string): Promise<string> {
  const there = await reader.resolve(path);
  return there.state === 'present' ? below(reader, there.value) : '/tmp';
}

function below(reader: Reader, path: string): string {
  return reader.root === '/' ? path : `${reader.root.replace(/\/$/u, '')}${path}`;
}

async function state(reader: Reader, layout: Layout): ReturnType<Service['state']> {
  if (!reader.live) return present({ running: undefined, enabled: undefined });
  if ((await reader.stat(layout.program)).state === 'absent') return absent;
  const { pidFile } = await runtimeOf(reader, layout);
  const parent = await findParent(reader, pidFile, layout);
  const known = await reader.service(layout.service);
  const manager = known.state === 'present' ? known.value : { running: undefined, enabled: undefined };
  const running = parent.state === 'unreadable' ? manager.running : parent.state === 'present';
  return present({ running, enabled: manager.enabled });
}

/** All that an effect needs to know. */
interface Server extends Runtime {
  readonly host: Host;
  readonly layout: Layout;
  /** The unit, where systemd runs this server. */
  readonly unit: string | undefined;
  parent(): Promise<Reading<ServerProcess>>;
}

async function perform(effect: Effect, host: Host, layout: Layout): Promise<EffectOutcome> {
  if (!host.live) return { ok: true, note: t('apache.below_root', { root: host.root }) };
  const runtime = await runtimeOf(host, layout);
  const server: Server = {
    ...runtime,
    host,
    layout,
    unit: await unitOf(host, layout),
    parent: () => findParent(host, runtime.pidFile, layout),
  };
  switch (effect) {
    case 'reload':
      return reload(server);
    case 'restart':
      return restart(server);
    case 'start':
      return start(server);
    case 'stop':
      return stop(server);
    case 'enable':
    case 'disable':
      return outcomeOf(
        await host.run(
          server.unit === undefined
            ? ['update-rc.d', layout.service, effect]
            : ['systemctl', '--quiet', effect, server.unit],
        ),
      );
    case 'daemon_reload':
      return server.unit === undefined
        ? { ok: true }
        : outcomeOf(await host.run(['systemctl', 'daemon-reload']));
  }
}

/**
 * Debian's instances are `apache2` and `apache2@NAME`, and any other folder of its layout is nobody's unit; elsewhere the
 * unit has the name of the service, where there is one.
 */
async function unitOf(host: Host, { root, service, isDebian }: Layout): Promise<string | undefined> {
  if (isDebian && root !== `/etc/${service}`) return undefined;
  if ((await host.stat('/run/systemd/system')).state !== 'present') return undefined;
  if (isDebian) return service.replace('apache2-', 'apache2@');
  const shown = await showUnit(`${service}.service`, ['LoadState'], host);
  return shown.state === 'present' && shown.value.get('LoadState') === 'loaded' ? service : undefined;
}

async function reload(server: Server): Promise<EffectOutcome> {
  const { host, unit } = server;
  const parent = await server.parent();
  if (parent.state === 'unreadable') return { ok: false, down: false, reason: parent.reason };
  if (parent.state === 'absent') return { ok: true, note: t('apache.not_running') };
  const process = parent.value;
  const refused = await whyNotListening(host, server.layout, process);
  if (refused !== undefined) return { ok: false, down: false, reason: refused };
  const serves = (before: BeforeEffect): Promise<EffectOutcome> =>
    watchServer(host, {
      logFolder: server.logFolder,
      before,
      parent: async () => ((await isAlive(host, process)) ? process : undefined),
      dead: async (found) => found === undefined,
      patience: loadPatience,
    });
  // Apache writes its pid file a moment before it catches the signal, which would end it.
  if (!(await catchesReload(host, process))) {
    const started = await serves(await note(server, process));
    if (!started.ok) return started;
  }
  const before = await note(server, process);
  // systemd's reload signals whom the pid file names: only where that is the process systemd itself looks after.
  if (unit !== undefined && (await mainPid(host, unit)) === process.pid) {
    const asked = await host.run(['systemctl', 'reload', unit], { timeout: loadPatience });
    if (asked.status !== 0 && (await isAlive(host, process)))
      return { ok: false, down: false, reason: t('apache.refused', { said: wordsOf(asked) }) };
  } else if (!(await host.signal(process, 'USR1'))) {
    return { ok: true, note: t('apache.not_running') };
  }
  return serves(before);
}

async function start(server: Server): Promise<EffectOutcome> {
  const { host, unit, layout, pidFile } = server;
  const parent = await server.parent();
  if (parent.state === 'unreadable') return { ok: false, down: true, reason: parent.reason };
  if (parent.state === 'present') return { ok: true, note: t('apache.already_running') };
  const { argv, env, refused } = unit === undefined ? await starter(host, layout) : startOf(unit);
  if (refused !== undefined) return { ok: false, down: true, reason: refused };
  // Apache takes any living process, a zombie too, of the number in the file for a server that already runs.
  if ((await host.stat(pidFile)).state === 'present') await forget(host, pidFile);
  const before = await note(server, undefined);
  // After some failed starts systemd would refuse the next one.
  if (unit !== undefined) await host.run(['systemctl', 'reset-failed', unit]);
  const asked = await host.run(argv, { timeout: 60, env });
  if (asked.failed === 'not_found') return { ok: false, down: true, reason: t('apache.not_installed') };
  const failed = asked.status !== 0;
  const outcome = await watchServer(host, {
    logFolder: server.logFolder,
    before,
    parent: async () => {
      const found = await server.parent();
      return found.state === 'present' ? found.value : undefined;
    },
    dead: async (found) => failed && found === undefined,
    patience: loadPatience,
  });
  if (outcome.ok || !failed) return outcome;
  const said = await whyNotStarted(server, asked, before);
  return { ok: false, down: true, reason: t('apache.start_failed', { said }) };
}

/** The command that starts a server. */
interface Start {
  readonly argv: Argv;
  readonly env: Readonly<Record<string, string>>;
  readonly refused?: Text;
}

// Not `start`: to systemd, which has not yet noticed that the server is dead, the unit still runs, and nothing is done.
function startOf(unit: string): Start {
  return { argv: ['systemctl', 'restart', unit], env: {} };
}

/** The command that starts a server where no unit does. */
async function starter(host: Host, layout: Layout): Promise<Start> {
  if (layout.isDebian) return { argv: [control, 'start'], env: { APACHE_CONFDIR: layout.root } };
  const envvars = await readEnvvars(host, layout);
  const argv: Argv = [layout.program, '-f', layout.main, ...argumentsIn(envvars, layout), '-k', 'start'];
  const refused = await programRefusal(host, layout);
  return {
    argv,
    env: Object.fromEntries(envvars.values),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Removes a file that says nothing any more. When that fails, Apache still starts unless the number is taken anew. */
async function forget(host: Host, path: string): Promise<void> {
  try {
    await host.carryOut([{ do: 'remove', path }]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/**
 * Words of Apache as it did not start: on its terminal, which under systemd is the journal, and in its logs.
 */
async function whyNotStarted(
  { host, unit, logFolder }: Server,
  asked: CommandResult,
  before: BeforeEffect,
): Promise<string | Text> {
  if (asked.failed === 'timeout') return endingOf(asked);
  const logged = await complaints(host, logFolder, before.marks);
  const told = unit === undefined ? linesOf(asked) : await journalOf(host, unit, before.at);
  const all = [...new Set([...told, ...logged])];
  return all.length === 0 ? wordsOf(asked) : all.join('; ');
}

/** Complaints in a unit's journal since a time in ms. */
async function journalOf(host: Host, unit: string, from: number): Promise<readonly string[]> {
  const since = `@${Math.floor(from / 1000)}`;
  const journal = await host.query(
    // prettier-ignore
    ['journalctl', '--quiet', '--no-pager', '--output=cat', '--lines=30', `--since=${since}`, '--unit', unit],
  );
  return complaintsIn(new TextDecoder().decode(journal.stdout));
}

async function stop(server: Server): Promise<EffectOutcome> {
  const { host, unit } = server;
  const parent = await server.parent();
  if (parent.state === 'unreadable') return { ok: false, down: false, reason: parent.reason };
  if (parent.state === 'absent') return { ok: true, note: t('apache.already_stopped') };
  if (unit !== undefined && (await mainPid(host, unit)) === parent.value.pid) {
    const asked = await host.run(['systemctl', 'stop', unit], { timeout: 120 });
    if (asked.status !== 0)
      return { ok: false, down: false, reason: t('apache.refused', { said: wordsOf(asked) }) };
  } else {
    await host.signal(parent.value, 'TERM');
  }
  if (await waitForEnd(host, parent.value, endPatience)) return { ok: true };
  return {
    ok: false,
    down: false,
    reason: t('apache.not_stopped', { pid: parent.value.pid, seconds: endPatience }),
  };
}

/** A full stop and start: what a reload cannot do (another MPM, another ServerLimit), a restart signal cannot either. */
async function restart(server: Server): Promise<EffectOutcome> {
  const parent = await server.parent();
  const refused =
    parent.state === 'present' ? await whyNotListening(server.host, server.layout, parent.value) : undefined;
  if (refused !== undefined) return { ok: false, down: false, reason: refused };
  const stopped = await stop(server);
  return stopped.ok ? start(server) : stopped;
}

async function note({ host, logFolder }: Server, parent: ServerProcess | undefined): Promise<BeforeEffect> {
  return {
    marks: await markLogs(host, logFolder, parent?.pid),
    children: parent === undefined ? [] : await childrenOf(host, parent),
    at: host.now(),
  };
}

async function mainPid(host: Host, unit: string): Promise<number | undefined> {
  const shown = await showUnit(`${unit}.service`, ['MainPID'], host);
  return shown.state === 'present' ? numberOf(shown.value, 'MainPID') : undefined;
}

function outcomeOf(result: CommandResult): EffectOutcome {
  if (result.status === 0) return { ok: true };
  return { ok: false, down: false, reason: t('apache.refused', { said: wordsOf(result) }) };
}

/** Words of a command on its way out, else how it ended. */
function wordsOf(result: CommandResult): string | Text {
  if (result.failed === 'timeout') return endingOf(result);
  return linesOf(result).join('; ') || endingOf(result);
}

/** The last lines of a command, the chatter of every Apache start aside. */
function linesOf({ stderr, stdout }: CommandResult): readonly string[] {
  return (new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout))
    .split('\n')
    .filter((line) => line.trim() !== '' && !/AH00558|^Action '|^The Apache error log/u.test(line))
    .slice(-4);
}
