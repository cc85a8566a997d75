import { lowCloseWait, lowMemory, unreachableWorkers } from '../../../packs/apache/lint.ts';
import { cumulativeCounter, killWithoutLimit, slowVerify } from './ladder.ts';
import { twoOwners } from './ownership.ts';
import { unknownReference } from './references.ts';
import { deadSchedule, programNotFound, schedulesApart } from '../../../packs/cron/lint.ts';
import { readableSecret, writtenSecret } from './secrets.ts';
import type { Check } from './subject.ts';
import { unused } from './unused.ts';

/** Every rule across items. */
export const checks: readonly Check[] = [
  twoOwners,
  unused,
  unknownReference,
  killWithoutLimit,
  cumulativeCounter,
  slowVerify,
  unreachableWorkers,
  lowMemory,
  lowCloseWait,
  deadSchedule,
  schedulesApart,
  programNotFound,
  writtenSecret,
  readableSecret,
];
