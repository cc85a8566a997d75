import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { imageOf } from '../hosts/image.ts';
import { boot, type Machine } from '../hosts/machine.ts';

// A booted Debian that fetches its policies by itself, by the role `pull` and the examples of the collection: what is signed is
// applied, and nothing else.

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

const project = resolve(import.meta.dirname, '../..');
const collection = join(project, 'ansible/kapa');
const site = '/srv/site';
let machine: Machine;
let folder: string;

beforeAll(async () => {
  const root = imageOf({
    version: 2,
    release: 'bookworm',
    packages: [
      ...['systemd', 'systemd-sysv', 'dbus', 'procps', 'iproute2', 'python3-apt'],
      ...['ansible-core', 'python3-cffi-backend', 'git', 'gpg', 'gpg-agent'],
    ],
  });
  machine = await boot('pull', [root]);
  // No network, and nothing of Debian's is needed.
  await machine.sh('rm -f /etc/apt/sources.list');
  folder = mkdtempSync(join(tmpdir(), 'kapa-packages-'));
  execFileSync(process.execPath, ['packaging/build.mjs', folder], { cwd: project, stdio: 'ignore' });
  machine.copy(join(folder, 'repository'), '/srv/kapa');
  machine.copy(collection, '/root/kapa');
  machine.copy(join(collection, 'examples'), site);
  machine.put(`${site}/inventory.yml`, 'web: { hosts: { web1: {} } }\n');
  machine.put(`${site}/group_vars/web.yml`, "kapa_vars: { banner: '{{ banner }}' }\nbanner: the first\n");
  machine.put(`${site}/pull.yml`, machine.get(`${site}/pull.yml`).replace(/https:\S+/u, `file://${site}`));
  await machine.sh(`cd ${site} && rm -r policies host_vars group_vars/staging.yml`);
  machine.put(
    `${site}/policies/banner.yaml`,
    `policy: banner
vars: { banner: '' }
resources:
  - name: Banner
    file: { path: /etc/motd, content: "{{ banner }}\\n" }
group: machine
probes: { room: { disk: { path: / } } }
rules:
  - name: The disk has room
    when: room.used >= 100%
    severity: warning
`,
  );
  for (const name of ['release', 'stranger'])
    await machine.sh(
      `install -d -m 0700 /root/${name}
       gpg --homedir /root/${name} --batch --quiet --passphrase '' --quick-gen-key ${name}@example.org ed25519 sign never`,
    );
  await machine.sh(
    `ansible-galaxy collection build --output-path /root /root/kapa
     ansible-galaxy collection install --offline -p ${site}/collections /root/kapa-kapa-*.tar.gz
     gpg --homedir /root/release --export > ${site}/release.gpg
     git -C ${site} init --quiet --initial-branch=main
     git -C ${site} config user.name Somebody
     git -C ${site} config user.email somebody@example.org`,
  );
});
afterAll(async () => {
  await machine.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('kapa comes from its apt repository, and a second time nothing changes', async () => {
  const install = (): Promise<string> =>
    machine.sh(
      `cd ${site}
       ANSIBLE_STDOUT_CALLBACK=default ansible-playbook -c local kapa.kapa.install \\
         -e kapa_apt_uri=file:///srv/kapa -e kapa_apt_keyring=/srv/kapa/kapa-archive-keyring.gpg`,
      { timeout: 600, env: { ANSIBLE_COLLECTIONS_PATH: `${site}/collections` } },
    );
  expect(await install()).toContain('changed=4 ');
  expect(await machine.must(['dpkg-query', '-W', '-f=${Status}', 'kapa'])).toContain('ok installed');
  expect(await install()).toContain('changed=0 ');
});

test('a host that pulls applies what is signed, within its window', async () => {
  await commit('release', 'the first');
  await machine.sh(`cd ${site} && ansible-playbook -c local pull.yml`, { timeout: 600 });
  expect(await machine.must(['systemctl', 'is-active', 'kapa-pull.timer'])).toBe('active\n');
  const next = await machine.must(['systemctl', 'list-timers', '--no-legend', 'kapa-pull.timer']);
  expect(next).toMatch(/ 0[23]:\d\d:\d\d /u);
  expect(await pull(), await journal()).toBe('success\n');
  expect(machine.get('/etc/motd')).toBe('the first\n');
  expect(await journal()).toContain('Applied on 1 host: web1');
  // What the inventory of the commit says of the host stands there for whoever asks kapa by hand.
  expect(machine.get('/etc/kapa/policies/host.vars.yaml')).toContain('banner: "the first"\n');
  expect(await machine.must(['kapa', 'plan', '--detailed-exitcode'])).toContain('with host.vars.yaml');
});

test('what nobody has signed is not run, however often it is fetched', async () => {
  await commit(undefined, 'unsigned');
  for (const time of [1, 2]) {
    expect(await pull(), `time ${time}`).toBe('exit-code\n');
    expect(await journal()).toContain('Failed to verify GPG signature');
    expect(machine.get('/etc/motd')).toBe('the first\n');
  }
});

test('nor is what somebody else has signed', async () => {
  await commit('stranger', 'of a stranger');
  expect(await pull()).toBe('exit-code\n');
  expect(machine.get('/etc/motd')).toBe('the first\n');
});

test('and what is signed again is applied', async () => {
  await commit('release', 'the second');
  expect(await pull(), await journal()).toBe('success\n');
  expect(machine.get('/etc/motd')).toBe('the second\n');
});

/** Commits another banner, signed by one of the keys or by none. */
async function commit(signer: string | undefined, banner: string): Promise<void> {
  const variables = `${site}/group_vars/web.yml`;
  machine.put(variables, machine.get(variables).replace(/^banner: .*$/mu, `banner: ${banner}`));
  const signed = signer === undefined ? '--no-gpg-sign' : `--gpg-sign=${signer}@example.org`;
  await machine.sh(`cd ${site} && git add --all && git commit --quiet ${signed} --message change`, {
    env: { GNUPGHOME: `/root/${signer}` },
  });
}

/** Lets the timer's service run once; answers how it ended. */
async function pull(): Promise<string> {
  await machine.run(['systemctl', 'start', 'kapa-pull.service'], { timeout: 600 });
  return await machine.must(['systemctl', 'show', '--property=Result', '--value', 'kapa-pull.service']);
}

function journal(): Promise<string> {
  return machine.must(['journalctl', '--no-pager', '--output=cat', '--unit=kapa-pull.service']);
}
