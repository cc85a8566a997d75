import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Ended } from '../hosts/machine.ts';
import { releases } from './control-image.ts';
import type { Control } from './control.ts';
import { bootHosts, packKapa, type Hosts } from './hosts.ts';

// Two booted hosts whose policies are the same and whose values are not: what a rollout gives them they keep. Then the options
// of the module, and what it answers where kapa cannot put everything back. One test goes on from the one before it.

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

/** Answer of the module. */
interface Answer {
  readonly changed?: boolean;
  readonly failed: boolean;
  readonly msg?: string;
  readonly rc?: number;
  readonly transaction?: string;
  readonly release?: string;
  readonly resources?: readonly { readonly name: string; readonly action: string }[];
}

describe.each(releases)('with the Ansible of %s', (release) => {
  let hosts: Hosts;
  let control: Control;
  let web1: Hosts['machines'][0];
  let web2: Hosts['machines'][1];
  const values = '/etc/kapa/policies/host.vars.yaml';
  const web = `policy: web
vars: { banner: of the policy, colour: none }
thresholds: { used_max: 100% }
resources:
  - name: Banner
    file: { path: /etc/motd, content: "{{ banner }}, {{ colour }}\\n" }
group: machine
probes: { room: { disk: { path: / } } }
rules:
  - { name: The disk has room, when: room.used >= used_max, severity: warning }
`;

  beforeAll(async () => {
    hosts = await bootHosts(release, ['web1', 'web2']);
    ({ control } = hosts);
    [web1, web2] = hosts.machines;
    for (const name of ['group_vars', 'host_vars', 'policies']) control.remove(name);
    const places = Object.entries(hosts.addresses)
      .map(([name, address]) => `    ${name}: { ansible_host: ${address} }\n`)
      .join('');
    control.write('inventory.yml', `web:\n  vars: { ansible_user: root }\n  hosts:\n${places}`);
    control.write('policies/web.yaml', web);
    control.write(
      'group_vars/web.yml',
      "kapa_vars: { banner: '{{ banner }}', used_max: '{{ used_max }}' }\nbanner: 'Año «1»: 12'\nused_max: 100%\n",
    );
    control.write('host_vars/web1.yml', 'used_max: 0%\n');
    const install = await control.run(
      ['ansible-playbook', 'kapa.kapa.install', '-e', `kapa_package=${packKapa(control.folder)}`],
      { ANSIBLE_STDOUT_CALLBACK: 'default' },
    );
    expect(install.status, install.stdout + install.stderr).toBe(0);
  });
  afterAll(() => hosts.close());

  test('hosts with the same plan stand together, though the values that they keep differ', async () => {
    const { fleet, stdout } = await rolledOut('first');
    expect(
      fleet.plans.map((plan) => plan.hosts),
      stdout,
    ).toEqual([['web1', 'web2']]);
    const [plan] = fleet.plans;
    expect(Object.keys(plan?.releases ?? {})).toEqual(['web1', 'web2']);
    expect(new Set(Object.values(plan?.releases ?? {})).size).toBe(2);
    expect(web1.get(values).split('\n').slice(1)).toEqual(['banner: "Año «1»: 12"', 'used_max: "0%"', '']);
    expect(await web1.must(['stat', '-Lc', '%a %U', values])).toBe('644 root\n');
  });

  test('what runs on a host reads them: no drift by hand, and its own threshold', async () => {
    for (const machine of [web1, web2]) {
      expect(machine.get('/etc/motd')).toBe('Año «1»: 12, none\n');
      const plan = await machine.run(['kapa', 'plan', '--detailed-exitcode']);
      expect(plan.status, plan.stdout + plan.stderr).toBe(0);
      expect(plan.stdout).toContain('policies: /etc/kapa/policies (1 file, with host.vars.yaml)\n');
    }
    expect((await web1.run(['kapa', 'check'])).stdout).toMatch(/The disk has room .*>= 0%/u);
    expect((await web2.run(['kapa', 'check'])).stdout).toContain('OK · 1 rule, all well');
    const { fleet } = await control.play('check');
    expect([fleet.health['web1']?.status, fleet.health['web2']?.status]).toEqual(['warning', 'ok']);
  });

  test('a second rollout changes nothing, under the same name or another', async () => {
    const again = await control.play('rollout', '-e', 'run=first');
    expect(again.status, again.stdout).toBe(0);
    expect(again.changed).toEqual([]);
    expect((await rolledOut('again')).changed).toEqual([]);
  });

  test('a plan whose values have changed since is refused', async () => {
    await planned('stale');
    control.write('host_vars/web1.yml', 'used_max: 1%\n');
    const { status, fleet } = await control.play('rollout', '-e', 'run=stale', '-e', 'banner=other');
    expect(status).not.toBe(0);
    expect(fleet.failed['web1']).toContain('moved since this plan was made');
    expect(web1.get(values)).toContain('"0%"');
  });

  test('a value that alone changes is a release, and a rollback brings the former back', async () => {
    const { changed, stdout } = await rolledOut('second');
    expect(changed, stdout).toEqual(['web1']);
    expect(web1.get(values)).toContain('used_max: "1%"');
    control.write('host_vars/web1.yml', 'used_max: 1%\nbanner: third\n');
    expect((await rolledOut('third')).changed).toEqual(['web1']);
    expect(web1.get('/etc/motd')).toBe('third, none\n');
    for (const [run, bound] of [
      ['third', '1%'],
      ['second', '0%'],
    ]) {
      const back = await control.play('rollback', '-e', `run=${run}`);
      expect(back.status, back.stdout).toBe(0);
      expect(back.changed).toEqual(['web1']);
      expect(web1.get('/etc/motd')).toBe('Año «1»: 12, none\n');
      expect(web1.get(values)).toContain(`used_max: "${bound}"`);
      expect((await web1.run(['kapa', 'plan', '--detailed-exitcode'])).status).toBe(0);
    }
  });

  test('a file of values in the folder holds for the names that the inventory does not give', async () => {
    control.write('policies/host.vars.yaml', '# of the site\nbanner: of the site\ncolour: of the site\n');
    await rolledOut('merged');
    expect(web2.get('/etc/motd')).toBe('Año «1»: 12, of the site\n');
    expect(web2.get(values)).toContain('# of the site');
    control.remove('policies/host.vars.yaml');
    await rolledOut('apart');
    expect(web2.get('/etc/motd')).toBe('Año «1»: 12, none\n');
  });

  test('without values no file is made, and the release is that of the folder', async () => {
    const plain = await policy({ src: 'policies' });
    expect(plain.release).toMatch(/^[0-9a-f]{64}$/u);
    expect(await web1.must(['ls', '/etc/kapa/policies'])).toBe('web.yaml\n');
    const other = await policy({ src: 'policies', vars: { banner: 'of the policy' } });
    expect(other.release).not.toBe(plain.release);
    expect(other.resources).toEqual([]);
  });

  test('what is misspelt among them fails the host, with its place and cure', async () => {
    const answer = await policy({ src: 'policies', vars: { baner: 1 } });
    expect(answer).toMatchObject({ failed: true, rc: 78 });
    expect(JSON.stringify(answer)).toMatch(
      /host\.vars\.yaml:2:1: error KAPA014 .*baner.*did you mean banner/u,
    );
    expect(web1.get(values)).not.toContain('baner');
  });

  const two = `policy: two
vars: { text: own }
resources:
  - name: One
    file: { path: /etc/one, content: "{{ text }}\\n" }
  - name: Other
    file: { path: /etc/other, content: "{{ text }}\\n" }
`;

  test('target and skip choose resources, in a saved plan as well', async () => {
    control.write('policies/two.yaml', two);
    const names = ({ resources = [] }: Answer): readonly string[] => resources.map(({ name }) => name);
    expect(names(await policy({ src: 'policies', target: ['O*'] }, '--check'))).toEqual(['One', 'Other']);
    expect(names(await policy({ src: 'policies', target: ['O*'], skip: ['One'] }, '--check'))).toEqual([
      'Other',
    ]);
    expect(names(await policy({ src: 'policies', target: ['One'] }))).toEqual(['One']);
    expect(web1.get('/etc/one')).toBe('own\n');
    expect((await web1.run(['test', '-e', '/etc/other'])).status).toBe(1);
    expect(
      names(
        await policy({ src: 'policies', skip: ['One'], vars: { text: 'run' }, plan: 'save', run: 'part' }),
      ),
    ).toEqual(['Other']);
    expect((await policy({ plan: 'apply', run: 'part' })).changed).toBe(true);
    expect([web1.get('/etc/one'), web1.get('/etc/other')]).toEqual(['own\n', 'run\n']);
  });

  test('what left the policies stays, and goes with prune', async () => {
    control.write('policies/two.yaml', two.slice(0, two.indexOf('  - name: Other')));
    await policy({ src: 'policies' });
    expect(web1.get('/etc/other')).toBe('run\n');
    const pruned = await policy({ src: 'policies', prune: true });
    expect(pruned.resources).toMatchObject([{ action: 'remove' }]);
    expect((await web1.run(['test', '-e', '/etc/other'])).status).toBe(1);
    control.remove('policies/two.yaml');
  });

  test('policies of the host are applied with values that are not kept', async () => {
    web1.put('/srv/three/three.yaml', two.replaceAll('/etc/o', '/etc/three-o'));
    const link = await web1.must(['readlink', '/etc/kapa/policies']);
    const applied = await policy({ policies: ['/srv/three'], vars: { text: 'given' } });
    expect(applied).toMatchObject({ changed: true });
    expect(web1.get('/etc/three-one')).toBe('given\n');
    expect(await web1.must(['ls', '/srv/three'])).toBe('three.yaml\n');
    expect(await web1.must(['readlink', '/etc/kapa/policies'])).toBe(link);
    expect((await web1.run(['kapa', 'plan', '--detailed-exitcode', '/srv/three'])).status).toBe(2);
    // A saved plan has them, and those that the host has are read where none are named.
    const saved = { policies: ['/srv/three'], vars: { text: 'saved' }, plan: 'save', run: 'three' };
    expect((await policy(saved)).failed).toBe(false);
    await policy({ plan: 'apply', run: 'three' });
    expect(web1.get('/etc/three-one')).toBe('saved\n');
    expect((await policy({ plan: 'apply', run: 'three' })).changed).toBe(false);
    await policy({ vars: { banner: 'once' } });
    expect(web1.get('/etc/motd')).toBe('once, none\n');
    expect((await web1.run(['kapa', 'plan', '--detailed-exitcode'])).status).toBe(2);
  });

  test('where kapa cannot put everything back, the host needs a person, and recover helps', async () => {
    web1.put(
      '/etc/systemd/system/stubborn.service',
      '[Service]\nType=oneshot\nExecStart=/bin/sh -c "chattr +i /etc/held; exit 1"\n',
    );
    web1.put('/etc/held', 'before\n');
    await web1.must(['systemctl', 'daemon-reload']);
    web1.put(
      '/srv/four/four.yaml',
      'policy: four\nresources:\n  - name: Held\n    notify: [restart stubborn]\n    file: { path: /etc/held, content: "after\\n" }\n',
    );
    const answer = await policy({ policies: ['/srv/four'] });
    try {
      expect(answer).toMatchObject({
        failed: true,
        rc: 3,
        msg: expect.stringContaining('could not put everything back') as string,
        transaction: expect.stringMatching(/^\d{8}_\d{6}/u) as string,
      });
      expect(web1.get('/etc/held')).toBe('after\n');
    } finally {
      await web1.must(['chattr', '-i', '/etc/held']);
    }
    const recovered = await web1.run(['kapa', 'recover']);
    expect(recovered.status, recovered.stdout + recovered.stderr).toBe(0);
    expect(web1.get('/etc/held')).toBe('before\n');
  });

  /** Calls the module on the first host. */
  async function policy(
    args: Readonly<Record<string, unknown>>,
    ...more: readonly string[]
  ): Promise<Answer> {
    const { status, stdout, stderr } = await control.run([
      ...['ansible', 'web1', '-m', 'kapa.kapa.policy', '-a', JSON.stringify(args)],
      ...more,
    ]);
    const [, answer] = stdout.split('=> ');
    if (answer === undefined) throw new Error(`no answer: ${stdout}${stderr}`);
    return { ...(JSON.parse(answer) as Answer), failed: status !== 0 };
  }

  /** Saves each host's plan. */
  async function planned(run: string): Promise<Ended> {
    const ended = await control.play('plan', '-e', 'src=policies', '-e', `run=${run}`);
    expect(ended.status, ended.stdout + ended.stderr).toBe(0);
    return ended;
  }

  /** Plans and rolls out, which must succeed. */
  async function rolledOut(run: string): ReturnType<Control['play']> {
    await planned(run);
    const played = await control.play('rollout', '-e', `run=${run}`, '-e', '{"kapa_batches": ["100%"]}');
    expect(played.status, played.stdout + played.stderr).toBe(0);
    return played;
  }
});
