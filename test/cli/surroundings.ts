import { forPeople, render, type Locale } from '../../src/core/text.ts';
import type { CommandContext, GlobalOptions } from '../../src/app/context.ts';
import { createMask } from '../../src/report/mask.ts';
import { createSink, type Sink } from '../../src/report/sink.ts';

/** A context that keeps what a command writes. */
export interface KeptContext {
  readonly context: CommandContext;
  out(): string;
  err(): string;
}

/** A command's context without a terminal, speaking English unless told otherwise. */
export function keptContext(options: Partial<GlobalOptions> = {}, locale: Locale = 'en'): KeptContext {
  const chunks = { out: [] as string[], err: [] as string[] };
  const mask = createMask();
  const sink = (kind: 'out' | 'err'): Sink =>
    createSink({ write: (text) => chunks[kind].push(text) }, mask, {});
  const context: CommandContext = {
    options: {
      root: '/',
      stateDir: undefined,
      set: [],
      vars: undefined,
      secretVars: undefined,
      target: [],
      skip: [],
      json: false,
      allowUntrusted: true,
      ...options,
    },
    out: sink('out'),
    err: sink('err'),
    mask,
    env: {},
    cwd: '/',
    codeCache: () => ({ folder: '', accepted: 0, refused: 0, missing: 0 }),
    locale,
    speak: () => undefined,
    say: (text) => render(text, locale, forPeople),
    verbatim: (text) => render(text, locale),
    confirm: () => Promise.resolve(undefined),
  };
  return { context, out: () => chunks.out.join(''), err: () => chunks.err.join('') };
}
