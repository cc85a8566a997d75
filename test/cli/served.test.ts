import { expect, test } from 'vitest';
import { copyHost, kapa, shipped, startKapa, type Around } from './program.ts';

test('a kapa that was started before answers as one that is started', () => {
  const host = copyHost();
  const on = ['--root', host.root, '--state-dir', host.state];
  const lines: readonly (readonly [args: readonly string[], around?: Around])[] = [
    [['--version']],
    [['plan', '--nonsense']],
    [['lint', '.', '--format', 'sarif'], { cwd: shipped }],
    [['lint', shipped], { env: { LANG: 'es_CO.UTF-8' } }],
    [['plan', shipped, ...on]],
    [['plan', shipped, '--json', ...on], { env: { FORCE_COLOR: '1' } }],
    [['status', shipped, ...on]],
    [['explain', 'conditions']],
    [['nonsense'], { cwd: '/' }],
  ];
  try {
    for (const [args, around] of lines) {
      const { status, out, err } = kapa(args, around);
      expect({ status, out, err }, args.join(' ')).toEqual(
        (({ json: _, ...started }) => started)(startKapa(args, around)),
      );
    }
  } finally {
    host.close();
  }
});
