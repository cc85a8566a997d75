import { harmless, jsonText } from '../core/harmless.ts';
import { withMarks } from './colour.ts';
import { signsInAscii, wantsAscii } from './screen/ascii.ts';
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
  /** Text without the secrets in it: what is parted into lines is masked before, as no part of a secret is known as one. */
  masked(text: string): string;
  /** Width in characters at this moment: that of `COLUMNS`, or of the terminal; 80 where there is neither. */
  readonly columns: number;
  /** True: lines are to fit the width. What is piped into another program stays as long as it is. */
  readonly fits: boolean;
  /** Lines that the terminal has at this moment; undefined: there is none. */
  readonly rows: number | undefined;
}

/** The parts of a writable stream that a sink needs. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A sink upon a stream. `NO_COLOR` and `FORCE_COLOR` decide over the terminal. */
export function createSink(
  stream: Stream,
  mask: Mask,
  env: Readonly<Record<string, string | undefined>>,
): Sink {
  const terminal = stream.isTTY === true;
  const asked = /^[1-9]\d{0,3}$/u.test(env['COLUMNS'] ?? '') ? Number(env['COLUMNS']) : 0;
  const signs = wantsAscii(terminal, env) ? signsInAscii : (text: string) => text;
  const show = (text: string): string => signs(harmless(mask.apply(text)));
  return {
    write: (text) => void stream.write(withMarks(text, show)),
    document: (value, indent = 2) => void stream.write(`${jsonText(mask.document(value), indent)}\n`),
    drawn: (value, draw) => void stream.write(harmless(draw(mask.document(value)))),
    terminal,
    masked: (text) => mask.apply(text),
    colour: wantsColour(terminal, env),
    get columns() {
      const { columns = 0 } = stream;
      return asked > 0 ? asked : columns > 0 ? columns : 80;
    },
    fits: terminal || asked > 0,
    get rows() {
      return stream.rows;
    },
  };
}

function wantsColour(terminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return terminal && env['TERM'] !== 'dumb';
}
