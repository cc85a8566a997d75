import { neverClears, oneConditionTwice } from './contradictions.ts';
import { cumulativeCounter, killWithoutLimit, slowVerify } from './ladder.ts';
import { foreignVariable } from './foreign.ts';
import { idleLimit, shortWindow, withoutRemedy } from './limits.ts';
import { belowAbsent, circleOfRequires, requiresLeftOut } from './order.ts';
import { twoOwners } from './ownership.ts';
import { unknownReference } from './references.ts';
import { readableSecret, writtenSecret } from './secrets.ts';
import { remedyOfNothing, shellSigns, unknownService } from './strays.ts';
import type { Check } from './subject.ts';
import { unused } from './unused.ts';
import { dottedThousands, invisibleBlank, literalSign, noAddress } from './values.ts';

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
  circleOfRequires,
  requiresLeftOut,
  belowAbsent,
  oneConditionTwice,
  neverClears,
  idleLimit,
  withoutRemedy,
  remedyOfNothing,
  shortWindow,
  shellSigns,
  unknownService,
  foreignVariable,
  noAddress,
  invisibleBlank,
  dottedThousands,
  literalSign,
];
