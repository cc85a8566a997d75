import type { AnyRemedyType } from '../core/remedy.ts';
import { apacheReload } from './apache_reload.ts';
import { apacheRestart } from './apache_restart.ts';
import { apply } from './apply.ts';
import { killPortHolder } from './kill_port_holder.ts';
import { killSocketHolders } from './kill_socket_holders.ts';
import { notify } from './notify.ts';
import { pm2Reset } from './pm2_reset.ts';
import { pm2Restart } from './pm2_restart.ts';
import { run } from './run.ts';
import { serviceRestart } from './service_restart.ts';

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
