/** Request to end the process, by Ctrl-C, kill or a broken connection, if somebody has made one. */
export interface Interrupt {
  asked(): boolean;
  stop(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens, so that a change can be undone first; the same signal once more ends the process at once. */
export function listenForInterrupt(): Interrupt {
  let asked = false;
  const note = (): void => {
    asked = true;
  };
  for (const signal of signals) process.once(signal, note);
  return {
    asked: () => asked,
    stop: () => {
      for (const signal of signals) process.off(signal, note);
    },
  };
}
