import { check } from './check.ts';
import { cli } from './cli.ts';
import { doctor } from './doctor.ts';
import { engine } from './engine.ts';
import { expression } from './expression.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { host } from './host.ts';
import { lint } from './lint.ts';
import { manual } from './manual.ts';
import { measure } from './measure.ts';
import { modules } from './modules.ts';
import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { resources } from './resources.ts';
import { rules } from './rules/index.ts';
import { snapshot } from './snapshot.ts';
import { watch } from './watch.ts';
import { yaml } from './yaml.ts';
import { apache } from '../../packs/apache/messages.ts';
import { cron } from '../../packs/cron/messages.ts';
import { files } from '../../packs/files/messages.ts';
import { logrotate } from '../../packs/logrotate/messages.ts';
import { machine } from '../../packs/machine/messages.ts';
import { network } from '../../packs/network/messages.ts';
import { phpFpm } from '../../packs/php-fpm/messages.ts';
import { pm2 } from '../../packs/pm2/messages.ts';
import { systemd } from '../../packs/systemd/messages.ts';
import { container } from '../../packs/container/messages.ts';

const all = {
  ...check,
  ...cli,
  ...doctor,
  ...engine,
  ...expression,
  ...health,
  ...help,
  ...host,
  ...lint,
  ...manual,
  ...measure,
  ...modules,
  ...plan,
  ...policy,
  ...replay,
  ...report,
  ...resources,
  ...rules,
  ...snapshot,
  ...watch,
  ...yaml,
  ...apache,
  ...cron,
  ...files,
  ...logrotate,
  ...machine,
  ...network,
  ...phpFpm,
  ...pm2,
  ...systemd,
  ...container,
};

/** Every sentence kapa says, in each language it speaks, by its id; both languages side by side. */
export type Messages = typeof all;

/** The sentence of an id. */
export function messageOf<Id extends keyof Messages>(id: Id): Messages[Id] {
  if (!Object.hasOwn(all, id)) throw new Error(`no message ${id}`);
  return all[id];
}
