import type { Machine } from './machine.ts';
import type { Monitor } from './monitors.ts';

/** A fault made for real, and how one sees that it is over. */
export interface Scenario {
  readonly name: string;
  /** What stands before the fault, without a monitor. */
  before?(machine: Machine): Promise<void>;
  fault(machine: Machine): Promise<void>;
  /** Whether the fault is over, apart from visitors being served. */
  recovered(machine: Machine): Promise<boolean>;
  /** What may be restarted once more after the recovery, with good reason. */
  readonly mayLater?: readonly Replaced[];
  /** What the monitor should have said somewhere and did not. */
  unsaid?(machine: Machine, monitor: Monitor): Promise<readonly string[]>;
  /** What a right remedy may restart. */
  readonly may: readonly Replaced[];
  /** Visitors see it: it is over when the last failed request is. */
  readonly visible?: boolean;
  /** Nothing is wrong, and nothing may be done. */
  readonly quiet?: boolean;
  /** It lasts for a while: between two looks is to be longer, as it is in life. */
  readonly lasting?: boolean;
  /** The monitor is started when the fault stands: it takes a while to make. */
  readonly late?: boolean;
  /** The clock starts when the fault has been made, and not when its making began. */
  readonly clock?: 'after';
  /** Seconds that the making takes: it begins so much sooner, and the fault stands when it should. */
  readonly making?: number;
}

/** What remedies replace: processes, or Apache's workers by a reload that cuts no request. */
export type Replaced = 'apache' | 'backend' | 'workers';

/** Who runs the backend: what is done to it by its means, and what goes wrong only there. */
export interface Runner {
  stop(machine: Machine): Promise<void>;
  /** Whether who listens was started by it. Asked of the kernel: a command of its own takes too long. */
  ownsPort(machine: Machine): Promise<boolean>;
  readonly scenarios: readonly Scenario[];
}
