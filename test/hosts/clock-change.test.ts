import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { installKapa } from './site.ts';

// A change to summer time and one back, on a booted host on which it is a minute before that: every program but systemd is
// told so by libfaketime. What cron(8) does with kapa's jobs is seen beside what kapa watch does.

let machine: Machine;
const policies = '/etc/kapa/policies';
const told = '/var/tmp/told';
const shop = '/etc/shop.conf';
const minute = 60_000;

beforeAll(async () => {
  machine = await boot('clock-change');
  await installKapa(machine);
  machine.copy('/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1', '/usr/lib/libfaketime.so');
  machine.put('/usr/local/bin/page', `#!/bin/sh\ncat >> ${told}\n`, 0o755);
  machine.put(
    '/etc/systemd/system/shop.service',
    '[Service]\nExecStart=/usr/bin/python3 -m http.server 8088\n',
  );
  await machine.sh('systemctl daemon-reload; systemctl start shop');
  await machine.waitForPort(8088);
});
afterAll(() => machine.stop());

const zone = 'Europe/Madrid';

test.each([
  // Two o'clock is three; then three o'clock is two.
  { change: 'spring', at: Date.UTC(2026, 2, 29, 1), jumps: 1, fixed: 'x' },
  { change: 'autumn', at: Date.UTC(2026, 9, 25, 1), jumps: -1, fixed: '' },
] as const)('in $change', async ({ change, at, jumps, fixed }) => {
  const shift = at - Math.ceil((Date.now() + minute) / minute) * minute;
  const now = (): number => Date.now() + shift;
  const until = async (time: number): Promise<void> => {
    await new Promise((resolve) => void setTimeout(resolve, Math.max(0, time - now())));
  };
  const applied = (content: string): Promise<string> => {
    machine.put(`${policies}/clock.yaml`, policy(content));
    return machine.must(['kapa', 'apply', '--yes']);
  };
  // What was told a minute ago of the other change would keep this one quiet.
  await machine.sh('systemctl stop kapa-watch || true; rm -rf /var/lib/kapa');
  await machine.sh(
    `ln -sf /usr/share/zoneinfo/${zone} /etc/localtime
     echo ${shift / 1000} > /etc/faketimerc; echo /usr/lib/libfaketime.so > /etc/ld.so.preload
     rm -f /var/tmp/fixed /var/tmp/often /var/tmp/checked && : > ${told}
     systemctl restart cron`,
  );
  const hour = async (): Promise<number> => Number(await machine.must(['date', '+%H']));
  const before = await hour();
  expect(before).toBe(jumps === 1 ? 1 : 2);
  await applied('first');
  await machine.sh('systemctl restart kapa-watch');
  const silenced = now();
  const length = Math.round((at + 45_000 - silenced) / 1000);
  await machine.must(['kapa', 'silence', 'Nobody is told', '--for', `${length}s`, '--reason', change]);
  await until(at - 20_000);
  await machine.must(['systemctl', 'stop', 'shop']);
  const from = now();
  await heard(/^❌ Shop answers: alert/mu);
  expect(now()).toBeLessThan(at);
  await applied('second');

  await until(at + 2000);
  expect(await hour()).toBe(jumps === 1 ? 3 : 2);
  await applied('third');
  await until(at + 20_000);
  await machine.must(['systemctl', 'start', 'shop']);
  const [, lasted] = await heard(/^✅ Shop answers: healed, after (\d+)s/mu);
  expect(Number(lasted)).toBeGreaterThan(25);
  expect(Number(lasted)).toBeLessThanOrEqual((now() - from) / 1000);
  expect(await silence()).toContain(`silenced until`);

  await until(at + 65_000);
  // cron: what runs all the time goes on; what falls into the hour that is not, or comes twice, runs once, or not again.
  const runs = (name: string): number => machine.get(`/var/tmp/${name}`).length;
  expect(runs('often')).toBeGreaterThanOrEqual(2);
  expect(machine.get('/var/tmp/checked').split('\n').filter(Boolean).length).toBeGreaterThanOrEqual(2);
  expect((await machine.run(['cat', '/var/tmp/fixed'])).stdout).toBe(fixed);
  // watch: a sample each ten seconds, as before.
  const times = samplesSince(silenced);
  expect(times.length).toBeGreaterThan(8);
  const gaps = times.flatMap((time, index) => (index === 0 ? [] : [time - (times[index - 1] ?? 0)]));
  expect(Math.max(...gaps)).toBeLessThan(20);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  expect(await silence()).not.toContain('silenced until');

  // The last apply is the last one, also where its name says that it was an hour before the one before it.
  const applies =
    (await machine.must(['kapa', 'history', '--kind', 'apply'])).match(/transaction \S+/gu) ?? [];
  expect(applies).toHaveLength(new Set(applies).size);
  expect(machine.get(shop)).toBe('third\n');
  await machine.must(['kapa', 'restore', shop, '--yes']);
  expect(machine.get(shop)).toBe('second\n');
  expect(await machine.must(['journalctl', '-u', 'kapa-watch', '-o', 'cat'])).not.toMatch(/\bat \//u);
});

function policy(content: string): string {
  return `policy: clock
group: clock
settings: { notify: { channels: [{ name: page, command: { argv: [/usr/local/bin/page] } }] } }
resources:
  - { name: Shop, file: { path: ${shop}, content: "${content}\\n" } }
  - name: Jobs
    cron:
      user: root
      jobs:
        - { schedule: '1 2 * * *', run: 'printf x >> /var/tmp/fixed' }
        - { schedule: '*/1 * * * *', run: 'printf x >> /var/tmp/often' }
        - { schedule: '* * * * *', run: 'kapa check --format nagios ${policies} >> /var/tmp/checked' }
  - { name: Watch, systemd_unit: { name: kapa-watch.service, template: kapa-watch.service.hbs, with: { policies: ${policies} }, enabled: true, running: true } }
probes:
  shop: { http: { url: 'http://127.0.0.1:8088/', timeout: 2s } }
rules:
  - { name: Shop answers, when: shop.failing, every: 5s }
  - { name: Nobody is told, when: shop.status == 999, every: 5s }
`;
}

/** Seconds at which watch measured from a time on, oldest first. */
function samplesSince(time: number): readonly number[] {
  const folder = '/var/lib/kapa/samples';
  return readdirSync(join(machine.root, folder))
    .toSorted()
    .flatMap((file) => machine.get(`${folder}/${file}`).trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as unknown)
    .flatMap((row) => (Array.isArray(row) && Number(row[0]) * 1000 >= time ? [Number(row[0])] : []));
}

async function silence(): Promise<string> {
  return (await machine.run(['kapa', 'status'])).stdout;
}

async function heard(what: RegExp): Promise<RegExpExecArray> {
  try {
    await machine.waitUntil(`the channel hears ${what.source}`, async () => what.test(machine.get(told)), 60);
  } catch (error) {
    const said = await machine.sh(
      'kapa status || true; kapa history; journalctl -u kapa-watch -o cat | tail -n 40',
    );
    throw new Error(`${machine.get(told)}\n${said}`, { cause: error });
  }
  return what.exec(machine.get(told)) as RegExpExecArray;
}
