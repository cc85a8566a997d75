import { cumulativeCounter, killWithoutLimit, slowVerify } from './ladder.ts';
import { twoOwners } from './ownership.ts';
import { unknownReference } from './references.ts';
import { readableSecret, writtenSecret } from './secrets.ts';
import type { Check } from './subject.ts';
import { unused } from './unused.ts';

/** Checks of the language itself, across items. */
export const checks: readonly Check[] = [
  twoOwners,
  unused,
  unknownReference,
  killWithoutLimit,
  cumulativeCounter,
  slowVerify,
  writtenSecret,
  readableSecret,
];
