import { harmless, jsonText } from '../core/harmless.ts';
import { withMarks } from './colour.ts';
import type { Mask } from './mask.ts';

/**
 * Outlet for text to people or programs. Every byte that leaves kapa passes one: secrets are masked, and what
 * could steer a terminal is shown as an escape, whoever wrote it.
 */
export interface Sink {
  write(text: string): void;
  /** Writes a document as JSON, secrets masked in what others wrote and nowhere else. */
  document(value: unknown, indent?: number): void;
  /** Writes what is drawn of a document whose secrets are masked before: a page, whose marks a mask would break. */
  drawn(value: unknown, draw: (masked: unknown) => string): void;
  /** True: a person watches, at a terminal. */
  readonly terminal: boolean;
  readonly colour: boolean;
  /** Width in characters; 80 where there is no terminal. */
  readonly columns: number;
}

/** The parts of a writable stream that a sink needs. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A sink upon a stream. `NO_COLOR` and `FORCE_COLOR` decide over the terminal. */
export function createSink(
  stream: Stream,
  mask: Mask,
  env: Readonly<Record<string, string | undefined>>,
): Sink {
  const terminal = stream.isTTY === true;
  const show = (text: string): string => harmless(mask.apply(text));
  return {
    write: (text) => void stream.write(withMarks(text, show)),
    document: (value, indent = 2) => void stream.write(`${jsonText(mask.document(value), indent)}\n`),
    drawn: (value, draw) => void stream.write(harmless(draw(mask.document(value)))),
    terminal,
    colour: wantsColour(terminal, env),
    columns: stream.columns ?? 80,
  };
}

function wantsColour(terminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return terminal && env['TERM'] !== 'dumb';
}
