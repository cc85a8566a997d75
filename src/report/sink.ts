import { reveal, type Secret } from '../core/secret.ts';
import { hideUrlPasswords, urlPasswords } from '../core/url-password.ts';

/** Where text for people or programs goes. Every byte that leaves kapa passes one. */
export interface Sink {
  write(text: string): void;
  /** Whether a person watches: a terminal. */
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

/** Secrets that sinks blank out, whoever wrote them into a sentence. */
export interface Mask {
  add(secret: Secret): void;
  /** Whether no secret has been made known to it. */
  isEmpty(): boolean;
  apply(text: string): string;
}

const shortestMasked = 4;
/** Shorter values, such as a port, would blank too much of what is no secret. */
const shortestValue = 6;

/**
 * A mask that knows no secret yet, and still none that stands in a URL as its password. A secret is blanked whole, line
 * by line when it has several, in the values of lines such as `password=...`, and where a URL or JSON spells it.
 */
export function createMask(): Mask {
  const labels = new Map<string, string>();
  return {
    add(secret) {
      const text = Buffer.from(reveal(secret)).toString('utf8');
      const lines = text.split('\n').map((line) => line.trim());
      const values = lines.map((line) => valueOf(line)).filter(({ length }) => length >= shortestValue);
      for (const part of [text, text.trim(), ...lines, ...values, ...urlPasswords(text)])
        if (part.length >= shortestMasked)
          for (const spelling of [part, JSON.stringify(part).slice(1, -1), percentEncoded(part)])
            labels.set(spelling, secret.label);
    },
    isEmpty: () => labels.size === 0,
    apply(text) {
      let masked = hideUrlPasswords(text);
      for (const [part, label] of labels) if (masked.includes(part)) masked = masked.replaceAll(part, label);
      return masked;
    },
  };
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text);
}

/** What stands behind the name in `name=value`, `name: value` or `name value`, without quotes. */
function valueOf(line: string): string {
  return (/^[\w.-]+(?:\s*[=:]\s*|\s+)(.*)$/u.exec(line)?.[1] ?? '').replaceAll(/^["']|["'][;,]?$/gu, '');
}

/** A sink upon a stream. `NO_COLOR` and `FORCE_COLOR` decide over the terminal. */
export function createSink(
  stream: Stream,
  mask: Mask,
  env: Readonly<Record<string, string | undefined>>,
): Sink {
  const terminal = stream.isTTY === true;
  return {
    write: (text) => void stream.write(mask.apply(text)),
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
