import { reveal, type Secret } from '../core/secret.ts';

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
  apply(text: string): string;
}

const shortestMasked = 4;

/** A mask that knows no secret yet. A secret is blanked whole and, when it has several lines, line by line. */
export function createMask(): Mask {
  const labels = new Map<string, string>();
  return {
    add(secret) {
      const text = Buffer.from(reveal(secret)).toString('utf8');
      for (const part of [text, text.trim(), ...text.split('\n').map((line) => line.trim())])
        if (part.length >= shortestMasked) {
          labels.set(part, secret.label);
          labels.set(JSON.stringify(part).slice(1, -1), secret.label);
        }
    },
    apply(text) {
      let masked = text;
      for (const [part, label] of labels) if (masked.includes(part)) masked = masked.replaceAll(part, label);
      return masked;
    },
  };
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
