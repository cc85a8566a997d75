import { expect, test } from 'vitest';
import { endingOf } from '../../src/core/command-result.ts';
import { render } from '../../src/core/text.ts';

test.each([
  [{ status: null, failed: 'timeout' }, 'it took too long and was ended', 'tardó demasiado y se terminó'],
  [{ status: null, failed: 'not_found' }, 'there is no such program', 'no existe tal programa'],
  [{ status: null, failed: 'denied' }, 'it may not be run', 'no se permite ejecutarlo'],
  [{ status: null, failed: 'signal' }, 'a signal ended it', 'lo terminó una señal'],
  [{ status: 7 }, 'exit status 7', 'código de salida 7'],
] as const)('%j is told in one wording, in English and Spanish', (result, english, spanish) => {
  const ending = endingOf(result);
  expect([render(ending, 'en'), render(ending, 'es')]).toEqual([english, spanish]);
});
