import type { AnyProbeType } from '../core/probe.ts';
import { apache } from './apache.ts';
import { certificate } from './certificate.ts';
import { command } from './command.ts';
import { disk } from './disk.ts';
import { fileAge } from './file_age.ts';
import { http } from './http.ts';
import { load } from './load.ts';
import { log } from './log.ts';
import { pm2App } from './pm2_app.ts';
import { portOwner } from './port_owner.ts';
import { processes } from './processes.ts';
import { tcpSockets } from './tcp_sockets.ts';

/** Every type of this room, by name. */
export const probeTypes: readonly AnyProbeType[] = [
  apache,
  certificate,
  command,
  disk,
  fileAge,
  http,
  load,
  log,
  pm2App,
  portOwner,
  processes,
  tcpSockets,
];
