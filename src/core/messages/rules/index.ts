import { acrossRules } from './across.ts';
import { apacheRules } from './apache.ts';
import { languageRules } from './language.ts';
import { mistakesRules } from './mistakes.ts';
import { typesRules } from './types.ts';

/** Sentences on what each lint rule finds, and why that matters. */
export const rules = {
  ...acrossRules,
  ...apacheRules,
  ...languageRules,
  ...mistakesRules,
  ...typesRules,
};
