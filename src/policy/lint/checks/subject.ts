import type { Finding, Severity } from '../../../core/finding.ts';
import type { LintSubject } from '../../../core/lint-check.ts';
import type { DeclaredNames, LoadedPolicies } from '../../load/load.ts';
import type { PolicyDocument } from '../../yaml/document.ts';

/** A template that stands in a policy's own `templates/`. */
export interface OwnTemplate {
  readonly name: string;
  readonly file: string;
}

/** Subject of checks of the language itself: besides the set, the names and texts of the policies. */
export interface Subject extends LintSubject {
  readonly names: DeclaredNames;
  readonly documents: readonly PolicyDocument[];
  /** Texts of the files that give values. */
  readonly values: readonly PolicyDocument[];
  readonly templates: readonly OwnTemplate[];
  /** Words of conditions as cures put them right: names that are misspelt there are meant to be used. */
  readonly meant: ReadonlySet<string>;
  /** Resources whose `when` does not hold. */
  readonly elsewhere: LoadedPolicies['elsewhere'];
}

/** A check of the language itself, across items. */
export type Check<S extends Severity = Severity> = (subject: Subject) => Iterable<Finding<S>>;
