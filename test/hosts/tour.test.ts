import { appendFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { askSite, hosts, installKapa, putPolicies, siteLayers } from './site.ts';

// The tour of the README, typed on each of the hosts, with what it says to change in the policies.

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
const [found = [], copied = [], made = []] = commandsUnder('A tour of a real host');
const file = process.env['OUTAGE_FIGURES'];

describe.each(hosts)('$name', ({ name, release, ...setting }) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await boot(`tour-${release}`, await siteLayers(release, setting));
    await machine.waitForPort(3001);
    await machine.waitForPort(443);
  });
  afterAll(() => machine.stop());

  test('what init finds fits, and rules are proposed for the backend', async () => {
    await installKapa(machine);
    for (const command of found) await machine.sh(command);
    expect((await machine.run(['kapa', 'plan', '--detailed-exitcode'])).status).toBe(0);
    const proposed = machine.get('/etc/kapa/policies/backend-3001.yaml.off');
    expect(proposed).toContain(setting.runner === 'pm2' ? 'pm2_restart' : 'service_restart');
    await machine.sh('rm -r /etc/kapa; npm uninstall --global kapa');
  });

  test('it is set up by the README alone, long before ten minutes are over', async () => {
    const began = performance.now();
    await installKapa(machine);
    for (const command of copied) await machine.sh(command);
    putPolicies(machine, setting);
    for (const command of made)
      await machine.sh(command.startsWith('kapa apply') ? `${command} --yes` : command);
    const recovered = (performance.now() - began) / 1000;
    expect(recovered).toBeLessThan(600);
    if (file !== undefined)
      appendFileSync(
        file,
        `${JSON.stringify({ host: name, scenario: 'set up by the README', monitor: 'kapa watch', recovered, failed: 0, wrong: [] })}\n`,
      );
    expect(await machine.must(['kapa', 'apply', '--yes'])).toMatch(/^Nothing to do/mu);
    expect(await askSite(machine)).toBe(200);
    expect(await machine.must(['crontab', '-l'])).toMatch(/^\*\/3 .*kapa check --group health/mu);
    await machine.must(['kapa', 'check']);
    expect((await machine.run(['kapa', 'doctor'])).stdout).not.toContain('✗');
    expect(await machine.sh('grep "CLOSE_WAIT:" /var/log/kapa_health.log')).toContain('✅');
  });
});

/** Commands in each block of code below a heading of the README, without their comments. */
function commandsUnder(heading: string): readonly (readonly string[])[] {
  const section = readme.split(/^## /mu).find((one) => one.startsWith(heading)) ?? '';
  return [...section.matchAll(/^```\n([^]*?)^```$/gmu)].map(([, block = '']) =>
    block
      .trim()
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/u, '')),
  );
}
