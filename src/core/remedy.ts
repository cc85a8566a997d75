import type { Host } from './host.ts';
import type { SchemaPart } from './resource.ts';
import type { Service } from './service.ts';
import type { Text } from './text.ts';

/** How a rung of the ladder ended. `refused`: it would have been wrong to act, nothing was done. */
export type RemedyOutcome =
  | { readonly outcome: 'done'; readonly summary: Text }
  | { readonly outcome: 'refused' | 'failed'; readonly reason: Text };

/** What a remedy is given besides its spec. */
export interface RemedyContext {
  readonly host: Host;
  service(name: string): Service;
}

/** One kind of remedy. */
export interface RemedyType<Spec> {
  readonly type: string;
  readonly summary: string;
  readonly schema: SchemaPart;
  readonly example: string;
  /** Whether it ends processes: a rule that does so needs a limit. */
  readonly kills: boolean;
  /** What it acts upon, `pm2:kapa-backend`: one budget a target, across rules. */
  target(spec: Spec): string;
  act(spec: Spec, context: RemedyContext): Promise<RemedyOutcome>;
}

/** A type whose spec the holder need not know. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyRemedyType = RemedyType<any>;
