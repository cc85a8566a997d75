import type { AnyRemedyType } from '../core/remedy.ts';
import { apacheReload } from './apache/remedies/reload.ts';
import { apacheRestart } from './apache/remedies/restart.ts';
import { apply } from './machine/remedies/apply.ts';
import { killPortHolder } from './network/remedies/kill-port-holder.ts';
import { killSocketHolders } from './network/remedies/kill-socket-holders.ts';
import { notify } from './machine/remedies/notify.ts';
import { pm2Reset } from './pm2/remedies/reset.ts';
import { pm2Restart } from './pm2/remedies/restart.ts';
import { run } from './machine/remedies/run.ts';
import { serviceRestart } from './systemd/remedies/restart.ts';

/** Every type of this room, by name. */
export const remedyTypes: readonly AnyRemedyType[] = [
  apacheReload,
  apacheRestart,
  apply,
  killPortHolder,
  killSocketHolders,
  notify,
  pm2Reset,
  pm2Restart,
  run,
  serviceRestart,
];
