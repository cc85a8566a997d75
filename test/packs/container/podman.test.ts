import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fields } from '../../../src/core/probe.ts';
import type { RemedyContext } from '../../../src/core/remedy.ts';
import { beginPass } from '../../../src/host/index.ts';
import { exchangeAsOwner } from '../../../src/host/network/exchange-as-owner.ts';
import { containerProbe } from '../../../src/packs/container/probes/container.ts';
import { containerRestart } from '../../../src/packs/container/remedies/container-restart.ts';
import { portOwner } from '../../../src/packs/network/probes/port-owner.ts';
import { freePort } from '../../apache/server.ts';
import { host, measure } from '../instruments.ts';
import { startPodman, type Podman, type PodmanPorts } from './podman.ts';

const engines = [
  { whose: "root's", user: 'root', uid: 0 },
  { whose: "a user's own", user: 'www-data', uid: 33 },
] as const;

const context: RemedyContext = {
  host,
  instruments: () => beginPass(host),
  exchange: exchangeAsOwner,
  service: () => expect.unreachable(),
  pm2: () => expect.unreachable(),
  apply: () => expect.unreachable(),
  notify: () => expect.unreachable(),
};

async function fieldsOf(...asked: Parameters<typeof measure>): Promise<Fields> {
  const measured = await measure(...asked);
  if ('unknown' in measured) throw new Error(JSON.stringify(measured.unknown));
  return measured.fields;
}

for (const { whose, user, uid } of engines) {
  let podman: Podman;
  let ports: PodmanPorts;
  beforeAll(async () => {
    ports = { host: await freePort(), published: await freePort() };
    podman = await startPodman(uid, ports);
  });
  afterAll(() => podman.close());

  const look = (name: string): Promise<Fields> =>
    fieldsOf(containerProbe, { name, socket: podman.socket, user });
  const owner = (port: number, container: string): Promise<Fields> =>
    fieldsOf(portOwner, { port, expected: { container, socket: podman.socket, user } });

  test(`${whose}: ended, restarted, and who holds its ports`, async () => {
    const first = await look('host');
    expect(first).toMatchObject({ status: 'running', health: '', restarts: 0, oom_killed: false });
    expect(first['uptime']).toBeGreaterThan(0);
    expect(await look('nowhere')).toMatchObject({ status: 'missing', pid: 0 });

    await expect.poll(() => owner(ports.host, 'host')).toMatchObject({ owned: true, program: 'busybox' });
    expect(await owner(ports.published, 'published')).toMatchObject({ owned: true, program: 'rootlessport' });
    expect(await owner(ports.published, 'host')).toMatchObject({ owned: false, foreign: true });
    expect(await owner(ports.host, 'published')).toMatchObject({ owned: false, foreign: true });
    expect(await owner(ports.host, 'nowhere')).toMatchObject({ owned: false, foreign: true });

    process.kill(Number(first['pid']), 'SIGKILL');
    await expect
      .poll(() => look('host'))
      .toMatchObject({ status: 'exited', exit_code: 137, pid: 0, uptime: 0 });
    expect(await owner(ports.host, 'host')).toMatchObject({ owned: false, foreign: false });

    const spec = { container: 'host', socket: podman.socket, user, grace: '1s' };
    expect(await containerRestart.act(spec, context)).toMatchObject({ outcome: 'done' });
    const second = await look('host');
    expect(second).toMatchObject({ status: 'running', exit_code: 0 });
    await expect.poll(() => owner(ports.host, 'host')).toMatchObject({ owned: true });
    expect(await containerRestart.act(spec, context)).toMatchObject({ outcome: 'done' });
    expect((await look('host'))['pid']).not.toBe(second['pid']);
    const nowhere = { ...spec, container: 'nowhere' };
    expect(await containerRestart.act(nowhere, context)).toMatchObject({ outcome: 'refused' });
  });

  test(`${whose}: is not taken for another's`, async () => {
    const other = user === 'root' ? 'www-data' : 'root';
    const measured = await measure(containerProbe, { name: 'host', socket: podman.socket, user: other });
    expect(measured).toMatchObject({ unknown: { id: 'measure.socket_foreign' } });
  });
}
