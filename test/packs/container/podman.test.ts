import { existsSync, mkdirSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Patient } from '../../../src/core/diagnosis.ts';
import type { Proposal } from '../../../src/core/found.ts';
import type { Fields } from '../../../src/core/probe.ts';
import type { RemedyContext } from '../../../src/core/remedy.ts';
import { beginPass } from '../../../src/host/index.ts';
import { exchangeAsOwner } from '../../../src/host/network/exchange-as-owner.ts';
import { planReset } from '../../../src/health/reset.ts';
import { containerDiagnoses } from '../../../src/packs/container/doctor.ts';
import { proposeForContainer } from '../../../src/packs/container/found.ts';
import { findProbeType, registry } from '../../../src/packs/index.ts';
import { containerProbe } from '../../../src/packs/container/probes/container.ts';
import { containerRestart } from '../../../src/packs/container/remedies/container-restart.ts';
import { portOwner } from '../../../src/packs/network/probes/port-owner.ts';
import { freePort } from '../../apache/server.ts';
import { host, measure } from '../instruments.ts';
import { startPodman, type Podman, type PodmanPorts } from './podman.ts';

const engines = [
  { whose: "root's", user: 'root', uid: 0, usual: '/run/podman/podman.sock', named: {} },
  {
    whose: "a user's own",
    user: 'www-data',
    uid: 33,
    usual: '/run/user/33/podman/podman.sock',
    named: { user: 'www-data' },
  },
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

for (const { whose, user, uid, usual, named } of engines) {
  let podman: Podman;
  let ports: PodmanPorts;
  beforeAll(async () => {
    ports = { host: await freePort(), published: await freePort() };
    podman = await startPodman(uid, ports);
  });
  afterAll(() => podman.close());

  /** Answer of a look for containers where engines usually listen. */
  async function atUsualPlace<T>(look: () => Promise<T>): Promise<T> {
    const made: string[] = [];
    for (let folder = dirname(usual); !existsSync(folder); folder = dirname(folder)) made.unshift(folder);
    for (const folder of made) mkdirSync(folder);
    symlinkSync(podman.socket, usual);
    try {
      return await look();
    } finally {
      rmSync(usual);
      for (const folder of made.toReversed()) rmdirSync(folder);
    }
  }

  const proposed = (port: number): Promise<Proposal | undefined> =>
    proposeForContainer(
      { url: `http://127.0.0.1:${port}/`, address: '127.0.0.1', port, sites: ['shop.test'] },
      { host, instruments: beginPass(host), backends: [], logs: [], leaveOut: () => undefined },
    );

  test(`${whose}: init finds the container behind a proxied port, published or its own`, async () => {
    for (const [name, port] of [
      ['published', ports.published],
      ['host', ports.host],
    ] as const) {
      const found = await atUsualPlace(() => proposed(port));
      expect(found).toMatchObject({
        rank: 2,
        about: name,
        probes: {
          [`backend_${port}_container`]: { container: { name, ...named } },
          [`backend_${port}_port`]: { port_owner: { port, expected: { container: name, ...named } } },
        },
      });
      expect(JSON.stringify(found?.rules)).toContain(
        JSON.stringify({ container_restart: { container: name, ...named } }),
      );
    }
    expect(await atUsualPlace(async () => proposed(await freePort()))).toBeUndefined();
  });

  test(`${whose}: the doctor knows it, and a reset restarts it`, async () => {
    const spec = (name: string): object => ({ name, socket: podman.socket, user });
    const probes = ['host', 'nowhere'].map((name) => ({ name, type: 'container', spec: spec(name) }));
    const patient = { set: { probes }, instruments: beginPass(host) } as unknown as Patient;
    expect(await containerDiagnoses(patient)).toMatchObject([
      { probe: 'host', state: 'warning', finding: { id: 'container.not_at_boot' } },
      { probe: 'nowhere', state: 'ill', finding: { id: 'container.unknown' } },
    ]);
    const away = { probes: [{ name: 'p', type: 'container', spec: { name: 'host', socket: '/run/none' } }] };
    expect(await containerDiagnoses({ ...patient, set: away } as unknown as Patient)).toMatchObject([
      { state: 'unknown' },
    ]);
    const restart = { type: 'container_restart', spec: { container: 'host', socket: podman.socket, user } };
    const set = { probes: [], rules: [{ do: [restart] }] } as unknown as Parameters<typeof planReset>[0];
    expect(planReset(set, registry.remedies, findProbeType).steps[0]).toEqual(restart);
  });

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
