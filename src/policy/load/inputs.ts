import { nearest } from '../../core/nearest.ts';
import type { Path } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import { typeName, valueName } from '../../core/value-name.ts';
import type { Variable } from './definitions.ts';
import type { InputText, JudgedDocument } from './judged-document.ts';
import { resolvedAsFarAs, type Find, type OpenDocument } from './loading.ts';

/** An input as a module declares it, and where. */
interface Input {
  readonly declared: InputText;
  readonly document: JudgedDocument['document'];
}

/** Values that a use gives to a module's inputs, and those that it leaves to their defaults. */
export interface GivenInputs {
  readonly values: Readonly<Record<string, unknown>>;
  readonly defaults: ReadonlyMap<string, Variable>;
}

/** A use whose inputs are judged. */
interface Use {
  readonly module: string;
  /** The document that it stands in, and where. */
  readonly open: OpenDocument;
  readonly path: Path;
  readonly with: Readonly<Record<string, unknown>>;
}

/** Judges what a use gives to the inputs that a module's documents declare; undefined: it will not do, and that is told. */
export function givenInputs(
  use: Use,
  documents: readonly JudgedDocument[],
  find: Find,
): GivenInputs | undefined {
  const inputs = inputsOf(documents, find);
  const { open, module, path } = use;
  const settled = resolvedAsFarAs(open, use.with, [...path, 'with']);
  const given = (settled.value ?? {}) as Readonly<Record<string, unknown>>;
  let good = settled.complete;
  const tell: Find = (...finding) => {
    good = false;
    find(...finding);
  };
  for (const name of Object.keys(use.with)) {
    if (inputs.has(name)) continue;
    const meant = nearest(name, inputs.keys());
    tell(
      'KAPA039',
      open.document.locate([...path, 'with', name], 'key'),
      t('module.unknown_input', { name, module }),
      meant === undefined
        ? t('module.unknown_input_cure', { known: [...inputs.keys()].join(', ') })
        : t('policy.did_you_mean', { meant }),
    );
  }
  const both = [...inputs].flatMap(([name, { declared }]) =>
    isGiven(name, use)
      ? othersOf(declared).flatMap((other) => (isGiven(other, use) ? { name, other } : []))
      : [],
  )[0];
  if (both !== undefined) {
    tell(
      'KAPA039',
      open.document.locate([...path, 'with', both.name], 'key'),
      t('module.both_inputs', both),
      t('module.both_inputs_cure', both),
    );
  }
  const values: Record<string, unknown> = {};
  const defaults = new Map<string, Variable>();
  for (const [name, { declared, document }] of inputs) {
    if (isGiven(name, use)) {
      judgeInput(name, given[name], declared, use, tell);
      values[name] = given[name];
    } else if (Object.hasOwn(declared, 'default'))
      defaults.set(name, { value: declared.default, document, path: ['inputs', name, 'default'] });
    else values[name] = absent(name, declared, use, tell);
  }
  return good ? { values, defaults } : undefined;
}

/** Inputs that documents declare; one that is declared twice is told. */
function inputsOf(documents: readonly JudgedDocument[], find: Find): ReadonlyMap<string, Input> {
  const inputs = new Map<string, Input>();
  for (const { head, document } of documents)
    for (const [name, declared] of Object.entries(head.inputs ?? {})) {
      if (inputs.has(name))
        find(
          'KAPA005',
          document.locate(['inputs', name], 'key'),
          t('policy.twice', { name }),
          t('policy.twice_cure'),
        );
      inputs.set(name, { declared: declared ?? {}, document });
    }
  return inputs;
}

function isGiven(name: string, use: Use): boolean {
  return Object.hasOwn(use.with, name);
}

/** Inputs in whose place one is given. */
function othersOf({ unless = [] }: InputText): readonly string[] {
  return [unless].flat();
}

/** Value of an input without a default that is not given: none, where another stands in its place. */
function absent(name: string, declared: InputText, use: Use, tell: Find): string {
  const { open, path, module } = use;
  const others = othersOf(declared);
  if (others.some((other) => isGiven(other, use))) return '';
  tell(
    'KAPA039',
    open.document.locate(path),
    others.length === 0
      ? t('module.missing_input', { name, module })
      : t('module.missing_either', { name, other: others.join(', '), module }),
    t('module.missing_input_cure', { name, about: declared.description ?? '' }),
  );
  return '';
}

function judgeInput(name: string, value: unknown, declared: InputText, use: Use, tell: Find): void {
  const { open, path } = use;
  const { type: expected = 'string', one_of: allowed, description: about = '' } = declared;
  const at: Path = [...path, 'with', name];
  // What stands for a fact is of any type, where no host is known.
  if (typeof value === 'string' && value.includes('{{')) return;
  if (!isOf[expected](value))
    tell(
      'KAPA039',
      open.document.locate(at),
      t('policy.wrong_type', { field: name, expected, got: typeName(value) }),
      t('module.wrong_input_cure', { name, expected, about }),
    );
  else if (allowed !== undefined && !allowed.includes(value)) {
    const words = allowed.map(String);
    const meant = nearest(String(value), words);
    tell(
      'KAPA039',
      open.document.locate(at),
      t('policy.not_one_of', { field: name, value: valueName(value), allowed: words.join(', ') }),
      meant === undefined
        ? t('policy.not_one_of_cure', { allowed: words.join(', ') })
        : t('policy.did_you_mean', { meant }),
    );
  }
}

const isOf: Readonly<Record<NonNullable<InputText['type']>, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
  mapping: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
