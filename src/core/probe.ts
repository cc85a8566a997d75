import type { Watched } from './poll.ts';
import type { Instruments } from './instruments.ts';
import type { SchemaPart } from './resource.ts';
import type { Text } from './text.ts';

/** A field that a probe yields. */
export interface ProbeField {
  readonly type: 'number' | 'string' | 'bool' | 'map';
  /** Seconds, bytes, a share of one, or a plain number. */
  readonly unit?: 'duration' | 'size' | 'share' | 'count';
  /** True: a number that names something, as a process or the status of an answer, and measures nothing. */
  readonly names?: true;
  /** True: a name of few, as the status of an answer: the time of each is worth telling. */
  readonly codes?: true;
  /** All that a text can be, where that is settled: a condition that compares it with anything else is a mistake. */
  readonly words?: readonly string[];
  readonly description: string;
}

/** A value of a field; a map is a count by name. */
export type FieldReading = number | string | boolean | Readonly<Record<string, number>>;

/** The numbers in a field that lists some with blanks between. */
export function numbersIn(field: FieldReading | undefined): readonly number[] {
  return typeof field === 'string'
    ? field
        .split(' ')
        .map(Number)
        .filter((number) => number > 0)
    : [];
}

/** Result of measuring. Unknown never counts as healthy and never triggers a remedy. */
export type Measurement =
  | {
      readonly fields: Readonly<Record<string, FieldReading>>;
      /** Memory that the next measurement of this probe is given back: JSON, small. */
      readonly memory?: unknown;
      /** Its fields as they count only what came after a moment: a remedy ends what was before it. */
      since?(at: number): Fields;
    }
  | { readonly unknown: Text };

/** Measurements by probe name. */
export type Measurements = Readonly<Record<string, Measurement>>;

/** Fields of a measurement by name. */
export type Fields = Readonly<Record<string, FieldReading>>;

/** Context of a measurement besides its spec. */
export interface MeasureContext {
  readonly instruments: Instruments;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The `memory` of this probe's last measurement; undefined at the first. */
  readonly memory: unknown;
}

/** One kind of measurement. */
export interface ProbeType<Spec> {
  readonly type: string;
  readonly summary: string;
  /** Names that other tools have for it: lint takes them for a slip. */
  readonly elsewhere?: readonly string[];
  readonly schema: SchemaPart;
  readonly example: string;
  /** True: its spec has a `port`, whose `address` is what policies name for it where the spec does not. */
  readonly atPort?: boolean;
  /** URLs that its spec names: their addresses are those of the ports in them. */
  urls?(spec: Spec): readonly string[];
  fields(spec: Spec): Readonly<Record<string, ProbeField>>;
  /** Fields that count from the start of something on, and never fall by themselves. */
  readonly counters?: readonly string[];
  /** Head of what a log line says of it, for example `CLOSE_WAIT`; its name where this is left out. */
  label?(spec: Spec, name: string): Text | string;
  /**
   * Parts of what a log line says of it, with bars between; `show` writes a field by its unit. Where this is left out, the
   * first of the `fields`.
   */
  told?(fields: Fields, show: (field: string) => string): readonly Text[];
  /**
   * Tells whether what it speaks for is well. A probe with this speaks for the site: an apply asks it before
   * and after, and a reset until it is well.
   */
  isWell?(fields: Fields): boolean;
  /** Evidence that a rule over it wants to be kept: pages that are asked for, logs whose end is copied. */
  evidence?(spec: Spec): Evidence;
  measure(spec: Spec, context: MeasureContext): Promise<Measurement>;
  /**
   * Ports and processes in which a change means that it is time to measure, given what was measured last: `kapa watch`
   * polls them twice a second.
   */
  watches?(spec: Spec, fields: Fields): Watched;
}

/** Places where evidence is looked for. */
export interface Evidence {
  readonly pages?: readonly string[];
  readonly logs?: readonly string[];
}

/** A type whose spec the holder need not know. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyProbeType = ProbeType<any>;

/** The type of a name; undefined: there is none. */
export type FindProbeType = (name: string) => AnyProbeType | undefined;

/** The fields that a probe yields; none where its type is not known. */
export function fieldsOf(
  { type, spec }: { readonly type: string; readonly spec: unknown },
  find: FindProbeType,
): Readonly<Record<string, ProbeField>> {
  return find(type)?.fields(spec) ?? {};
}
