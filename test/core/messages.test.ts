import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { messageOf, type Messages } from '../../src/core/messages/index.ts';

const folder = resolve(import.meta.dirname, '../../src/core/messages');
const areas = readdirSync(folder).filter((name) => name !== 'index.ts' && name !== 'message.ts');

test.each(areas)('every sentence of %s is found by its id', async (area) => {
  const exported = (await import(resolve(folder, area))) as Readonly<Record<string, object>>;
  for (const catalogue of Object.values(exported))
    for (const [id, message] of Object.entries(catalogue))
      expect(messageOf(id as keyof Messages), id).toBe(message);
});
