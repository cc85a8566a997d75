import type { Registry } from '../../core/registry.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { rule } from './rule.ts';
import { settings } from './settings.ts';
import { identifier, name } from './words.ts';

/** A JSON Schema with the definitions that validators are compiled from. */
export interface PolicySchema extends SchemaPart {
  readonly $defs: Readonly<Record<string, SchemaPart>>;
}

/** The names under which the parts of a registry stand in `$defs`, and in `#validity` and `#validators`. */
export const partName = {
  resource: (type: string): string => `resource_${type}`,
  probe: (type: string): string => `probe_${type}`,
  remedy: (type: string): string => `remedy_${type}`,
} as const;

/** The policy language as one JSON Schema, put together from what each type says of itself. */
export function assembleSchema(registry: Registry): PolicySchema {
  const parts: Record<string, SchemaPart> = {};
  for (const { type, schema, summary } of registry.resources)
    parts[partName.resource(type)] = { description: summary, ...schema };
  for (const { type, schema, summary } of registry.probes)
    parts[partName.probe(type)] = { description: summary, ...schema };
  for (const { type, schema, summary } of registry.remedies)
    parts[partName.remedy(type)] = { description: summary, ...schema };

  const oneOf = (kind: keyof typeof partName, types: readonly { readonly type: string }[]): SchemaPart =>
    Object.fromEntries(types.map(({ type }) => [type, { $ref: `#/$defs/${partName[kind](type)}` }]));
  const resource: SchemaPart = {
    type: 'object',
    description: 'Something on the host: a name, one type with its declaration, and the common keys.',
    required: ['name'],
    additionalProperties: false,
    minProperties: 2,
    properties: { ...commonResourceKeys, ...oneOf('resource', registry.resources) },
  };
  const probe: SchemaPart = {
    type: 'object',
    description: 'A named measurement: one probe type.',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: oneOf('probe', registry.probes),
  };
  const remedy: SchemaPart = {
    type: 'object',
    description: 'One rung of the ladder.',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: oneOf('remedy', registry.remedies),
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://kapa.invalid/policy.schema.json',
    title: 'kapa policy',
    description: 'What a host must look like, and what to do when a measurement leaves its bounds.',
    type: 'object',
    additionalProperties: false,
    properties: {
      ...propertiesOf(registry),
      resources: { type: ['array', 'null'], items: resource, description: 'What the host must look like.' },
      probes: {
        type: ['object', 'null'],
        propertyNames: { pattern: identifier },
        additionalProperties: probe,
        description: 'Named measurements.',
      },
      rules: {
        type: ['array', 'null'],
        items: {
          ...rule,
          properties: { ...ruleKeys, do: { ...ruleKeys['do'], items: remedy } },
        },
        description: 'What to do when a measurement leaves its bounds.',
      },
    },
    $defs: parts,
  };
}

/** The schema of a document without what its types say: resources, probes and remedies are judged one by one. */
export function documentSchema(registry: Pick<Registry, 'settings'>): SchemaPart {
  const openItem: SchemaPart = { type: 'object' };
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...propertiesOf(registry),
      resources: {
        type: ['array', 'null'],
        items: { ...openItem, required: ['name'], properties: commonResourceKeys },
      },
      probes: { type: ['object', 'null'], propertyNames: { pattern: identifier }, additionalProperties: openItem },
      rules: {
        type: ['array', 'null'],
        items: {
          ...rule,
          properties: { ...ruleKeys, do: { ...ruleKeys['do'], items: openItem } },
        },
      },
    },
  };
}

