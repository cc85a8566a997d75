import { nearest } from '../../../core/nearest.ts';
import { t } from '../../../core/text.ts';
import { findingAt } from '../../../core/lint-check.ts';
import type { Check } from './subject.ts';

/** KAPA014: a rung that names a resource or a channel which is not declared. */
export const unknownReference: Check = function* unknownReference({ set }) {
  const known = {
    apply: ['resources', set.resources.map(({ name }) => name)],
    notify: ['channels', set.settings.notify.channels.map(({ name }) => name)],
  } as const;
  for (const rule of set.rules)
    for (const [index, { type, spec }] of rule.do.entries()) {
      if (type !== 'apply' && type !== 'notify') continue;
      const [key, names] = known[type];
      const wanted = (spec as Readonly<Record<string, unknown>> | null)?.[key];
      if (!Array.isArray(wanted)) continue;
      for (const [at, name] of wanted.entries()) {
        if (typeof name !== 'string' || names.includes(name)) continue;
        const meant = nearest(name, names);
        yield findingAt(rule, ['do', index, type, key, at], 'value', {
          id: 'KAPA014',
          severity: 'error',
          message:
            type === 'apply' ? t('policy.no_such_resource', { name }) : t('lint.no_such_channel', { name }),
          cure: meant === undefined ? t('policy.no_such_resource_cure') : t('policy.did_you_mean', { meant }),
        });
      }
    }
};
