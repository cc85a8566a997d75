import { nearest } from '../../core/nearest.ts';
import type { Locate } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import { meantKey } from '../schema/meant-keys.ts';
import type { RawItem } from './judged-document.ts';
import type { Find } from './loading.ts';

/** The type that the one key of an item names; undefined: none, several or an unknown one, and that is told. */
export function typeKey<T extends { readonly type: string }>(
  raw: RawItem,
  common: readonly string[],
  types: ReadonlyMap<string, T>,
  locate: Locate,
  find: Find,
): T | undefined {
  const keys = Object.keys(raw).filter((key) => !common.includes(key));
  const known = keys.filter((key) => types.has(key));
  for (const key of keys.filter((one) => !types.has(one))) {
    if (key === '<<') {
      find('KAPA003', locate([key], 'key'), t('policy.merge_key'), t('policy.merge_key_cure'));
      continue;
    }
    const meant = nearest(key, types.keys()) ?? meantKey(key, common);
    find(
      'KAPA006',
      locate([key], 'key'),
      t('policy.unknown_type', { type: key }),
      meant === undefined
        ? t('policy.unknown_type_cure', { known: [...types.keys()].join(', ') })
        : t('policy.did_you_mean', { meant }),
    );
  }
  const [first, second] = known;
  if (keys.length === 0) find('KAPA006', locate([]), t('policy.no_type'), t('policy.no_type_cure'));
  if (second !== undefined)
    find(
      'KAPA006',
      locate([second], 'key'),
      t('policy.two_types', { first: first ?? '', second }),
      t('policy.two_types_cure'),
    );
  return keys.length === 1 && first !== undefined ? types.get(first) : undefined;
}