const commonResourceKeys: Readonly<Record<string, SchemaPart>> = {
  name: { ...name, description: 'What it is called in plans and logs; unique across all policies.' },
  when: {
    type: 'string',
    description:
      'A condition over variables and facts; where it does not hold the resource is left out.',
    examples: ['facts.memory > 2GiB'],
  },
  requires: { type: 'array', items: name, description: 'Names of resources that come first.' },
  notify: {
    description: 'Service effects besides the ones that the type asks for.',
    type: 'array',
    items: { type: 'string', pattern: '^(reload|restart) [A-Za-z0-9@._:-]+$' },
    examples: [['reload apache2']],
  },
  backup: { type: 'boolean', default: true, description: 'Whether changed files are saved first.' },
  tags: { type: 'array', items: name, description: 'Names that --target and --skip also know.' },
};

/** The keys of a resource that are not its type. */
export const commonKeys: readonly string[] = Object.keys(commonResourceKeys);

const ruleKeys = rule['properties'] as Readonly<Record<string, SchemaPart>>;

/** The keys of a document, with the settings that packs have. */
function propertiesOf({ settings: packs = {} }: Pick<Registry, 'settings'>): Readonly<Record<string, SchemaPart>> {
  return { ...documentProperties, settings: { ...settings, properties: { ...settings.properties, ...packs } } };
}

const documentProperties: Readonly<Record<string, SchemaPart>> = {
  policy: { ...name, description: 'The name of this policy.' },
  description: { type: 'string', description: 'What it is for, in a sentence.' },
  vars: {
    type: ['object', 'null'],
    propertyNames: { pattern: identifier },
    description: 'Values for {{ name }}; those of host.vars.yaml, --vars and --set stand over them.',
    examples: [{ site: 'shop.example' }],
  },
  inputs: {
    type: ['object', 'null'],
    propertyNames: { pattern: identifier },
    additionalProperties: {
      type: ['object', 'null'],
      additionalProperties: false,
      properties: {
        type: {
          enum: ['string', 'integer', 'number', 'boolean', 'list', 'mapping'],
          default: 'string',
          description: 'Of what kind it is.',
        },
        default: { description: 'Its value where a use gives none; without one it must be given.' },
        one_of: { type: 'array', minItems: 1, description: 'The values that it may have.' },
        unless: {
          anyOf: [
            { type: 'string', pattern: identifier },
            { type: 'array', minItems: 1, items: { type: 'string', pattern: identifier } },
          ],
          description: 'Another input, or several, in whose place it is given: one of them, and not both.',
        },
        description: { type: 'string', description: 'What it is, in a sentence.' },
      },
    },
    description: 'What a module is given by each use of it; its variables, and all that it knows of those outside.',
    examples: [{ port: { type: 'integer', description: 'Port of the backend.' } }],
  },
  use: {
    type: ['array', 'null'],
    items: {
      type: 'object',
      required: ['module'],
      additionalProperties: false,
      properties: {
        module: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$',
          maxLength: 200,
          description: "Its file's name without .yaml: in modules/ of the policy's folder or beside it, else of those shipped.",
          examples: ['node-site'],
        },
        as: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          maxLength: 100,
          description: 'Beginning of the names outside: shop/Backend answers. Without it they are as they stand in the module.',
          examples: ['shop'],
        },
        when: { type: 'string', description: 'A condition over variables and facts without which it is left out.', examples: ['backup == "here"'] },
        with: { type: ['object', 'null'], description: 'Values of its inputs.', examples: [{ port: 3001 }] },
      },
    },
    description: 'Modules, each used as often as it is wanted.',
  },
  thresholds: {
    type: ['object', 'null'],
    propertyNames: { pattern: identifier },
    additionalProperties: { type: ['number', 'string'] },
    description: 'Named quantities with units: 10, 4GiB, 3m, 80%; given otherwise as vars are.',
  },
  group: {
    ...name,
    description: "What `kapa check --group` calls this policy's rules; the policy's name unless given.",
  },
  log: {
    type: 'object',
    required: ['file'],
    additionalProperties: false,
    properties: { file: { type: 'string', pattern: String.raw`^(?:/|\{\{)` }, locale: { enum: ['en', 'es'] } },
    description: 'A log file for people, one line a check.',
  },
  settings: {},
  resources: {},
  probes: {},
  rules: {},
};
