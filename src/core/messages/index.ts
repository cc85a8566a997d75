import { checkMessages } from './check.ts';
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
import { nameMessages } from './names.ts';
import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { replayMessages } from './replay.ts';
import { report } from './report.ts';
import { resources } from './resources.ts';
import { rules } from './rules/index.ts';
import { snapshot } from './snapshot.ts';
import { templateMessages } from './template.ts';
import { watchMessages } from './watch.ts';
import { yaml } from './yaml.ts';
import { apacheMessages } from '../../packs/apache/messages.ts';
import { cronMessages } from '../../packs/cron/messages.ts';
import { dpkgMessages } from '../../packs/dpkg/messages.ts';
import { filesMessages } from '../../packs/files/messages.ts';
import { logrotateMessages } from '../../packs/logrotate/messages.ts';
import { machineMessages } from '../../packs/machine/messages.ts';
import { networkMessages } from '../../packs/network/messages.ts';
import { phpFpmMessages } from '../../packs/php-fpm/messages.ts';
import { pm2Messages } from '../../packs/pm2/messages.ts';
import { systemdMessages } from '../../packs/systemd/messages.ts';
import { containerMessages } from '../../packs/container/messages.ts';

const catalogues = [
  checkMessages,
  cli,
  doctor,
  engine,
  expression,
  health,
  help,
  host,
  lint,
  manual,
  measure,
  modules,
  nameMessages,
  plan,
  policy,
  replayMessages,
  report,
  resources,
  rules,
  snapshot,
  templateMessages,
  watchMessages,
  yaml,
  apacheMessages,
  cronMessages,
  dpkgMessages,
  filesMessages,
  logrotateMessages,
  machineMessages,
  networkMessages,
  phpFpmMessages,
  pm2Messages,
  systemdMessages,
  containerMessages,
] as const;

type All<U> = (U extends unknown ? (one: U) => void : never) extends (every: infer I) => void ? I : never;

/** Every sentence kapa says, in each language it speaks, by its id; both languages side by side. */
export type Messages = All<(typeof catalogues)[number]>;

/** The sentence of an id. */
export function messageOf<Id extends keyof Messages>(id: Id): Messages[Id] {
  for (const catalogue of catalogues) if (Object.hasOwn(catalogue, id)) return (catalogue as Messages)[id];
  throw new Error(`no message ${id}`);
}
