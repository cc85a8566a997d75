import { nearest } from '../../core/nearest.ts';
import type { Locate } from '../../core/policy.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import { meantBeside, meantKey, meantSwitch } from '../schema/meant-keys.ts';
import type { RawItem } from './judged-document.ts';
import type { Find } from './loading.ts';

/** The type that the one key of an item names; undefined: none, several or an unknown one, and that is told. */
export function typeKey<T extends Named>(
  raw: RawItem,
  common: readonly string[],
  types: ReadonlyMap<string, T>,
  locate: Locate,
  find: Find,
): T | undefined {
  const keys = Object.keys(raw).filter((key) => !common.includes(key));
  const known = keys.filter((key) => types.has(key));
  const [only] = known;
  const type = only !== undefined && known.length === 1 ? types.get(only) : undefined;
  const strayed = keys.find((key) => Object.hasOwn(type?.schema['properties'] ?? {}, key));
  if (type !== undefined && strayed !== undefined) {
    find(
      'KAPA006',
      locate([strayed], 'key'),
      t('policy.not_below', { key: strayed, type: type.type }),
      t('policy.not_below_cure', { type: type.type }),
    );
    return undefined;
  }
  for (const key of keys.filter((one) => !types.has(one))) {
    if (key === '<<') {
      find('KAPA003', locate([key], 'key'), t('policy.merge_key'), t('policy.merge_key_cure'));
      continue;
    }
    const meant = meantType(key, types) ?? meantKey(key, common);
    find(
      'KAPA006',
      locate([key], 'key'),
      t('policy.unknown_type', { type: key }),
      meant === undefined
        ? t('policy.unknown_type_cure', { known: [...types.keys()].join(', ') })
        : meantTypeCure(key, raw[key], meant, types),
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

/** Cure that names the type that is meant, and its keys for those of another tool. */
function meantTypeCure(key: string, spec: unknown, meant: string, types: ReadonlyMap<string, Named>): Text {
  const known = types.get(meant)?.schema['properties'] as Readonly<Record<string, SchemaPart>> | undefined;
  if (known === undefined || typeof spec !== 'object' || spec === null || Array.isArray(spec))
    return t('policy.did_you_mean', { meant });
  const renamed = Object.entries(spec).flatMap(([name, value]) => {
    const turned = meantSwitch(value, known);
    if (turned !== undefined && !Object.hasOwn(known, name))
      return [`${name}: ${String(value)} → ${turned.key}: ${turned.on}`];
    const like = Object.hasOwn(known, name) ? undefined : meantBeside(name, known);
    // What another tool reads its template from is the template.
    const own = like === 'source' && Object.hasOwn(known, key) ? key : like;
    return own === undefined ? [] : [`${name} → ${own}`];
  });
  return renamed.length === 0
    ? t('policy.did_you_mean', { meant })
    : t('policy.did_you_mean_with', { meant, keys: renamed.join(', ') });
}

/** A type as far as its name goes. */
interface Named {
  readonly type: string;
  readonly schema: SchemaPart;
  readonly elsewhere?: readonly string[];
}

/** The type that somebody means by a name that there is not: a misspelt one, or what another tool calls so. */
function meantType(key: string, types: ReadonlyMap<string, Named>): string | undefined {
  return (
    nearest(key, types.keys()) ??
    [...types.values()].find(({ elsewhere }) => elsewhere?.includes(key.toLowerCase()))?.type
  );
}
