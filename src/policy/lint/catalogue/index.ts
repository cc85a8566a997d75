import type { RuleMeta } from '../../../core/check-meta.ts';
import { acrossRules } from './across.ts';
import { apacheRules } from './apache.ts';
import { languageRules } from './language.ts';
import { mistakeRules } from './mistakes.ts';
import { typeRules } from './types.ts';

/** Descriptions of all lint rules, in the order of their ids. */
export const ruleList: readonly RuleMeta[] = [
  ...languageRules,
  ...acrossRules,
  ...mistakeRules,
  ...apacheRules,
  ...typeRules,
].sort((a, b) => (a.id < b.id ? -1 : 1));
