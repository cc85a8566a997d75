import type { CodeCache } from '../core/diagnosis.ts';
import type { Locale, Text } from '../core/text.ts';
import type { PlannedOverrides } from '../converge/index.ts';
import type { Mask } from '../report/mask.ts';
import type { Sink } from '../report/sink.ts';

/** The options of one command line, as read: text, lists of text, or true. */
export type Given = Readonly<Record<string, unknown>>;

/** Options that every command takes. */
export interface GlobalOptions {
  /** The host's tree; `/` unless given. */
  readonly root: string;
  /** Path of this machine where kapa keeps its state; undefined: the default for the root and user. */
  readonly stateDir: string | undefined;
  /** `name=value` pairs over variables and thresholds. */
  readonly set: readonly string[];
  /** A YAML file of variables. */
  readonly vars: string | undefined;
  /** The same, of values that are shown nowhere and kept in no saved plan. */
  readonly secretVars: string | undefined;
  /** Overrides that a saved plan was made with: below `vars` and `set`. */
  readonly planned?: PlannedOverrides;
  /** Names of resources or rules to take, or to leave out; `*` stands for any characters. */
  readonly target: readonly string[];
  readonly skip: readonly string[];
  readonly json: boolean;
  /** Accept policies that others than root can write. */
  readonly allowUntrusted: boolean;
}

/** Surroundings of a command. Standard output carries the answer, standard error the messages. */
export interface CommandContext {
  readonly options: GlobalOptions;
  /** A program reads the answer, in lines of a fixed form. */
  readonly machine?: boolean;
  readonly out: Sink;
  readonly err: Sink;
  readonly mask: Mask;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  codeCache(): CodeCache;
  /** The language of the environment, until `speak` sets the policies' own. */
  readonly locale: Locale;
  /** Sets the language from here on. */
  speak(locale: Locale): void;
  /** Writes a sentence out for people, in the current language: what it tells of steers no terminal and begins no line. */
  say(text: Text): string;
  /** The same for programs: what it tells of as it is. */
  verbatim(text: Text): string;
  /** Told of each path that policies were read from, or looked for at; set where that is of interest later. */
  readonly saw?: ((path: string) => void) | undefined;
  /** Asks a yes-or-no question on the terminal; undefined where there is no terminal to ask on. */
  confirm(question: Text): Promise<boolean | undefined>;
}
