import {
  directivesOf,
  mpmDefaults,
  mpmDescriptions,
  mpmNames,
  type MpmName,
  type MpmSettings,
} from '../facts/mpm.ts';
import type { SchemaPart } from '../../../core/resource.ts';

/** The MPM to use, with its settings; `content` is the rendered file. */
export type MpmSpec = { readonly [mpm in MpmName]?: MpmSettings } & {
  /** True: the settings stand in a file of their own, and Debian's stays as it is. */
  readonly drop_in?: boolean;
  readonly template?: string;
  readonly content?: string;
};

/** The MPM that a spec chooses, and its settings. */
export function chosen(spec: MpmSpec): { readonly mpm: MpmName; readonly settings: MpmSettings } {
  for (const mpm of mpmNames) {
    const settings = spec[mpm];
    if (settings !== undefined) return { mpm, settings };
  }
  throw new TypeError('apache_mpm: no MPM');
}

/** Names that Apache 2.2 had for a setting, and Apache still takes. */
export const formerNames: Readonly<Record<string, string>> = {
  MaxRequestWorkers: 'MaxClients',
  MaxConnectionsPerChild: 'MaxRequestsPerChild',
};

/** The schema of `apache_mpm`. */
export const mpmSchema: SchemaPart = {
  type: 'object',
  additionalProperties: false,
  oneOf: mpmNames.map((name) => ({ required: [name] })),
  properties: {
    ...Object.fromEntries(mpmNames.map((name) => [name, settingsSchema(name)])),
    drop_in: {
      type: 'boolean',
      default: false,
      description:
        "Whether the settings stand in conf-available/kapa-mpm.conf, which Apache reads behind Debian's file and which dpkg never asks about. What is left out stays as Debian's file has it.",
      examples: [true],
    },
    template: {
      type: 'string',
      minLength: 1,
      default: 'mpm.conf.hbs',
      description: 'The template of the file; it is given `mpm` and `lines`.',
      examples: ['mpm.conf.hbs'],
    },
  },
};

function settingsSchema(mpm: MpmName): SchemaPart {
  return {
    type: 'object',
    description: `Settings of mpm_${mpm}. What is left out has Apache's own default.`,
    additionalProperties: false,
    properties: Object.fromEntries(
      directivesOf(mpm).map((name) => [
        name,
        {
          type: 'integer',
          minimum: ['MaxConnectionsPerChild', 'MaxMemFree', 'GracefulShutdownTimeout'].includes(name) ? 0 : 1,
          maximum: name === 'ServerLimit' && mpm !== 'prefork' ? 20_000 : 2_147_483_647,
          description: mpmDescriptions[name],
          examples: [mpmDefaults[mpm][name] ?? 1],
          ...(Object.hasOwn(formerNames, name) ? { elsewhere: [formerNames[name]] } : {}),
        },
      ]),
    ),
    examples: [{ MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 }],
  };
}
