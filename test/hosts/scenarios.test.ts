import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setPace, type MonitorName, type Pace } from './monitors.ts';
import { outageHost, runHealthy, runScenario, type Figures } from './outage.ts';
import { boot } from './machine.ts';
import type { Scenario } from './scenario.ts';
import { runners, scenariosOf } from './scenarios.ts';
import { hosts } from './site.ts';

// bench/outage.mjs runs the same scenarios under every monitor, and wants the figures; only kapa is judged.
const file = process.env['OUTAGE_FIGURES'];
const monitors = (process.env['OUTAGE_MONITORS'] ?? 'kapa watch').split(',') as readonly MonitorName[];
const only = process.env['OUTAGE_ONLY'];
const interval = Number(process.env['OUTAGE_INTERVAL'] ?? 0);
/** Parts of the names of the hosts that are shown; a bench of several monitors is of the operator's. */
const shown = (process.env['OUTAGE_HOSTS'] ?? (interval > 0 ? hosts[0]?.name : undefined))?.split('|');

/** The pace of a bench: the fault comes half-way between two looks, as it does on average. */
function benchPace(monitor: MonitorName): Pace {
  const after = monitor === 'kapa watch' ? 15 : interval + 5;
  return { interval, phase: interval / 2, patience: interval * 1.5 + 25, after };
}

/** Between rounds a minute apart only the early check of `kapa watch` can be in time. */
const rare: Pace = { interval: 60, phase: 2, patience: 45, after: 5 };
const frequent: Pace = { interval: 2, phase: 4, patience: 30, after: 5 };

function paceOf(monitor: MonitorName, { quiet, lasting }: Partial<Scenario>): Pace {
  if (interval > 0) return benchPace(monitor);
  return quiet === true ? { ...(lasting === true ? rare : frequent), patience: 14 } : rare;
}

describe.each(hosts.filter(({ name }) => shown === undefined || shown.includes(name)))(
  '$name',
  ({ name: hostName, release, ...setting }) => {
    let host: Awaited<ReturnType<typeof outageHost>>;
    const runner = runners[setting.runner];

    beforeAll(async () => {
      host = await outageHost(release, setting);
    });
    afterAll(() => host.drop());

    describe.each(monitors)('%s', (monitor) => {
      const isKapa = monitor.startsWith('kapa');

      test.runIf(only === undefined)('does nothing on a healthy host', async () => {
        const figures = await runHealthy(
          host.layers,
          monitor,
          paceOf(monitor, { quiet: true }),
          interval > 0 ? interval * 2 : 6,
        );
        record({ scenario: 'healthy', monitor, ...figures });
        if (isKapa) expect(figures.wrong).toEqual([]);
      });

      test.each(
        scenariosOf(setting).filter(
          ({ name }) => only === undefined || only.split(',').some((part) => name.includes(part)),
        ),
      )('$name', async (scenario) => {
        const figures = await measured(scenario, monitor);
        if (figures === undefined || !isKapa) return;
        expect(figures.wrong, figures.said).toEqual([]);
        if (scenario.quiet === true) {
          expect(figures.said).not.toContain('🔄');
          expect(figures.detected, figures.said).toBeUndefined();
        } else expect(figures.recovered, figures.said).toBeDefined();
      });
    });

    test.runIf(only === undefined)(
      'a deploy under kapa pause is not healed, and is after the pause',
      async () => {
        const machine = await boot('outage-pause', host.layers);
        try {
          await machine.waitForPort(3001);
          setPace(machine, frequent, 0);
          await machine.must(['systemctl', 'start', 'm-watch']);
          await machine.must(['kapa', 'pause', '--for', '1m', '--reason', 'deploy']);
          await runner.stop(machine);
          const alerted = async (): Promise<boolean> =>
            (await machine.must(['kapa', 'history', '--since', '1h', '--kind', 'alert'])).includes(
              'Backend is online',
            );
          await machine.waitUntil('the alert goes on', alerted, 20);
          await new Promise((resolve) => void setTimeout(resolve, 4000));
          expect(await runner.ownsPort(machine)).toBe(false);
          await machine.must(['kapa', 'resume']);
          await machine.waitUntil('it is healed', () => runner.ownsPort(machine), 20);
        } finally {
          await machine.stop();
        }
      },
    );

    /** One scenario under one monitor; for a bench tried twice, and what did not run is recorded with its reason. */
    async function measured(scenario: Scenario, monitor: MonitorName): Promise<Figures | undefined> {
      for (let tries = interval > 0 ? 2 : 1; ; tries -= 1) {
        try {
          const figures = await runScenario(host.layers, scenario, monitor, paceOf(monitor, scenario));
          record(figures);
          return figures;
        } catch (error) {
          if (interval === 0) throw error;
          if (tries > 1) continue;
          record({ scenario: scenario.name, monitor, notRun: String(error) });
          return undefined;
        }
      }
    }

    function record(figures: object): void {
      if (file !== undefined) appendFileSync(file, `${JSON.stringify({ host: hostName, ...figures })}\n`);
    }
  },
);
