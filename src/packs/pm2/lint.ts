import { findingAt, type LintCheck } from '../../core/lint-check.ts';
import { t } from '../../core/text.ts';

/** KAPA052: an application of PM2's by its name alone, which any user may give to one of his own. */
export const guessedOwner: LintCheck = function* guessedOwner({ set }) {
  const named = [
    ...set.probes.map((probe) => ({ item: probe, at: [], type: probe.type, spec: probe.spec })),
    ...set.rules.flatMap((rule) =>
      rule.do.map(({ type, spec }, index) => ({ item: rule, at: ['do', index, type], type, spec })),
    ),
  ];
  for (const { item, at, type, spec } of named) {
    const found = guessedIn(type, (spec ?? {}) as Spec);
    if (found === undefined) continue;
    yield findingAt(item, [...at, ...found.at], 'value', {
      id: 'KAPA052',
      severity: 'warning',
      message: t('lint.guessed_owner', { app: found.app }),
      cure: t('lint.guessed_owner_cure'),
    });
  }
};

type Spec = Readonly<Record<string, unknown>>;

/** The application that a spec names without whose PM2 runs it, and where. */
function guessedIn(
  type: string,
  spec: Spec,
): { readonly app: string; readonly at: readonly string[] } | undefined {
  switch (type) {
    case 'pm2_app':
      return unowned(spec, 'name', []);
    case 'pm2_restart':
    case 'pm2_reset':
      return unowned(spec, 'app', []);
    case 'port_owner':
      return unowned((spec['expected'] ?? {}) as Spec, 'pm2_app', ['expected']);
    default:
      return undefined;
  }
}

function unowned(spec: Spec, key: string, above: readonly string[]): ReturnType<typeof guessedIn> {
  const app = spec[key];
  if (typeof app !== 'string' || spec['user'] !== undefined || spec['home'] !== undefined) return undefined;
  return { app, at: [...above, key] };
}
