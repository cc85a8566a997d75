import type { AnyProbeType, FindProbeType } from '../core/probe.ts';
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

/** A bundle starts the module of a type when it is first asked for. */
const byName: Readonly<Record<string, () => AnyProbeType>> = {
  apache: () => apache,
  certificate: () => certificate,
  command: () => command,
  disk: () => disk,
  file_age: () => fileAge,
  http: () => http,
  load: () => load,
  log: () => log,
  pm2_app: () => pm2App,
  port_owner: () => portOwner,
  processes: () => processes,
  tcp_sockets: () => tcpSockets,
};

/** Every type of this room, by name. */
export function allProbeTypes(): readonly AnyProbeType[] {
  return Object.values(byName).map((type) => type());
}

/** A type of this room by its name. */
export const findProbeType: FindProbeType = (name) =>
  Object.hasOwn(byName, name) ? byName[name]?.() : undefined;
