/** Kinds of values that a shell can offer: files, or what packaging/kapa/complete-values lists. */
export type ValueKind = 'files' | 'folders' | 'rules' | 'resources' | 'groups' | 'transactions' | 'topics';

/** An option as a shell sees it. */
export interface CompletedOption {
  readonly flags: readonly string[];
  readonly about: string;
  /** It takes a value: of these, of a kind, or of the operator's own. */
  readonly value?: readonly string[] | ValueKind | 'free';
}

/** A command as a shell sees it. */
export interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** Kinds of its arguments; the last holds for all further ones. */
  readonly places: readonly ValueKind[];
}
