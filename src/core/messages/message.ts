/** One sentence in each language; the arguments are the same for all. */
export interface Message<A extends readonly unknown[]> {
  readonly en: (...args: A) => string;
  readonly es: (...args: A) => string;
}

/** A part of the catalogue: message names to sentences. */
export type Catalogue = Readonly<Record<string, Message<readonly never[]>>>;

/** The English plural, for counts in a sentence: `count(2, 'file')` is `2 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** A sentence whose parameters are typed once for all languages: `message<{ probe: string }>({ en, es })`. */
export function message<A>(sentence: Message<[A]>): Message<[A]> {
  return sentence;
}

/** A written number as Spanish writes it: with a comma before its decimals. */
export function decimalComma(written: string | number): string {
  return String(written).replaceAll(/(?<=\d)\.(?=\d)/gu, ',');
}
