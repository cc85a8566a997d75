import { addressesOf } from '../../../core/addresses.ts';
import type { ResourceItem } from '../../../core/policy.ts';
import { t } from '../../../core/text.ts';
import { findingAt } from '../../../core/lint-check.ts';
import type { Check } from './subject.ts';

/**
 * KAPA020: two resources that own one address undo each other at every apply. So do one that declares the whole text of
 * a file and one that edits a part of it.
 */
export const twoOwners: Check = function* twoOwners({ set, registry }) {
  const types = new Map(registry.resources.map((type) => [type.type, type]));
  const owners = new Map<string, ResourceItem>();
  const whole = new Map<string, ResourceItem>();
  for (const item of set.resources)
    if (declaresText(item)) for (const address of ownsOf(item)) whole.set(address, item);
  for (const item of set.resources) {
    for (const address of ownsOf(item)) {
      const edited = /^apache:(\/[^#]+)#/u.exec(address)?.[1];
      const owner = owners.get(address) ?? whole.get(`file:${edited}`);
      if (owner === undefined) {
        owners.set(address, item);
        continue;
      }
      // Facts may want one of the two on one host and the other on another.
      if (owner.perhaps !== undefined && item.perhaps !== undefined && owner.perhaps !== item.perhaps)
        continue;
      const { line, file } = owner.locate([], 'key');
      yield findingAt(item, [], 'key', {
        id: 'KAPA020',
        severity: 'error',
        message:
          edited !== undefined && whole.get(`file:${edited}`) === owner
            ? t('lint.whole_and_part', { file: edited, other: owner.name })
            : t('lint.two_owners', { what: shown(address), other: owner.name }),
        cure: t('lint.two_owners_cure', { other: owner.name, place: `${file}:${line}` }),
      });
      break;
    }
  }

  function ownsOf(item: ResourceItem): ReadonlySet<string> {
    const type = types.get(item.type);
    return new Set(type && addressesOf(type, item));
  }

  function declaresText({ type, spec }: ResourceItem): boolean {
    const { content, source } = spec as { readonly content?: unknown; readonly source?: unknown };
    return content !== undefined || source !== undefined || types.get(type)?.template?.(spec) !== undefined;
  }
};

/** An address as people say it. */
function shown(address: string): string {
  return address
    .replace(/^(?:file|dir|link):/u, '')
    .replace(/^crontab:([^#]*)#?/u, 'crontab -u $1 ')
    .trim();
}
