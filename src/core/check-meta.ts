import type { Finding, FindingId } from './finding.ts';
import type { Text } from './text.ts';

/** Description of a lint rule, for `kapa explain`, the documentation and SARIF. */
export interface RuleMeta {
  readonly id: FindingId;
  /** A short name in lower case with hyphens, stable as the id. */
  readonly name: string;
  readonly severity: Finding['severity'];
  /** Fault that it finds, in a sentence. */
  readonly summary: Text;
  /** Reason why it matters. */
  readonly why: Text;
  /** A piece of a policy that the rule finds fault with. */
  readonly bad: string;
  /** The same piece, put right. */
  readonly good: string;
}
