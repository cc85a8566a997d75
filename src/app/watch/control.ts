/** Signals and wishes as the loops of a watch come to know of them. */
export interface Control {
  readonly ended: () => boolean;
  /** True while another of kapa's commands, as `reset`, needs the groups, or packages of the site are changed. */
  readonly asideFor: () => boolean;
  /** Ended, or standing aside: finish the act under way, begin no other. */
  readonly interrupted: () => boolean;
  /** Sleeps, but not on when woken. */
  readonly sleep: (seconds: number) => Promise<void>;
  /** Sleeps for a verification under way, which a signal does not cut short. */
  readonly sleepThrough: (seconds: number) => Promise<void>;
  /** Waits for the next turn of the housekeeping, which is no sign of life of a group. */
  readonly rest: (seconds: number) => Promise<void>;
  /** Milliseconds since 1970 of the last sign of life of a group. */
  readonly alive: () => number;
  end(): void;
  standAside(wanted: boolean): void;
  wake(): void;
}

/** A control that nobody has told anything yet; `mustWait` is asked each time whether others are at work. */
export function newControl(mustWait: () => boolean): Control {
  let ended = false;
  let aside = false;
  let lastSign = Date.now();
  const asideFor = (): boolean => aside || mustWait();
  const sleepers = new Set<() => void>();
  const wake = (): void => {
    for (const sleeper of [...sleepers]) sleeper();
  };
  const rest = async (seconds: number): Promise<void> => {
    if (ended) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        sleepers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000);
      sleepers.add(done);
    });
  };
  return {
    ended: () => ended,
    asideFor,
    interrupted: () => ended || asideFor(),
    alive: () => lastSign,
    rest,
    wake,
    async sleepThrough(seconds) {
      lastSign = Date.now();
      await new Promise<void>((resolve) => {
        setTimeout(resolve, seconds * 1000);
      });
    },
    async sleep(seconds) {
      lastSign = Date.now();
      await rest(seconds);
      lastSign = Date.now();
    },
    end() {
      ended = true;
      wake();
    },
    standAside(wanted) {
      if (aside === wanted) return;
      aside = wanted;
      wake();
    },
  };
}
