import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MonitorName } from './monitors.ts';
import { outageHost, runHealthy, runScenario } from './outage.ts';
import { boot } from './machine.ts';
import { ownsPort, scenarios } from './scenarios.ts';
import { site } from './site.ts';

// bench/outage.mjs runs the same scenarios under every monitor, and wants the figures; only kapa is judged.
const file = process.env['OUTAGE_FIGURES'];
const monitors: readonly MonitorName[] =
  file === undefined ? ['kapa watch'] : ['kapa watch', 'kapa by cron', 'scripts', 'Monit'];
const only = process.env['OUTAGE_ONLY'];

let host: Awaited<ReturnType<typeof outageHost>>;

beforeAll(async () => {
  host = await outageHost();
});
afterAll(() => host.drop());

describe.each(monitors)('%s', (monitor) => {
  const isKapa = monitor.startsWith('kapa');

  test.runIf(only === undefined)('does nothing on a healthy host', async () => {
    const figures = await runHealthy(host.layers, monitor, file === undefined ? 6 : 12);
    record({ scenario: 'healthy', monitor, ...figures });
    if (isKapa) expect(figures.wrong).toEqual([]);
  });

  test.each(scenarios.filter(({ name }) => only === undefined || name.includes(only)))(
    '$name',
    async (scenario) => {
      const figures = await runScenario(host.layers, scenario, monitor);
      record(figures);
      if (!isKapa) return;
      expect(figures.wrong, figures.said).toEqual([]);
      if (scenario.quiet === true) expect(figures.said).not.toContain('🔄');
      else expect(figures.recovered, figures.said).toBeDefined();
    },
  );
});

test.runIf(only === undefined)(
  'a deploy under kapa pause is not healed, and is after the pause',
  async () => {
    const machine = await boot('outage-pause', host.layers);
    try {
      await machine.waitForPort(3001);
      await machine.must(['systemctl', 'start', 'm-watch']);
      await machine.must(['kapa', 'pause', '--for', '1m', '--reason', 'deploy']);
      await machine.must(['pm2', 'stop', site.app], { user: site.user });
      const alerted = async (): Promise<boolean> =>
        (await machine.must(['kapa', 'history', '--since', '1h', '--kind', 'alert'])).includes(
          'Backend is not online',
        );
      await machine.waitUntil('the alert goes on', alerted, 20);
      await new Promise((resolve) => void setTimeout(resolve, 4000));
      expect(await ownsPort(machine)).toBe(false);
      await machine.must(['kapa', 'resume']);
      await machine.waitUntil('it is healed', () => ownsPort(machine), 20);
    } finally {
      await machine.stop();
    }
  },
);

function record(figures: unknown): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figures)}\n`);
}
