/** Milliseconds between two looks at the clocks. */
const beat = 100;
/** Milliseconds by which a look may be late on a busy machine without a word. */
const jitter = 100;

/** Watch over this process itself: whether it was at work when it should have been. */
interface LatenessWatch {
  /** Ends the watch. Seconds by which the process was late, 0 where that is too little to matter. */
  end(): number;
}

/**
 * Begins to watch. Late is a process whose timers fire late, whatever kept it: work of its own, too few processors, SIGSTOP,
 * a machine that was suspended (the clock of the day goes on then, the timers' clock may not).
 */
function watchLateness(): LatenessWatch {
  const begun = clocks();
  let last = begun;
  let late = 0;
  const look = (expected: number): void => {
    const now = clocks();
    const over = longest(last, now) - expected;
    if (over > jitter) late += over;
    last = now;
  };
  const timer = setInterval(look, beat, beat).unref();
  return {
    end() {
      clearInterval(timer);
      look(beat);
      return late > Math.max(leastMilliseconds, longest(begun, clocks()) * leastShare) ? late / 1000 : 0;
    },
  };
}

/**
 * A process that was late by less than both has measured well enough: what was asked had half of its time and more. A
 * host that is ill is often a busy one, and its illness must not pass for kapa's own.
 */
const leastMilliseconds = 250;
const leastShare = 0.5;

interface Clocks {
  readonly steady: number;
  readonly wall: number;
}

function clocks(): Clocks {
  return { steady: performance.now(), wall: Date.now() };
}

function longest(from: Clocks, to: Clocks): number {
  return Math.max(to.steady - from.steady, to.wall - from.wall);
}

/** Something to ask that may answer too late, and the answer may be this process's own fault. */
export interface Question<Answer> {
  ask(): Promise<Answer>;
  /** Tells whether an answer may be as it is only because this process was late: a time-out, a latency. */
  isOfTime(answer: Answer): boolean;
  /** Answer in place of one that is worth nothing; `seconds` that this process was late. */
  late(seconds: number, answer: Answer): Answer;
}

/**
 * Answer to a question. Where this process was late meanwhile, a time-out says nothing of what was asked: it is asked once
 * more, and the answer is `late` where that went the same way. Every time-out of a measurement goes through here.
 */
export async function askOnTime<Answer>({ ask, isOfTime, late }: Question<Answer>): Promise<Answer> {
  for (let isAgain = false; ; isAgain = true) {
    const watch = watchLateness();
    let seconds = 0;
    const answer = await ask().finally(() => (seconds = watch.end()));
    if (seconds === 0 || !isOfTime(answer)) return answer;
    if (isAgain) return late(seconds, answer);
  }
}
