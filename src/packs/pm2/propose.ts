import type { Backend, Finder, Proposal } from '../../core/found.ts';
import type { Instruments, Pm2Home } from '../../core/instruments.ts';
import { usualPm2Home } from '../../core/pm2-home.ts';
import { holdersOf, pidsOfApp } from '../network/port-holders.ts';
import { probeName, proposeAnswer, proposedRule, proposeHolder } from '../network/propose.ts';
import { askAll, runningIn } from './apps.ts';
import { ecosystemIn } from './found.ts';

/** Rules of the shipped policies for an application under PM2 that listens at the port of a backend. */
export async function proposeForApp(backend: Backend, finder: Finder): Promise<Proposal | undefined> {
  const { instruments } = finder;
  const app = instruments && (await appAt(backend, instruments));
  if (app === undefined) return undefined;
  const { name, home, cwd } = app;
  const account = await finder.host.account(home.user);
  if (account.state !== 'present') return undefined;
  const place = home.home === usualPm2Home(account.value) ? {} : { home: home.home };
  const named = { app: name, user: home.user, ...place };
  const ecosystem = await ecosystemIn(finder.host, cwd);
  const restart = { pm2_restart: named };
  const resets = ecosystem === undefined ? [] : [{ pm2_reset: { ...named, ecosystem } }];
  const answers = proposeAnswer(backend, { rank: 2, about: name, remedies: [restart] });
  const [port, state] = [probeName(backend, 'port'), probeName(backend, 'app')];
  return {
    ...answers,
    probes: {
      [state]: { pm2_app: { name, user: home.user, ...place } },
      [port]: {
        port_owner: { port: backend.port, expected: { pm2_app: name, user: home.user, ...place } },
      },
      ...answers.probes,
    },
    rules: [
      proposeHolder(backend, name, restart),
      proposedRule({
        name: `${name} is online behind port ${backend.port}`,
        es: `${name} está en línea detrás del puerto ${backend.port}`,
        when: `${state}.status != "online"`,
        do: [restart, ...resets],
      }),
      ...answers.rules,
    ],
  };
}

/** The application whose processes listen at the port of a backend. */
async function appAt(
  { port, address }: Backend,
  instruments: Instruments,
): Promise<{ readonly name: string; readonly home: Pm2Home; readonly cwd: string } | undefined> {
  const homes = await instruments.pm2Homes();
  const running = homes.state === 'present' ? runningIn(homes.value) : [];
  if (running.length === 0) return undefined;
  const holders = await holdersOf({ port, addresses: [address] }, instruments);
  const listening = holders.state === 'present' ? holders.value.map(({ process }) => process.pid) : [];
  if (listening.length === 0) return undefined;
  for (const { home, processes } of await askAll(running, instruments))
    for (const { name, cwd } of processes.state === 'present' ? processes.value : []) {
      const pids = await pidsOfApp({ app: name, user: home.user, home: home.home }, instruments);
      if (pids.state === 'present' && listening.some((pid) => pids.value.has(pid)))
        return { name, home, cwd };
    }
  return undefined;
}
