import { resolve } from 'node:path';
import { exitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import { nearest } from '../core/nearest.ts';
import { parseQuantity } from '../core/quantity.ts';
import { t } from '../core/text.ts';
import type { Loaded } from '../policy/index.ts';
import type { CommandContext } from './context.ts';
import { readBytes } from './policy-files.ts';

/** Values over variables and thresholds, by name. */
export type Overrides = Readonly<Record<string, unknown>>;

/** What `--vars FILE` and then `--set name=value` say; values are typed as in YAML. */
export async function readOverrides({ options, cwd }: CommandContext): Promise<Overrides> {
  const overrides: Record<string, unknown> = {};
  if (options.vars === undefined && options.set.length === 0) return overrides;
  const { readYaml } = await import('../policy/yaml_text.ts');
  const read = (text: string, what: string): unknown => {
    try {
      return readYaml(text);
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
      throw new Failure(t('cli.override_yaml', { what, reason }), {
        cure: t('policy.yaml_cure'),
        exit: exitStatus.usage,
      });
    }
  };
  if (options.vars !== undefined) {
    const path = options.vars;
    const bytes = readBytes(resolve(cwd, path));
    if (bytes === undefined)
      throw new Failure(t('cli.no_such_path', { path }), {
        cure: t('cli.unreadable_cure'),
        exit: exitStatus.usage,
      });
    const value = read(new TextDecoder().decode(bytes), path);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Failure(t('cli.vars_not_mapping', { path }), { exit: exitStatus.usage });
    Object.assign(overrides, value);
  }
  for (const pair of options.set) {
    const at = pair.indexOf('=');
    if (at <= 0) throw new Failure(t('cli.set_form', { pair }), { exit: exitStatus.usage });
    overrides[pair.slice(0, at)] = read(pair.slice(at + 1), `--set ${pair}`);
  }
  return overrides;
}

/** Refuses an override of a name that the policies neither define nor use, or of a threshold with no quantity. */
export function assertOverrides(overrides: Overrides, { names }: Loaded): void {
  for (const [name, value] of Object.entries(overrides)) {
    const threshold = names.thresholds.has(name);
    if (threshold && !isQuantity(value))
      throw new Failure(t('policy.no_quantity', { value: String(value) }), {
        cure: t('policy.no_quantity_cure'),
        exit: exitStatus.usage,
      });
    if (threshold || names.vars.has(name) || names.usedVars.has(name)) continue;
    const meant = nearest(name, [...names.vars.keys(), ...names.thresholds.keys()]);
    throw new Failure(t('cli.override_unknown', { name }), {
      cure: meant === undefined ? t('cli.override_unknown_cure') : t('policy.did_you_mean', { meant }),
      exit: exitStatus.usage,
    });
  }
}

function isQuantity(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && parseQuantity(value) !== undefined;
}
