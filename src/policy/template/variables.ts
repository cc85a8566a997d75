import { nearest } from '../../core/nearest.ts';
import type { Path } from '../../core/policy.ts';
import { namesInTemplate } from './names.ts';
import { renderedText } from './renderable.ts';
import { assertCharacters, takeCharacters, weightOf, type Rendering } from './rendering.ts';

/** Values by name; facts stand under `facts`. */
export type Variables = Readonly<Record<string, unknown>>;

/** Something that could not be resolved, and where. */
export interface Unresolved {
  readonly path: Path;
  readonly problem:
    | { readonly kind: 'unknown'; readonly name: string; readonly meant: string | undefined }
    | { readonly kind: 'template'; readonly error: unknown; readonly text: string };
}

/** Renders a text with Handlebars, strict and without HTML escaping; throws what Handlebars throws. */
export type RenderText = (text: string, values: Variables, left: Rendering) => string;

/** Resolves what stands in values between double braces. */
export interface Resolver {
  readonly unresolved: readonly Unresolved[];
  /** Names of variables that have been used. */
  readonly used: ReadonlySet<string>;
  resolve(value: unknown, path: Path): unknown;
}

/** Unknown names of one document for which a like one is looked for. */
const mostSuggestions = 500;

const whole = /^\{\{\s*([A-Za-z_][\w.]*)\s*\}\}$/u;
const simple = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/gu;

/**
 * A resolver over variables. A value that is exactly one `{{ name }}` keeps its type; names with dots reach inside.
 * A text with more than plain names is rendered by Handlebars.
 */
export function createResolver(variables: Variables, renderText: RenderText, left: Rendering): Resolver {
  const unresolved: Unresolved[] = [];
  const used = new Set<string>();
  let names: readonly string[] | undefined;
  let suggestions = 0;

  const lookUp = (name: string, path: Path): unknown => {
    used.add(name.split('.', 1)[0] ?? name);
    const value = valueOf(variables, name);
    if (value === undefined) {
      names ??= Object.keys(variables);
      suggestions += 1;
      const meant = suggestions > mostSuggestions ? undefined : nearest(name, names);
      unresolved.push({ path, problem: { kind: 'unknown', name, meant } });
    }
    return value;
  };

  const resolveText = (text: string, path: Path): unknown => {
    if (!text.includes('{{')) return text;
    const only = whole.exec(text);
    if (only?.[1] !== undefined) return lookUp(only[1], path) ?? text;
    try {
      if (isPlain(text)) {
        let characters = 0;
        const made = text.replaceAll(simple, (_, name: string) => {
          const part = renderedText(lookUp(name, path));
          characters += part.length;
          assertCharacters(characters);
          return part;
        });
        takeCharacters(left, made.length);
        return made;
      }
      for (const name of namesInTemplate(text)) used.add(name);
      return renderText(text, variables, left);
    } catch (error) {
      unresolved.push({ path, problem: { kind: 'template', error, text } });
      return text;
    }
  };

  const resolve = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return resolveText(value, path);
    if (Array.isArray(value)) return value.map((one, index) => resolve(one, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    const resolved: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) resolved[key] = resolve(one, [...path, key]);
    return resolved;
  };
  const resolveWhole = (value: unknown, path: Path): unknown => {
    const made = resolve(value, path);
    if (typeof made !== 'object' || made === null) return made;
    try {
      assertCharacters(weightOf(made));
      return made;
    } catch (error) {
      unresolved.push({ path, problem: { kind: 'template', error, text: '' } });
      return undefined;
    }
  };
  return { unresolved, used, resolve: resolveWhole };
}

/** Tells whether a text has nothing but plain names between double braces. */
export function isPlain(text: string): boolean {
  if (!text.includes('{{')) return true;
  return !text.replaceAll(simple, '').includes('{{') && !text.includes('{{{') && !text.includes('\\{');
}

/** The value that a dotted name reaches; undefined: there is none. */
export function valueOf(variables: Variables, name: string): unknown {
  let value: unknown = variables;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
