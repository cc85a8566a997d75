import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { CommandContext, Given, GlobalOptions } from '../../src/cli/context.ts';
import { globalOptions, readGlobal } from '../../src/cli/option.ts';
import { exitStatus } from '../../src/core/exit.ts';

type Call = readonly [args: readonly string[], given: Given, context: CommandContext];

const ran: { name: string; args: readonly string[]; given: Given; options: GlobalOptions }[] = [];

vi.mock('../../src/cli/commands.ts', async (importOriginal) => {
  const { commands: real } = await importOriginal<typeof import('../../src/cli/commands.ts')>();
  return {
    commands: real.map((command) => ({
      ...command,
      run: (...[args, given, { options }]: Call) => {
        ran.push({ name: command.name, args, given, options });
        return Promise.resolve(exitStatus.ok);
      },
    })),
  };
});

const { commands } = await import('../../src/cli/commands.ts');
const { readPlainCommandLine } = await import('../../src/cli/plain-command-line.ts');
const { runProgram } = await import('../../src/cli/program.ts');

/** What the package makes of a command line; undefined: no command runs. */
async function byPackage(argv: readonly string[]): Promise<(typeof ran)[number] | undefined> {
  ran.length = 0;
  await runProgram(argv, {
    out: { columns: 80, write: () => undefined } as never,
    say: ({ id }) => id,
    contextFor: (options) => ({ options }) as CommandContext,
  }).catch(() => undefined);
  return ran[0];
}

async function same(argv: readonly string[]): Promise<boolean> {
  const plain = readPlainCommandLine(argv);
  if (plain === undefined) return false;
  const { command, args, given } = plain;
  expect({ name: command.name, args, given, options: readGlobal(given) }, argv.join(' ')).toStrictEqual(
    await byPackage(argv),
  );
  return true;
}

test.each([
  ['check', '--group', 'health', '--state-dir', '/s', '/policies'],
  ['lint', 'a', 'b', '--format', 'json', '--strict'],
  ['plan', '--set', 'a=1', '-o', 'file', '--set', 'b=2', 'policies'],
  ['apply', '-y', '--prune', 'policies', '--root', '/r'],
  ['init'],
  ['restore', '/etc/a'],
  ['pause', '--for', '30m', '--reason', 'deploy 4.2'],
])('%s %s is read without the package', async (...argv) => {
  expect(await same(argv)).toBe(true);
});

test.each([
  [[]],
  [['--help']],
  [['--version']],
  [['plna']],
  [['plan', '--help']],
  [['plan', '-h']],
  [['plan', '--nothing']],
  [['plan', '--out=file']],
  [['plan', '-ofile']],
  [['plan', '--out']],
  [['plan', '--out', '--json']],
  [['plan', '--', '--json']],
  [['lint', '--format', 'yaml']],
  [['restore']],
  [['restore', 'a', 'b']],
  [['backups', 'a']],
])('%j is left to the package', (argv) => {
  expect(readPlainCommandLine(argv)).toBeUndefined();
});

test('what is read without the package means the same to it', async () => {
  const names = commands.map(({ name }) => name);
  const flags = [...commands.flatMap(({ options = [] }) => options), ...globalOptions].flatMap((option) =>
    option.flags.split(/[ ,]+/u),
  );
  const choices = commands.flatMap(({ options = [] }) => options.flatMap((option) => option.choices ?? []));
  const word = fc.oneof(
    fc.constantFrom(
      ...flags,
      ...choices,
      'policies',
      'a=1',
      '',
      '-',
      '--',
      '-1',
      '-yo',
      '--json=1',
      '--no-json',
    ),
    fc.string(),
  );
  const line = fc.tuple(fc.constantFrom(...names), fc.array(word, { maxLength: 5 })).map((one) => one.flat());
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(line, async (argv) => {
      if (await same(argv)) plain += 1;
    }),
    { numRuns: 3000 },
  );
  expect(plain).toBeGreaterThan(100);
});
