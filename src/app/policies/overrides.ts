import { resolve } from 'node:path';
import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import type { PolicySet } from '../../core/policy.ts';
import { readLimits } from '../../core/reader.ts';
import { t } from '../../core/text.ts';
import type { PlannedOverrides } from '../../converge/index.ts';
import { readValues, secretsIn, valueFault, type LoadedPolicies } from '../../policy/index.ts';
import { readTrusted, type Trust } from '../../host/index.ts';
import type { CommandContext } from '../context.ts';
import { secretContent } from './secret-content.ts';
import { Secret } from '../../core/secret.ts';

/** Values over variables and thresholds, by name. */
export type Overrides = Readonly<Record<string, unknown>>;

/**
 * Values that a saved plan was made with, and over them those of `--vars FILE`, of `--secret-vars FILE` and of `--set
 * name=value`; typed as in YAML. A Failure where a secret is missing that the saved plan does not keep.
 */
export async function readOverrides(context: CommandContext, trust: Trust): Promise<Overrides> {
  const { planned } = context.options;
  const given = await readGiven(context, trust);
  const missing = (planned?.withheld ?? []).filter((name) => !(name in given));
  if (missing.length > 0)
    throw new Failure(t('cli.withheld', { names: missing.join(', ') }), {
      cure: t('cli.withheld_cure'),
      exit: exitStatus.usage,
    });
  return { ...planned?.values, ...given };
}

/**
 * Parts overrides into what a saved plan may keep, and the names of those that hold a secret: those declared as such,
 * and those that are found out.
 */
export function splitOverrides(
  overrides: Overrides,
  { resources }: Pick<PolicySet, 'resources'>,
  { mask }: CommandContext,
  declared: Overrides,
): PlannedOverrides {
  const secrets = resources
    .flatMap(({ spec }) => secretContent(spec) ?? [])
    .map((content) => new TextDecoder().decode(content));
  const isSecret = (name: string, value: unknown): boolean => {
    if (name in declared) return true;
    const text = JSON.stringify(value);
    if (mask.apply(text) !== text || secretsIn(value, name).length > 0) return true;
    return leavesOf(value).some((leaf) => secrets.some((secret) => secret.includes(leaf)));
  };
  const entries = Object.entries(overrides);
  const withheld = entries.filter(([name, value]) => isSecret(name, value)).map(([name]) => name);
  return { values: Object.fromEntries(entries.filter(([name]) => !withheld.includes(name))), withheld };
}

/** Texts that a value would put into a template; whether something is on or off tells nothing. */
function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return value === '' ? [] : [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

async function readGiven(context: CommandContext, trust: Trust): Promise<Overrides> {
  const { options } = context;
  const overrides: Record<string, unknown> = {
    ...(await readVars(options.vars, context, { trust })),
    ...(await readSecretVars(context, trust)),
  };
  for (const pair of options.set) {
    const at = pair.indexOf('=');
    if (at <= 0) throw new Failure(t('cli.set_form', { pair }), { exit: exitStatus.usage });
    overrides[pair.slice(0, at)] = await readValue(pair.slice(at + 1), `--set ${pair}`);
  }
  return overrides;
}

/** Values of `--secret-vars FILE`, made known to the mask; none where it is not given. */
export async function readSecretVars(context: CommandContext, trust: Trust): Promise<Overrides> {
  const values = await readVars(context.options.secretVars, context, { trust, isSecret: true });
  for (const leaf of leavesOf(values)) context.mask.add(new Secret(Buffer.from(leaf)));
  return values;
}

async function readVars(
  path: string | undefined,
  { cwd, saw }: CommandContext,
  { trust, isSecret = false }: { readonly trust: Trust; readonly isSecret?: boolean },
): Promise<Overrides> {
  if (path === undefined) return {};
  saw?.(resolve(cwd, path));
  const found = readTrusted(resolve(cwd, path), { trust, most: readLimits.file });
  if (found.state === 'absent')
    throw new Failure(t('cli.no_such_path', { path }), {
      cure: t('cli.no_vars_cure'),
      exit: exitStatus.usage,
    });
  if (found.state === 'unreadable')
    throw new Failure(found.reason, { cure: t('cli.unreadable_vars_cure'), exit: exitStatus.usage });
  const { values, findings } = await readValues([{ path, text: new TextDecoder().decode(found.value) }]);
  const [fault] = findings;
  if (fault !== undefined) throw badValues(fault, isSecret);
  return values;
}

/** The Failure for a file of values. That of secret ones repeats nothing of what stands there. */
function badValues({ place, message, cure }: Finding, isSecret: boolean): Failure {
  const { file, line, column } = place;
  const at = `${file}:${line}:${column}`;
  const exit = exitStatus.usage;
  return isSecret
    ? new Failure(t('cli.bad_secret_values', { place: at }), { cure: t('policy.yaml_cure'), exit })
    : new Failure(t('cli.bad_values', { place: at, reason: message }), { cure, exit });
}

async function readValue(text: string, what: string): Promise<unknown> {
  const { readYaml } = await import('../../policy/yaml/yaml-text.ts');
  try {
    return readYaml(text);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw new Failure(t('cli.override_yaml', { what, reason }), {
      cure: t('policy.yaml_cure'),
      exit: exitStatus.usage,
    });
  }
}

/** Refuses an override of a name that the policies neither define nor use, or of a threshold with no quantity. */
export function assertOverrides(overrides: Overrides, { names }: LoadedPolicies): void {
  for (const [name, value] of Object.entries(overrides)) {
    const fault = valueFault(name, value, names);
    if (fault !== undefined) throw new Failure(fault.message, { cure: fault.cure, exit: exitStatus.usage });
  }
}
