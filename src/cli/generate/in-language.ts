import type { Locale } from '../../core/text.ts';

/** Schemas and types with what they say of themselves in the reader's language. */
export async function inLanguage<T>(described: T, locale: Locale): Promise<T> {
  if (locale === 'en') return described;
  const { default: spanish } = await import('../../core/messages/reference-es.json', {
    with: { type: 'json' },
  });
  const words = new Map(Object.entries(spanish));
  return translated(described, (text) => words.get(text) ?? text) as T;
}

/** A value in which each description and summary is another's. */
function translated(value: unknown, say: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => translated(one, say));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      (key === 'description' || key === 'summary') && typeof one === 'string'
        ? say(one)
        : translated(one, say),
    ]),
  );
}
