import type { ResourceItem } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import { findingAt, type Check } from './subject.ts';

/** KAPA020: two resources that own one address undo each other at every apply. */
export const twoOwners: Check = function* twoOwners({ set, registry }) {
  const types = new Map(registry.resources.map((type) => [type.type, type]));
  const owners = new Map<string, ResourceItem>();
  for (const item of set.resources) {
    for (const address of new Set(types.get(item.type)?.owns(item.spec))) {
      const owner = owners.get(address);
      if (owner === undefined) {
        owners.set(address, item);
        continue;
      }
      const { line, file } = owner.locate([], 'key');
      yield findingAt(item, [], 'key', {
        id: 'KAPA020',
        severity: 'error',
        message: t('lint.two_owners', { what: shown(address), other: owner.name }),
        cure: t('lint.two_owners_cure', { other: owner.name, place: `${file}:${line}` }),
      });
      break;
    }
  }
};

/** An address as people say it. */
function shown(address: string): string {
  return address.replace(/^(?:file|dir|link):/u, '').replace(/^crontab:/u, 'crontab -u ');
}
