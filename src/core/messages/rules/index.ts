import { acrossRuleSentences } from './across.ts';
import { apacheRuleSentences } from './apache.ts';
import { languageRuleSentences } from './language.ts';
import { mistakesRules } from './mistakes.ts';
import { typesRules } from './types.ts';

/** Sentences on what each lint rule finds, and why that matters. */
export const rules = {
  ...acrossRuleSentences,
  ...apacheRuleSentences,
  ...languageRuleSentences,
  ...mistakesRules,
  ...typesRules,
};
