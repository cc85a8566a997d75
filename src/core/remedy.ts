import type { Host } from './host.ts';
import type { ExchangeAnswer, ExchangeRequest, Instruments } from './instruments.ts';
import type { Reading } from './reading.ts';
import type { SchemaPart } from './resource.ts';
import type { Service } from './service.ts';
import type { Text } from './text.ts';

/**
 * Result of a rung of the ladder. `refused`: it would have been wrong to act, nothing was done. `not_needed`:
 * what it would bring about is so already.
 */
export type RemedyOutcome =
  | { readonly outcome: 'done'; readonly summary: Text }
  | { readonly outcome: 'refused' | 'not_needed' | 'failed'; readonly reason: Text };

/** Something that a PM2 daemon is asked to do to one of its applications, if that number has that name. */
export interface Pm2Request {
  readonly method: 'restartProcessId' | 'reloadProcessId' | 'deleteProcessId';
  readonly id: number;
  readonly name: string;
  /** Seconds; a graceful reload waits for the new worker. */
  readonly timeout: number;
}

/** Answer of a daemon: it did what it was asked to, or why not. */
export type Pm2Answer = { readonly ok: true } | { readonly ok: false; readonly reason: Text };

/** Result of a converging of named resources. */
export type Reapplied =
  { readonly ok: true; readonly changed: number } | { readonly ok: false; readonly reason: Text };

/** Context of a remedy besides its spec. */
export interface RemedyContext {
  readonly host: Host;
  /** A pass of its own at each call: the world as it is now. */
  instruments(): Instruments;
  service(name: string): Service;
  /** Asks the PM2 daemon in a folder, with its owner's rights; never starts one. */
  pm2(home: string, request: Pm2Request): Promise<Pm2Answer>;
  /** Tells what listens at a socket to do something, with the rights of the socket's owner; as `Instruments.exchange`. */
  exchange(request: ExchangeRequest): Promise<Reading<ExchangeAnswer>>;
  /** Converges resources of the policies, by name, as `kapa apply` would. */
  apply(names: readonly string[]): Promise<Reapplied>;
  /** Tells channels (all when none is named) something; answers with what went wrong. */
  notify(message: string, channels: readonly string[]): Promise<readonly Text[]>;
}

/** Deed of a remedy to its target. */
export type RemedyDeed = 'restarted' | 'reloaded' | 'reset' | 'killed';

/** One kind of remedy. */
export interface RemedyType<Spec> {
  readonly type: string;
  readonly summary: string;
  /** Names that other tools have for it: lint takes them for a slip. */
  readonly elsewhere?: readonly string[];
  readonly schema: SchemaPart;
  readonly example: string;
  /** True: it ends processes; a rule that does so needs a limit. */
  readonly kills: boolean;
  /** True: it only tells people; nothing that went before needs to have been done for it. */
  readonly tells?: boolean;
  /** Deed to its target, as a log line tells it; its own name where this is left out. */
  readonly told?: RemedyDeed;
  /**
   * Its part in `kapa reset`: each that the policies' rules declare, first; or the one that ends every reset, declared or
   * not, and then with an empty spec.
   */
  readonly reset?: 'declared' | 'last';
  /** Deed that it is about to do, in a few words, for a person who is to agree. */
  announced?(spec: Spec): Text;
  /** True: its spec has a `port`, whose `address` is what policies name for it where the spec does not. */
  readonly atPort?: boolean;
  /** Its spec with other names for the resources of the policies that it names; left out: it names none. */
  rename?(spec: Spec, name: (resource: string) => string): Spec;
  /** Target that it acts upon, `pm2:kapa-backend`: one budget a target, across rules. */
  target(spec: Spec): string;
  act(spec: Spec, context: RemedyContext): Promise<RemedyOutcome>;
}

/** A type whose spec the holder need not know. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyRemedyType = RemedyType<any>;
