import { expect, test } from 'vitest';
import { explainCommand } from '../../src/cli/commands/explain.ts';
import { defaultBounds } from '../../src/health/rules/ladder.ts';
import { explainedTypes } from '../../src/cli/generate/explained.ts';
import { schemaCommand } from '../../src/cli/commands/schema.ts';
import { Failure } from '../../src/core/failure.ts';
import { ruleList } from '../../src/policy/lint/catalogue/index.ts';
import { loadTexts, shown } from '../policy/set.ts';
import { keptContext } from './surroundings.ts';

test.each(['en', 'es'] as const)('every rule and type explains itself in %s', async (locale) => {
  for (const topic of [...ruleList.map(({ id }) => id), ...explainedTypes().map(({ type }) => type)]) {
    const kept = keptContext({}, locale);
    expect(await explainCommand([topic], {}, kept.context)).toBe(0);
    expect(kept.out()).toContain(topic);
  }
});

test.each(explainedTypes().filter(({ kind }) => kind === 'resource'))(
  'the example of $type is a policy without errors',
  async ({ example }) => {
    const { findings } = await loadTexts([`resources:\n${example.replaceAll(/^/gmu, '  ')}`], {
      template: () => '',
      source: () => new Uint8Array(),
    });
    expect(findings.map(shown)).toEqual([]);
  },
);

test('a rule tells its defaults, and a channel what it receives', async () => {
  const rule = keptContext();
  await explainCommand(['rule'], {}, rule.context);
  expect(rule.out().replaceAll(/\s+/gu, ' ')).toMatch(
    /for .*\(default: "1 check"\).*verify .*\(default: \{ within: 30s \}\).*cooldown .*\(default: "1m"\).*limit .*\(default: \{ times: 3, within: 1h \}\)/u,
  );
  expect(defaultBounds).toEqual({ cooldown: 60, times: 3, within: 3600, verifyWithin: 30, verifyStable: 1 });
  const channel = keptContext();
  await explainCommand(['channel'], {}, channel.context);
  expect(channel.out().replaceAll(/\s+/gu, ' ')).toMatch(/last argument is the subject/u);
});

test('an unknown topic is a wrong command line, with what may be meant', async () => {
  const failed: unknown = await explainCommand(['KAPA1O1'], {}, keptContext().context).catch(
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(Failure);
  expect((failed as Failure).detail).toMatchObject({ exit: 64, cure: { args: { meant: 'KAPA101' } } });
});

test('the schema is a JSON Schema that names every type', async () => {
  const kept = keptContext();
  expect(await schemaCommand([], {}, kept.context)).toBe(0);
  const schema = JSON.parse(kept.out()) as { $schema: string; $defs: Record<string, object> };
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  for (const { kind, type } of explainedTypes()) expect(schema.$defs).toHaveProperty(`${kind}_${type}`);
});
