/** Apache's ways of spreading work over processes and threads, as Debian ships them. */
export const mpmNames = ['prefork', 'worker', 'event'] as const;

/** One of them. */
export type MpmName = (typeof mpmNames)[number];

/** Directives of an MPM, with their values. */
export type MpmSettings = Readonly<Record<string, number>>;

/**
 * Values that Apache takes where nothing is said: the built-in defaults of each MPM (not those of Debian's
 * files).
 */
export const mpmDefaults: Readonly<Record<MpmName, MpmSettings>> = {
  prefork: {
    StartServers: 5,
    MinSpareServers: 5,
    MaxSpareServers: 10,
    ServerLimit: 256,
    MaxRequestWorkers: 256,
    MaxConnectionsPerChild: 0,
  },
  worker: {
    StartServers: 3,
    MinSpareThreads: 75,
    MaxSpareThreads: 250,
    ThreadLimit: 64,
    ThreadsPerChild: 25,
    ServerLimit: 16,
    MaxRequestWorkers: 400,
    MaxConnectionsPerChild: 0,
  },
  event: {
    StartServers: 3,
    MinSpareThreads: 75,
    MaxSpareThreads: 250,
    ThreadLimit: 64,
    ThreadsPerChild: 25,
    ServerLimit: 16,
    MaxRequestWorkers: 400,
    MaxConnectionsPerChild: 0,
    AsyncRequestWorkerFactor: 2,
  },
};

/** A setting of an MPM, or Apache's own default for it. */
export function settingOf(mpm: MpmName, settings: MpmSettings, name: string): number {
  return settings[name] ?? mpmDefaults[mpm][name] ?? 0;
}

/** The most workers (processes under prefork, else threads) that the limits of an MPM let Apache have. */
export function mostWorkers(mpm: MpmName, settings: MpmSettings): number {
  const servers = settingOf(mpm, settings, 'ServerLimit');
  return mpm === 'prefork' ? servers : servers * settingOf(mpm, settings, 'ThreadsPerChild');
}

/** The workers that Apache will really have: MaxRequestWorkers cut to the limit, and to whole processes. */
export function effectiveWorkers(mpm: MpmName, settings: MpmSettings): number {
  const asked =
    settings['MaxRequestWorkers'] ??
    (mpm === 'prefork' ? settingOf(mpm, settings, 'MaxRequestWorkers') : mostWorkers(mpm, settings));
  const allowed = Math.min(asked, mostWorkers(mpm, settings));
  if (mpm === 'prefork') return allowed;
  const threads = settingOf(mpm, settings, 'ThreadsPerChild');
  return threads === 0 ? allowed : Math.max(1, Math.floor(allowed / threads)) * threads;
}

/** The settings that an MPM knows, as Apache spells them: limits before what they limit. */
export function directivesOf(mpm: MpmName): readonly string[] {
  return [...Object.keys(mpmDefaults[mpm]), ...common];
}

/** Meaning of each setting, in a sentence. */
export const mpmDescriptions: Readonly<Record<string, string>> = {
  StartServers: 'Processes at the start.',
  MinSpareServers: 'Fewer idle processes than this: more are started.',
  MaxSpareServers: 'More idle processes than this: some are ended.',
  MinSpareThreads: 'Fewer idle threads than this, in all: a process is started.',
  MaxSpareThreads: 'More idle threads than this, in all: a process is ended.',
  ThreadLimit: 'The most that ThreadsPerChild may be until the next restart.',
  ThreadsPerChild: 'Threads in each process.',
  ServerLimit: 'The most processes there may be until the next restart.',
  MaxRequestWorkers: 'Requests served at the same time; more wait in the queue.',
  MaxConnectionsPerChild:
    'Connections after which a process is replaced; 0 means never, and then a worker that holds on to something does so for ever.',
  AsyncRequestWorkerFactor: 'How many connections a process takes for each idle thread.',
  ListenBacklog: 'Connections that may wait to be accepted.',
  MaxMemFree: 'KiB of free memory that a process keeps before it gives some back.',
  GracefulShutdownTimeout: 'Seconds that a graceful stop waits for requests; 0 means without limit.',
};

/** Directives that every MPM knows, beside its own. */
const common = ['ListenBacklog', 'MaxMemFree', 'GracefulShutdownTimeout'];

/** Older names that Apache still takes. */
export const renamedSettings: ReadonlyMap<string, string> = new Map([
  ['maxclients', 'MaxRequestWorkers'],
  ['maxrequestsperchild', 'MaxConnectionsPerChild'],
]);
