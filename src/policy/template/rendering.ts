import type Handlebars from 'handlebars';
import { readLimits } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';

/** Characters that one value may come to: as many as a file may have. */
const mostCharacters = readLimits.file;
/** Passes through loops and partials that one text may take. */
const mostPasses = 100_000;
/** Values as large as one may be that a whole set may come to. */
const largestValues = 10;
/** Characters that a part of a value counts for beside its text: what keeping it takes. */
const weightOfPart = 100;

/** Work that is left for the texts and values of one policy set. */
export interface Rendering {
  passes: number;
  characters: number;
}

/** A text or a value that takes more work than kapa does for one. */
export class TooMuch extends Error {
  readonly text: Text;
  constructor(text: Text) {
    super(text.id);
    this.text = text;
  }
}

/** The work that a policy set may take. */
export function wholeSet(): Rendering {
  return { passes: largestValues * mostPasses, characters: largestValues * mostCharacters };
}

let passes = 0;

/** Renders one text within its own bounds and those of its set. */
export function renderWithin(left: Rendering, render: () => string): string {
  const allowed = Math.min(mostPasses, left.passes);
  passes = allowed;
  try {
    const made = render();
    takeCharacters(left, made.length);
    return made;
  } finally {
    left.passes -= allowed - passes;
  }
}

/** Takes the characters of one value from what is left. */
export function takeCharacters(left: Rendering, characters: number): void {
  assertCharacters(characters);
  left.characters -= characters;
  if (left.characters < 0) throw tooLarge(largestValues * mostCharacters);
}

/** Throws where a value comes to more than one may. */
export function assertCharacters(characters: number): void {
  if (characters > mostCharacters) throw tooLarge(mostCharacters);
}

/** Counts the loops and partials of a Handlebars of kapa's own, and what they come to. */
export function bindLoops(
  handlebars: Pick<typeof Handlebars, 'helpers' | 'registerHelper'> & { VM: object },
): void {
  const each = handlebars.helpers['each'] as ((...given: unknown[]) => unknown) | undefined;
  if (each === undefined) throw new Error('no each');
  handlebars.registerHelper('each', function (this: unknown, ...given: unknown[]): unknown {
    const [list, options] = given as [unknown, Handlebars.HelperOptions | undefined];
    if (options === undefined) return each.apply(this, given);
    let characters = 0;
    const fn = (context: unknown, within?: Handlebars.RuntimeOptions): string => {
      takePass();
      const made = options.fn(context, within);
      characters += made.length;
      assertCharacters(characters);
      return made;
    };
    return each.call(this, list, { ...options, fn });
  });
  const vm = handlebars.VM as { readonly invokePartial: (...given: unknown[]) => unknown };
  handlebars.VM = {
    ...vm,
    invokePartial(this: unknown, ...given: unknown[]): unknown {
      takePass();
      const made = vm.invokePartial.apply(this, given);
      if (typeof made === 'string') assertCharacters(made.length);
      return made;
    },
  };
}

const weights = new WeakMap<object, number>();

/** Characters that a value counts for; parts that stand in it several times count as often. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return weightOfPart;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = weightOfPart;
  for (const [key, part] of Object.entries(value)) weight += key.length + weightOfPart + weightOf(part);
  weights.set(value, weight);
  return weight;
}

function takePass(): void {
  passes -= 1;
  if (passes < 0) throw new TooMuch(t('policy.too_many_passes', { most: mostPasses }));
}

function tooLarge(most: number): TooMuch {
  return new TooMuch(t('policy.renders_too_large', { most: `${Math.floor(most / 1024 / 1024)} MB` }));
}
