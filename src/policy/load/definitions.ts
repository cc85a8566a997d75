import type { Locate, Path } from '../../core/policy.ts';
import { parseQuantity, type Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import type { JudgedDocument } from './judged-document.ts';
import type { Find } from './loading.ts';
import { isUnquotedBraces } from '../schema/wrong-type.ts';
import type { LoadRequest } from './request.ts';
import type { PolicyDocument } from '../yaml/document.ts';
import { meantQuantity } from '../schema/meant.ts';
import { valueName } from '../../core/value-name.ts';

/** A variable as it stands in a document. */
export interface Variable {
  readonly value: unknown;
  readonly document: PolicyDocument;
  readonly path: Path;
}

/** Variables and thresholds as they stand in the documents. */
export interface Definitions {
  readonly vars: ReadonlyMap<string, Variable>;
  readonly thresholds: Readonly<Record<string, Quantity>>;
  readonly places: {
    readonly vars: ReadonlyMap<string, ReturnType<Locate>>;
    readonly thresholds: ReadonlyMap<string, ReturnType<Locate>>;
  };
}

/** Collects the variables and thresholds of all documents; one name has one definition in the whole set. */
export function collectDefinitions(judged: readonly JudgedDocument[], find: Find): Definitions {
  const vars = collectVars(judged, find);
  const thresholds = collectThresholds(judged, find);
  return {
    vars: vars.vars,
    thresholds: thresholds.thresholds,
    places: { vars: vars.places, thresholds: thresholds.places },
  };
}

/** Variables as they stand in documents, `known` ones before them, and where they are named. */
export function collectVars(
  judged: readonly JudgedDocument[],
  find: Find,
  known: ReadonlyMap<string, Variable> = new Map(),
): {
  readonly vars: ReadonlyMap<string, Variable>;
  readonly places: ReadonlyMap<string, ReturnType<Locate>>;
} {
  const vars = new Map(known);
  const places = new Map<string, ReturnType<Locate>>();
  for (const [name, { document, path }] of known) places.set(name, document.locate(path));
  for (const { head, document } of judged)
    for (const [name, value] of Object.entries(head.vars ?? {})) {
      const place = document.locate(['vars', name], 'key');
      if (vars.has(name)) find('KAPA005', place, t('policy.twice', { name }), t('policy.twice_cure'));
      if (isUnquotedBraces(value))
        find(
          'KAPA011',
          document.locate(['vars', name]),
          t('policy.unquoted_braces'),
          t('policy.unquoted_braces_cure'),
        );
      vars.set(name, { value, document, path: ['vars', name] });
      places.set(name, place);
    }
  return { vars, places };
}

/** Thresholds as they stand in documents, and where they are named. */
export function collectThresholds(
  judged: readonly Pick<JudgedDocument, 'head' | 'document'>[],
  find: Find,
): {
  readonly thresholds: Readonly<Record<string, Quantity>>;
  readonly places: ReadonlyMap<string, ReturnType<Locate>>;
} {
  const thresholds: Record<string, Quantity> = {};
  const places = new Map<string, ReturnType<Locate>>();
  for (const { head, document } of judged)
    for (const [name, text] of Object.entries(head.thresholds ?? {})) {
      const place = document.locate(['thresholds', name], 'key');
      if (Object.hasOwn(thresholds, name))
        find('KAPA005', place, t('policy.twice', { name }), t('policy.twice_cure'));
      const quantity = parseQuantity(text);
      places.set(name, place);
      if (quantity === undefined)
        find(
          'KAPA004',
          document.locate(['thresholds', name]),
          t('policy.no_quantity', { value: valueName(text) }),
          noQuantityCure(text),
        );
      else thresholds[name] = quantity;
    }
  return { thresholds, places };
}

function noQuantityCure(written: unknown): Text {
  const meant = typeof written === 'string' ? meantQuantity(written) : undefined;
  return meant === undefined ? t('policy.no_quantity_cure') : t('expression.write', { meant });
}

/** Definitions with the facts beside them and `--vars` and `--set` over them; variables are not yet resolved. */
export function withOverrides(
  { facts, overrides }: LoadRequest,
  { vars, thresholds: defined }: Definitions,
): { readonly values: Record<string, unknown>; readonly thresholds: Readonly<Record<string, Quantity>> } {
  const values: Record<string, unknown> = facts === undefined ? {} : { facts };
  const thresholds = { ...defined };
  for (const [name, { value }] of vars) values[name] = value;
  for (const [name, value] of Object.entries(overrides)) {
    const quantity =
      typeof value === 'number' || typeof value === 'string' ? parseQuantity(value) : undefined;
    if (Object.hasOwn(thresholds, name) && quantity !== undefined) thresholds[name] = quantity;
    else values[name] = value;
  }
  return { values, thresholds };
}

/** Thresholds with the quantities that `--vars` and `--set` give them. */
export function withGiven(
  thresholds: Readonly<Record<string, Quantity>>,
  overrides: LoadRequest['overrides'],
): Readonly<Record<string, Quantity>> {
  return Object.fromEntries(
    Object.entries(thresholds).map(([name, defined]) => {
      const given = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
      const quantity =
        typeof given === 'number' || typeof given === 'string' ? parseQuantity(given) : undefined;
      return [name, quantity ?? defined];
    }),
  );
}
