import { addressIn, instanceNamed, instanceSchema } from '../facts/layout.ts';
import { changeModules, observeModules, type Modules } from '../facts/modules.ts';
import { meantModule } from '../facts/module-names.ts';
import type { Finding } from '../../../core/finding.ts';
import type { ResourceItem } from '../../../core/policy.ts';
import { converged, type Change, type ResourceType } from '../../../core/resource.ts';
import type { Reader } from '../../../core/reader.ts';
import { t, type Text } from '../../../core/text.ts';
import { readConfiguration } from '../config/loaded.ts';
import { placeInFiles } from '../config/reading.ts';
import { modulesFor } from './proxy-spec.ts';

/**
 * Modules by Debian's names (`proxy_http`, not `mod_proxy_http`), each enabled or disabled; `instance` beside them is whose
 * they are.
 */
export interface ModuleSpec {
  readonly instance?: string;
  readonly [module: string]: string | undefined;
}

/** `apache_module`: what a2enmod and a2dismod do, with dependencies and `.conf` files. */
export const apacheModule: ResourceType<ModuleSpec, Modules> = {
  type: 'apache_module',
  elsewhere: ['apache2_module', 'a2enmod'],
  summary: 'Modules of Apache, enabled with what they need (as a2enmod does) or disabled.',
  example: `- name: Modules of the proxy
  apache_module:
    proxy_http: enabled
    status: disabled
`,
  schema: {
    type: 'object',
    description: "Modules by the names of Debian's mods-available, without .load.",
    minProperties: 1,
    propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9_.+-]*$' },
    properties: { instance: instanceSchema },
    additionalProperties: {
      enum: ['enabled', 'disabled'],
      description: 'Enabled: linked into mods-enabled together with the modules that it depends on.',
      examples: ['enabled'],
    },
    examples: [{ proxy_http: 'enabled', status: 'disabled' }],
  },
  owns: (spec) => modulesIn(spec).map(([name]) => addressIn(instanceNamed(spec.instance), 'module', name)),
  observe: (spec, host) =>
    observeModules(
      host,
      instanceNamed(spec.instance),
      namesThatAre('enabled', spec),
      namesThatAre('disabled', spec),
    ),
  diff,
  review,
  lint,
};

function diff(spec: ModuleSpec, state: Modules): Change {
  const layout = instanceNamed(spec.instance);
  const { fields, steps } = changeModules(
    state,
    layout,
    namesThatAre('enabled', spec),
    namesThatAre('disabled', spec),
  );
  if (steps.length === 0) return converged;
  // A running server keeps its way of spreading work.
  const effect = fields.some(({ field }) => field.startsWith('mpm_')) ? 'restart' : 'reload';
  return { action: 'update', fields, steps: [...steps, { do: 'service', service: layout.service, effect }] };
}

/** Notes on modules that are to be disabled, and that talk to backends of mounts. */
async function review(spec: ModuleSpec, after: Reader): Promise<readonly Text[]> {
  const disabled = namesThatAre('disabled', spec).filter((name) => name.startsWith('proxy_'));
  const loaded =
    disabled.length === 0 ? undefined : await readConfiguration(after, instanceNamed(spec.instance));
  if (loaded === undefined || loaded.refused !== undefined) return [];
  const mounts = ['ProxyPass', 'ProxyPassMatch'].flatMap((name) => loaded.named(name));
  return disabled.flatMap((name) => {
    const inUse = mounts.filter(({ args }) => args.some((word) => modulesFor(word).includes(name)));
    const [first] = inUse;
    return first === undefined || loaded.hasModule(`${name}_module`)
      ? []
      : [t('apache.module_in_use', { name, count: inUse.length, place: placeInFiles(first) })];
  });
}

/** Modules without which Debian's own configuration does not load, or serves nothing: those a2dismod asks about. */
const essential: ReadonlySet<string> = new Set(
  'alias auth_basic authn_file authz_host authz_user autoindex deflate dir env filter logio mime negotiation setenvif unixd version watchdog'.split(
    ' ',
  ),
);

function lint({ spec, locate }: ResourceItem<ModuleSpec>): readonly Finding[] {
  const misspelt = modulesIn(spec).flatMap(([name]): readonly Finding[] => {
    const meant = meantModule(name);
    if (meant === undefined) return [];
    return [
      {
        id: 'KAPA114',
        severity: 'warning',
        place: locate([name], 'key'),
        message: t('apache.unusual_module', { name }),
        cure: t('policy.did_you_mean', { meant }),
      },
    ];
  });
  const needed = namesThatAre('disabled', spec)
    .filter((name) => essential.has(name))
    .map((name) => ({
      id: 'KAPA110' as const,
      severity: 'warning' as const,
      place: locate([name], 'key'),
      message: t('apache.essential_module', { name }),
      cure: t('apache.essential_module_cure', { name }),
    }));
  return [...misspelt, ...needed];
}

function namesThatAre(state: 'enabled' | 'disabled', spec: ModuleSpec): readonly string[] {
  return modulesIn(spec).flatMap(([name, said]) => (said === state ? [name] : []));
}

function modulesIn({ instance: _, ...modules }: ModuleSpec): readonly (readonly [string, unknown])[] {
  return Object.entries(modules);
}
