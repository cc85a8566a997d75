import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import type { Host } from '../core/host.ts';
import type { Prover } from '../core/plan.ts';
import { usualPm2Home } from '../core/pm2-home.ts';
import type { PackSettings, Reader, ServiceState } from '../core/reader.ts';
import { present, unreadable, type Reading } from '../core/reading.ts';
import { t } from '../core/text.ts';
import { openAccounts } from './files/accounts.ts';
import { connects } from './network/connect.ts';
import { liveCrontabs, spooledCrontabs } from './files/crontab.ts';
import { createExec, type Exec } from './processes/exec.ts';
import { createProver } from './proof/prover.ts';
import { isGuarded } from './processes/guarded.ts';
import { fileReader } from './files/read.ts';
import { readServiceState } from './processes/service-state.ts';
import { signalProcess } from './processes/signal.ts';
import { openTree } from './files/path-resolver.ts';
import { createCarryOut, type CarryOut } from './files/write.ts';

export { stateFolder } from './state/state-folder.ts';
export { openStateStore } from './state/state.ts';
export { codeOrMessage } from './errno.ts';
export { appendLog, openRecords } from './state/records.ts';
export { poll } from './processes/poll.ts';
export { beginPass } from './instruments.ts';
export { lockWork } from './state/lock.ts';
export { listTrusted, readTrusted, type Trust } from './files/trust.ts';
export { publish, writeAsked, writeAskedBelow } from './files/placing.ts';

/** Place of a host. */
export interface HostOptions {
  /** `/`, or the folder of a tree. */
  readonly root: string;
  /**
   * State of a service, where more is known of one than its manager says; the reader given to it answers for
   * the manager. Without it the manager is asked.
   */
  readonly service?: (name: string, reader: Reader) => Promise<Reading<ServiceState>>;
  readonly settings?: PackSettings;
}

/** Opens a host to look at and to change, and the prover that judges changes to it beforehand. */
export function openHost({ root: given, service = readServiceState, settings }: HostOptions): {
  readonly host: Host;
  readonly prover: Prover;
} {
  const root = resolve(given);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Failure(t('host.no_root', { root }), { cure: t('host.no_root_cure'), exit: exitStatus.usage });
  const tree = openTree(root);
  const live = root === '/';
  const accounts = openAccounts(tree);
  // Made where they are used: their code is loaded then, and a check mostly needs none of it.
  const exec: Exec = (argv, options) => createExec(accounts)(argv, options);
  const carryOut: CarryOut = (steps) => createCarryOut({ root, accounts })(steps);
  const prover: Prover = { prove: (...asked) => createProver({ tree, accounts, exec }).prove(...asked) };
  const files = fileReader(tree);
  const group: Reader['group'] = async (name) => accounts.group(name);
  const crontabs = live ? liveCrontabs(exec) : spooledCrontabs({ read: files.read, group }, carryOut);
  const host: Host = {
    root,
    live,
    ...(settings === undefined ? {} : { settings }),
    ...files,
    isGuarded: async (folder) => isGuarded(tree, folder),
    account: async (name) => accounts.account(name),
    accountOf: async (uid) => accounts.accountOf(uid),
    group,
    crontab: crontabs.read,
    service: (name) =>
      live ? service(name, managed) : Promise.resolve(unreadable(t('measure.not_live', { root }))),
    async pm2(user, home) {
      if (!live) return unreadable(t('measure.not_live', { root }));
      const account = accounts.account(user);
      if (account.state !== 'present') return account;
      return (await import('./pm2/pm2.ts')).readPm2Of(account.value, home);
    },
    async pm2Saved(user, home) {
      if (!live) return unreadable(t('measure.not_live', { root }));
      const account = accounts.account(user);
      if (account.state !== 'present') return account;
      return (await import('./pm2/pm2.ts')).readPm2Saved(account.value, home);
    },
    async pm2Folder(user) {
      const account = accounts.account(user);
      if (account.state !== 'present') return account;
      const usual = usualPm2Home(account.value);
      if (!live) return present(usual);
      const judged = (await import('./pm2/pm2.ts')).pm2HomeOf(account.value);
      if (judged.state === 'unreadable') return judged;
      return present(judged.state === 'present' ? judged.value.home : usual);
    },
    query: exec,
    carryOut,
    setCrontab: crontabs.write,
    run: exec,
    signal: async (process, signal) => signalProcess(process, signal),
    connect: connects,
    now: () => Date.now(),
    sleep: (seconds) => pause(seconds * 1000),
  };
  const managed: Reader = { ...host, service: (name) => readServiceState(name, host) };
  return { host, prover };
}
