import type { Host } from '../core/host.ts';

/** News for systemd. Outside of systemd nothing is told. */
export interface Readiness {
  ready(): Promise<void>;
  reloading(): Promise<void>;
  stopping(): Promise<void>;
  close(): void;
}

/** A loop that gives no sign of life for so long hangs: longer than any remedy and its verification. */
const longestSilence = 300;

/**
 * Speaks systemd's readiness and watchdog protocol through systemd-notify, since Node has no datagram socket for
 * $NOTIFY_SOCKET: a child of some 3 ms at each turn of the watchdog, which speaks in the name of its parent. The unit must not
 * listen to others (`NotifyAccess=main`): programs of users, as an ecosystem file, run in its control group as well.
 * `alive` is when the loops last gave a sign of life, in milliseconds since 1970.
 */
export function openReadiness(
  host: Host,
  env: Readonly<Record<string, string | undefined>>,
  alive: () => number,
): Readiness {
  const socket = env['NOTIFY_SOCKET'];
  const notify = async (...states: readonly string[]): Promise<void> => {
    if (socket !== undefined)
      await host.run(['systemd-notify', ...states], { env: { NOTIFY_SOCKET: socket }, timeout: 5 });
  };
  const watchdog = Number(env['WATCHDOG_USEC'] ?? Number.NaN) / 2000;
  const timer =
    socket !== undefined && watchdog > 0
      ? setInterval(() => {
          if (Date.now() - alive() < longestSilence * 1000) void notify('WATCHDOG=1');
        }, watchdog)
      : undefined;
  return {
    ready: async () => notify('--ready', `--pid=${process.pid}`),
    reloading: async () => notify('RELOADING=1'),
    stopping: async () => notify('STOPPING=1'),
    close: () => {
      clearInterval(timer);
    },
  };
}
