import { unitOf } from './service-processes.ts';
import type { Backend, Finder, Found, FoundResource, Proposal } from '../../core/found.ts';
import type { Reader } from '../../core/reader.ts';
import { holdersOf } from '../network/port-holders.ts';
import { proposeAnswer } from '../network/propose.ts';

/** Units that run what sites hand requests on to. */
export async function findUnits(finder: Finder): Promise<Found> {
  const units = new Set<string>();
  for (const backend of finder.backends)
    for (const unit of await unitsBehind(backend, finder)) units.add(unit);
  const resources: FoundResource[] = [];
  for (const unit of units) resources.push(...(await resourceOf(unit, finder.host)));
  const logs = resources.flatMap(({ spec }) =>
    [
      ...(typeof spec['content'] === 'string' ? spec['content'] : '').matchAll(
        /^Standard(?:Output|Error)=(?:append|file|truncate):(\/\S+)/gmu,
      ),
    ].map(([, path = '']) => path),
  );
  return { policy: 'services', description: 'Services behind the sites of this host.', resources, logs };
}

/** A restart, for a backend that a unit runs. */
export async function proposeForUnit(backend: Backend, finder: Finder): Promise<Proposal | undefined> {
  const [unit] = await unitsBehind(backend, finder);
  if (unit === undefined) return undefined;
  return proposeAnswer(backend, { rank: 1, about: unit, remedies: [{ service_restart: { service: unit } }] });
}

/** Units whose processes listen at the port of a backend. */
async function unitsBehind(
  { port, address }: Backend,
  { instruments, leaveOut }: Finder,
): Promise<readonly string[]> {
  if (instruments === undefined) return [];
  const holders = await holdersOf({ port, addresses: [address] }, instruments);
  if (holders.state === 'unreadable') leaveOut(holders.reason);
  if (holders.state !== 'present') return [];
  const units = new Set<string>();
  for (const { process } of holders.value) {
    const unit = await unitOf(process.pid, instruments);
    if (unit !== undefined) units.add(unit);
  }
  return [...units];
}

async function resourceOf(unit: string, host: Reader): Promise<readonly FoundResource[]> {
  const seen = await host.service(unit);
  const enabled = seen.state === 'present' ? seen.value.enabled : undefined;
  const state = { running: true, ...(enabled === undefined ? {} : { enabled }) };
  const service: FoundResource = { name: `${unit} runs`, type: 'service', spec: { name: unit, ...state } };
  const path = `/etc/systemd/system/${unit}`;
  const stat = await host.stat(path);
  const bytes = stat.state === 'present' && stat.value.kind === 'file' ? await host.read(path) : undefined;
  if (bytes?.state !== 'present') return [service];
  const content = new TextDecoder().decode(bytes.value);
  return [{ ...service, type: 'systemd_unit', spec: { name: unit, content, ...state }, instead: service }];
}
