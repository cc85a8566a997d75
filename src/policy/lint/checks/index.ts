import { neverClears, oneConditionTwice } from './contradictions.ts';
import { cumulativeCounter, killWithoutLimit, slowVerify } from './ladder.ts';
import { foreignVariable } from './foreign.ts';
import { givenValues } from './given-values.ts';
import { idleLimit, shortWindow, withoutRemedy } from './limits.ts';
import { belowAbsent, circleOfRequires, requiresLeftOut } from './order.ts';
import { twoOwners } from './ownership.ts';
import { unknownReference } from './references.ts';
import { readableSecret, writtenSecret } from './secrets.ts';
import { remedyOfNothing, shellSigns, unknownService } from './strays.ts';
import type { Check } from './subject.ts';
import { unused } from './unused.ts';
import { dottedThousands, invisibleBlank, literalSign, noAddress } from './values.ts';

/** Checks of the language itself, across items, that find what keeps policies from being used. */
export const errorChecks: readonly Check[] = [
  twoOwners,
  unknownReference,
  givenValues,
  killWithoutLimit,
  circleOfRequires,
  belowAbsent,
  noAddress,
];

/** Checks of the language itself, across items, that find what should be seen to. */
export const warningChecks: readonly Check<'warning'>[] = [
  unused,
  cumulativeCounter,
  slowVerify,
  writtenSecret,
  readableSecret,
  requiresLeftOut,
  oneConditionTwice,
  neverClears,
  idleLimit,
  withoutRemedy,
  remedyOfNothing,
  shortWindow,
  shellSigns,
  unknownService,
  foreignVariable,
  invisibleBlank,
  dottedThousands,
  literalSign,
];
