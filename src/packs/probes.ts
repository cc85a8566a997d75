import type { AnyProbeType, FindProbeType } from '../core/probe.ts';
import { apache } from './apache/probe.ts';
import { certificate } from './network/probes/certificate.ts';
import { command } from './machine/probes/command.ts';
import { disk } from './machine/probes/disk.ts';
import { fileAge } from './machine/probes/file-age.ts';
import { http } from './network/probes/http.ts';
import { load } from './machine/probes/load.ts';
import { log } from './machine/probes/log.ts';
import { pm2App } from './pm2/probe.ts';
import { portOwner } from './network/probes/port-owner.ts';
import { processes } from './machine/probes/processes.ts';
import { tcpSockets } from './network/probes/tcp-sockets.ts';

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
