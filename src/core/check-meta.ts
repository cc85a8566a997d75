import type { Finding, FindingId } from './finding.ts';
import type { Text } from './text.ts';

/** What a lint rule is, for `kapa explain`, the documentation and SARIF. */
export interface RuleMeta {
  readonly id: FindingId;
  /** A short name in lower case with hyphens, stable as the id. */
  readonly name: string;
  readonly severity: Finding['severity'];
  /** What is wrong, in a sentence. */
  readonly summary: Text;
  /** Why it matters. */
  readonly why: Text;
  /** A piece of a policy that the rule finds fault with. */
  readonly bad: string;
  /** The same piece, put right. */
  readonly good: string;
}
