/** Facts of a process in /proc/PID/stat, in the kernel's units (proc_pid_stat(5)). */
export interface ProcStat {
  /** The name that the kernel keeps, 15 bytes at most. */
  readonly command: string;
  /** `R`, `S`, `D`, `T` (stopped), `Z` (a zombie). */
  readonly state: string;
  readonly parent: number;
  /** The process that leads its group: itself, where it was detached from whoever started it. */
  readonly group: number;
  /** True: it is part of the kernel. */
  readonly isKernelThread: boolean;
  /**
   * True: nothing of it runs any more. A process whose first thread has ended is shown as a zombie while its
   * other threads still run, and keep its files and ports.
   */
  readonly ended: boolean;
  /** Processor time used so far, in clock ticks. */
  readonly cpu: number;
  /** Time when it was started, in clock ticks after the machine's start. */
  readonly started: number;
  /** Memory that it holds, in pages. */
  readonly pages: number;
  readonly threads: number;
}

/** Reads a /proc/PID/stat, decoded as latin1; undefined where it is none. */
export function parseProcStat(text: string): ProcStat | undefined {
  // The name stands in brackets and may itself hold brackets, blanks and newlines.
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open === -1 || close === -1) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const number = (at: number): number => Number(fields[at] ?? 0);
  const state = fields[0] ?? '';
  return {
    command: text.slice(open + 1, close),
    state,
    parent: number(1),
    group: number(2),
    isKernelThread: (number(6) & kernelThread) !== 0,
    ended: state === 'X' || state === 'x' || (state === 'Z' && number(17) <= 1),
    cpu: number(11) + number(12),
    started: number(19),
    pages: number(21),
    threads: number(17),
  };
}

/** PF_KTHREAD of the kernel's include/linux/sched.h. */
const kernelThread = 0x200000;
