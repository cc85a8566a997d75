import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { messageOf, type Messages } from '../../src/core/messages/index.ts';

const source = resolve(import.meta.dirname, '../../src');
const catalogues = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^packs\/\w+\/messages\.ts$|^core\/messages\/(?!index|message\.)\w+\.ts$/u.test(file),
);

test.each(catalogues)('every sentence of %s is found by its id', async (catalogue) => {
  const exported = (await import(resolve(source, catalogue))) as Readonly<Record<string, object>>;
  for (const sentences of Object.values(exported))
    for (const [id, message] of Object.entries(sentences))
      expect(messageOf(id as keyof Messages), id).toBe(message);
});
