import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { CommandContext, Given, GlobalOptions } from '../../src/app/context.ts';
import { globalOptions } from '../../src/app/option.ts';
import { exitStatus } from '../../src/core/exit.ts';
import { Failure } from '../../src/core/failure.ts';
import { render, type Locale } from '../../src/core/text.ts';

type Call = readonly [args: readonly string[], given: Given, context: CommandContext];

interface Read {
  readonly name: string;
  readonly args: readonly string[];
  readonly given: Given;
  readonly options: GlobalOptions;
}

const ran: Read[] = [];

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
const { runProgram } = await import('../../src/cli/program.ts');

/** The command that a line calls, with what; help, or a Failure, where it calls none. */
async function read(argv: readonly string[], locale: Locale = 'en'): Promise<Read | string | Failure> {
  ran.length = 0;
  let help = '';
  try {
    await runProgram(argv, {
      out: { columns: 80, write: (text: string) => (help += text) } as never,
      say: (text) => render(text, locale),
      contextFor: (options) => ({ options }) as CommandContext,
    });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return ran[0] ?? help;
}

test.each<[argv: readonly string[], name: string, args: readonly string[], given: Given]>([
  [
    ['check', '--group', 'health', '--state-dir', '/s', '/p'],
    'check',
    ['/p'],
    { group: ['health'], stateDir: '/s' },
  ],
  [['lint', 'a', 'b', '--format', 'json', '--strict'], 'lint', ['a', 'b'], { format: 'json', strict: true }],
  [['lint', '--format=json'], 'lint', [], { format: 'json' }],
  [
    ['plan', '--set', 'a=1', '-o', 'f', '--set', 'b=2', 'p'],
    'plan',
    ['p'],
    { set: ['a=1', 'b=2'], out: 'f' },
  ],
  [['plan', '-of'], 'plan', [], { out: 'f' }],
  [['plan', '--out', '--json'], 'plan', [], { out: '--json' }],
  [['plan', '--', '--json'], 'plan', ['--json'], {}],
  [['apply', '-y', '--prune', 'p', '--root', '/r'], 'apply', ['p'], { yes: true, prune: true, root: '/r' }],
  [['init'], 'init', [], { out: 'policies' }],
  [['restore', '/etc/a'], 'restore', ['/etc/a'], {}],
  [['pause', '--for', '30m', '--reason', 'deploy 4.2'], 'pause', [], { for: '30m', reason: 'deploy 4.2' }],
])('%j is read', async (argv, name, args, given) => {
  expect(await read(argv)).toMatchObject({ name, args, given: { root: '/', ...given } });
});

test.each([[[]], [['--help']], [['plan', '--help']], [['plan', '-h']]])(
  '%j is answered with help',
  async (argv) => {
    expect(await read(argv)).toMatch(/^Usage: kapa/u);
    expect(await read(argv, 'es')).toMatch(/^Uso: kapa .*\[opciones\]/u);
  },
);

test.each([
  [
    ['plna'],
    'unknown command plna; did you mean plan?',
    'comando desconocido plna; ¿quiso decir plan?',
    'kapa',
    64,
  ],
  [['nonsense'], 'unknown command nonsense', 'comando desconocido nonsense', 'kapa', 64],
  [['--nothing'], 'unknown option --nothing', 'opción desconocida --nothing', 'kapa', 64],
  [
    ['plan', 'p', '--nothing', '-x'],
    'unknown option --nothing',
    'opción desconocida --nothing',
    'kapa plan',
    64,
  ],
  [['plan', '-x'], 'unknown option -x', 'opción desconocida -x', 'kapa plan', 64],
  [
    ['lint', '--foramt', 'json'],
    'unknown option --foramt; did you mean --format?',
    'opción desconocida --foramt; ¿quiso decir --format?',
    'kapa lint',
    64,
  ],
  [
    ['plan', '--out'],
    '-o, --out <FILE> needs a value',
    '-o, --out <ARCHIVO> necesita un valor',
    'kapa plan',
    64,
  ],
  [
    ['plan', '-o'],
    '-o, --out <FILE> needs a value',
    '-o, --out <ARCHIVO> necesita un valor',
    'kapa plan',
    64,
  ],
  [
    ['lint', '--format=yaml'],
    '--format <FORMAT> cannot be yaml; it is one of text, json, github, sarif, gitlab, junit',
    '--format <FORMATO> no puede ser yaml; es uno de text, json, github, sarif, gitlab, junit',
    'kapa lint',
    64,
  ],
  [['restore'], 'missing: what', 'falta: qué', 'kapa restore', 64],
  [['restore', 'a', 'b'], 'unexpected: b', 'sobra: b', 'kapa restore', 64],
  [['backups', 'a'], 'unexpected: a', 'sobra: a', 'kapa backups', 64],
  [['check', '--nothing'], 'unknown option --nothing', 'opción desconocida --nothing', 'kapa check', 3],
  [['status', '--root'], '--root <DIR> needs a value', '--root <DIR> necesita un valor', 'kapa status', 3],
] as const)('%j is refused: %s', async (argv, english, spanish, command, exit) => {
  for (const [locale, said] of [
    ['en', english],
    ['es', spanish],
  ] as const) {
    const failure = await read(argv, locale);
    if (!(failure instanceof Failure)) throw new Error('not refused');
    expect(render(failure.text, locale)).toBe(said);
    expect(failure.detail.cure).toEqual({ id: 'cli.see_help', args: { command } });
    expect(failure.detail.exit).toBe(exit);
  }
});

test.each([
  [['help'], /^Usage: kapa \[options\] \[command\]/u],
  [['help', 'plan'], /^Usage: kapa plan/u],
  [['version'], /^\d+\.\d+\.\d+/u],
  [['-v'], /^\d+\.\d+\.\d+/u],
])('%j is understood', async (argv, said) => {
  expect(await read(argv)).toMatch(said);
});

test('the help of a command lists what matters to it, and all else is still taken', async () => {
  const help = async (name: string): Promise<string> => {
    const said = await read([name, '--help']);
    return typeof said === 'string' ? said : '';
  };
  expect(await help('explain')).not.toMatch(/--(?:root|state-dir|set|vars|target|skip|allow-untrusted)/u);
  expect(await help('pause')).not.toMatch(/--(?:root|set|vars|target|skip)/u);
  expect(await help('check')).not.toMatch(/--root/u);
  expect(await help('plan')).toMatch(/--root[^]*--state-dir[^]*--set[^]*--vars[^]*--target[^]*--skip/u);
  expect(await read(['explain', 'rule', '--root', '/r'])).toMatchObject({ options: { root: '/r' } });
});

test('whatever a line says, it calls one command, is answered with help, or is refused', async () => {
  const names = commands.map(({ name }) => name);
  const flags = [...commands.flatMap(({ options = [] }) => options), ...globalOptions].flatMap((option) =>
    option.flags.split(/[ ,]+/u),
  );
  const choices = commands.flatMap(({ options = [] }) => options.flatMap((option) => option.choices ?? []));
  const odd = ['policies', 'a=1', '', '-', '--', '-1', '-yo', '--json=1', '--no-json'];
  const word = fc.oneof(fc.constantFrom(...flags, ...choices, ...odd), fc.string());
  const line = fc.tuple(fc.constantFrom(...names), fc.array(word, { maxLength: 5 })).map((one) => one.flat());
  await fc.assert(
    fc.asyncProperty(line, async (argv) => {
      const answer = await read(argv);
      if (answer instanceof Failure) expect(render(answer.text, 'en')).toMatch(/\S/u);
      else if (typeof answer === 'string') expect(answer).toMatch(/^(?:Usage: kapa|\d+\.\d+\.\d+)/u);
      else expect(answer.name).toBe(argv[0]);
    }),
    { numRuns: 1000 },
  );
});
