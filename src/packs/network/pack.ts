import type { Pack } from '../../core/pack.ts';
import { certificate } from './probes/certificate.ts';
import { dns } from './probes/dns.ts';
import { http } from './probes/http.ts';
import { portOwner } from './probes/port-owner.ts';
import { tcpSockets } from './probes/tcp-sockets.ts';
import { killPortHolder } from './remedies/kill-port-holder.ts';
import { killSocketHolders } from './remedies/kill-socket-holders.ts';

/** Ports, sockets, pages and certificates. */
export const networkPack: Pack = {
  name: 'network',
  probes: [certificate, dns, http, portOwner, tcpSockets],
  remedies: [killPortHolder, killSocketHolders],
  propose: async (backend) => (await import('./propose.ts')).proposeForPort(backend),
};
