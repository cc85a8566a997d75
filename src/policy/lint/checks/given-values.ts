import type { Finding } from '../../../core/finding.ts';
import { nearest } from '../../../core/nearest.ts';
import { parseQuantity } from '../../../core/quantity.ts';
import { t } from '../../../core/text.ts';
import { valueName } from '../../../core/value-name.ts';
import type { DeclaredNames } from '../../load/load.ts';
import type { Check } from './subject.ts';

/** KAPA014, KAPA004: values that a file gives to what no policy has, and thresholds that are no quantity there. */
export const givenValues: Check = function* givenValues({ values, names }) {
  for (const { value: given, locate } of values)
    for (const [name, value] of Object.entries(given as Readonly<Record<string, unknown>>)) {
      const fault = valueFault(name, value, names);
      if (fault === undefined) continue;
      yield { ...fault, severity: 'error', place: locate([name], fault.id === 'KAPA014' ? 'key' : 'value') };
    }
};

/** Fault of a value that is given from outside of the policies; undefined: it has none. */
export function valueFault(
  name: string,
  value: unknown,
  { vars, thresholds, usedVars }: DeclaredNames,
): Pick<Finding, 'id' | 'message' | 'cure'> | undefined {
  if (thresholds.has(name))
    return isQuantity(value)
      ? undefined
      : {
          id: 'KAPA004',
          message: t('policy.no_quantity', { value: valueName(value) }),
          cure: t('policy.no_quantity_cure'),
        };
  // Facts are used by name as variables are, and are the host's own.
  if (vars.has(name) || (usedVars.has(name) && name !== 'facts')) return undefined;
  const meant = nearest(name, [...vars.keys(), ...thresholds.keys()]);
  return {
    id: 'KAPA014',
    message: t('policy.unknown_value', { name }),
    cure: meant === undefined ? t('policy.unknown_value_cure') : t('policy.did_you_mean', { meant }),
  };
}

function isQuantity(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && parseQuantity(value) !== undefined;
}
