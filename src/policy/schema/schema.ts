import { durationPattern } from '../../core/quantity.ts';
import type { Registry } from '../../core/registry.ts';
import type { SchemaPart } from '../../core/resource.ts';

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

const name: SchemaPart = { type: 'string', minLength: 1, maxLength: 200 };
const duration: SchemaPart = {
  type: 'string',
  pattern: durationPattern,
  examples: ['30s', '3m', '1h30m'],
};
const argv: SchemaPart = { type: 'array', items: { type: 'string' }, minItems: 1 };
const identifier = '^[A-Za-z_][A-Za-z0-9_]*$';

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

/** The keys of a rule. */
export const rule: SchemaPart = {
  type: 'object',
  required: ['name', 'when'],
  additionalProperties: false,
  properties: {
    name: {
      ...name,
      description:
        'What it is called in logs and alerts, as what must hold (Backend is online); unique across all policies.',
    },
    names: {
      type: 'object',
      additionalProperties: false,
      properties: {
        en: { ...name, description: 'In English.' },
        es: { ...name, description: 'In Spanish.' },
      },
      description: 'Its name where settings.locale, or the log, speaks another language.',
      examples: [{ es: 'El backend está en línea' }],
    },
    formerly: {
      type: 'array',
      items: name,
      description: 'Names that it had: its state, its orders and its history are found under them, too.',
    },
    severity: { enum: ['warning', 'critical'], default: 'critical', description: 'How loud it is.' },
    every: { ...duration, default: '3m', description: 'How often it is judged.' },
    when: { type: 'string', description: 'The condition that is wrong; kapa explain conditions shows what it may say.', examples: ['site.failing'] },
    clear_when: {
      type: 'string',
      description: 'The condition that ends it; unless given, `when` no longer holds.',
    },
    only_if: {
      type: 'string',
      description: 'A symptom without which no remedy is tried; the alert still is.',
    },
    for: {
      description: 'For how many checks, or how long, before it fires.',
      anyOf: [
        { type: 'string', pattern: '^[1-9]\\d* checks?$', examples: ['2 checks'] },
        duration,
        { type: 'integer', minimum: 1 },
      ],
      default: '1 check',
    },
    do: { type: 'array', description: 'Remedies, tried in this order until one helps; none: it only tells people.' },
    verify: {
      type: 'object',
      additionalProperties: false,
      required: ['within'],
      properties: {
        within: { ...duration, description: 'A length of time.' },
        stable: {
          ...duration,
          default: '1s',
          description: 'How long it must then stay gone. What comes back before begins anew.',
        },
      },
      description: 'How soon after a remedy the condition must be gone; else the next rung is tried.',
      default: { within: '30s' },
    },
    cooldown: {
      ...duration,
      description: 'How long no other remedy is tried after one that did not help.',
      default: '1m',
    },
    limit: {
      type: 'object',
      additionalProperties: false,
      required: ['times', 'within'],
      properties: {
        times: { type: 'integer', minimum: 1, description: 'How many.' },
        within: { ...duration, description: 'Within how long.' },
        then: { enum: ['back_off'], default: 'back_off', description: 'What comes then.' },
      },
      description:
        'How many remedies that do not help, upon one target within how long, before the rule backs off and calls a person (kapa clear ends it); of those that help, three times as many: then it is a loop.',
      default: { times: 3, within: '1h' },
    },
  },
};

const ruleKeys = rule['properties'] as Readonly<Record<string, SchemaPart>>;

/** The keys of a channel that alerts are sent to. */
export const channel: SchemaPart = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { ...name, description: 'What messages about the channel call it.' },
    webhook: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: { type: 'string', description: 'Where to; its query and path may hold a key, which is shown nowhere.' },
        format: {
          enum: ['generic', 'slack'],
          default: 'generic',
          description: 'generic: the JSON below; slack: {"text": ...} with the same words, as Slack and Mattermost take it.',
        },
      },
      description:
        'A POST with JSON: {version, host, subject, text, alerts: [{rule, group, severity, state, since, value, unit, repeated}]}. Any answer from 200 to 299 is taken as received.',
    },
    mail: {
      type: 'object',
      required: ['to'],
      additionalProperties: false,
      description: 'A mail in plain text: the subject is the first alert, the body one line for each.',
      properties: {
        to: { type: 'array', items: { type: 'string' }, minItems: 1, description: 'Addresses.' },
        from: { type: 'string', description: 'Sender; kapa at this host unless given.' },
        smtp: { type: 'string', description: 'smtp:// or smtps:// address; sendmail unless given.' },
      },
    },
    command: {
      type: 'object',
      required: ['argv'],
      additionalProperties: false,
      properties: { argv: { ...argv, description: 'Program and arguments; no shell.' } },
      description:
        'A program. Its last argument is the subject, its standard input the text, one line for each alert; it has ten seconds and must end with 0.',
    },
    ntfy: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: {
          type: 'string',
          description: 'Server and topic, https://ntfy.sh/TOPIC. Who knows a topic can read it: it is shown nowhere.',
        },
        token: { type: 'string', minLength: 1, description: 'Access token of a topic that is not open to all.' },
      },
      description: 'A message of ntfy: urgent where something critical fires.',
    },
    telegram: {
      type: 'object',
      required: ['token', 'chat'],
      additionalProperties: false,
      properties: {
        token: { type: 'string', minLength: 1, description: "The bot's token; it is shown nowhere." },
        chat: { type: ['string', 'integer'], description: 'Number of the chat, or @name of a channel.' },
        server: {
          type: 'string',
          default: 'https://api.telegram.org',
          description: 'A Bot API server of your own.',
        },
      },
      description: 'A message of a Telegram bot, as plain text.',
    },
  },
  oneOf: ['webhook', 'mail', 'command', 'ntfy', 'telegram'].map((kind) => ({ required: [kind] })),
};

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
    description: 'Values for {{ name }}.',
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
          type: 'string',
          pattern: identifier,
          description: 'Another input in whose place it is given: one of the two, and not both.',
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
    description: 'Named quantities with units: 10, 4GiB, 3m, 80%.',
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

const settings = {
  type: ['object', 'null'],
  additionalProperties: false,
  description: 'How kapa itself behaves; in one document at most.',
  properties: {
    locale: { enum: ['en', 'es'], description: 'The language of messages.' },
    state_dir: { type: 'string', pattern: '^/', description: 'Where kapa keeps its state.' },
    backups: {
      type: 'object',
      additionalProperties: false,
      properties: {
        placement: { enum: ['beside', 'state'], default: 'beside' },
        keep: { type: 'integer', minimum: 1, default: 20, description: 'How many backups of a file stay.' },
      },
    },
    notify: {
      type: 'object',
      additionalProperties: false,
      properties: {
        channels: { type: 'array', items: channel },
        repeat_every: { ...duration, default: '1h' },
        unknown_after: {
          ...duration,
          default: '30m',
          description: 'How long a probe, or what a rule makes of one, is unknown before that is told.',
        },
      },
    },
    metrics: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      description: 'Metrics for Prometheus, in its classic text format; `kapa metrics` prints them.',
      properties: {
        textfile: {
          type: 'string',
          pattern: '^/.*\\.prom$',
          description: "A file for node exporter's textfile collector, written anew after each check.",
          examples: ['/var/lib/prometheus/node-exporter/kapa.prom'],
        },
        listen: {
          type: 'string',
          pattern: '^(?:[0-9.]+|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5}$',
          description: 'IP address and port at which `kapa watch` answers GET /metrics.',
          examples: ['127.0.0.1:9464'],
        },
      },
    },
    heartbeat: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      description:
        'A sign of life after checks, as healthchecks.io takes it: a POST to the address, or below it to /fail while something critical fires.',
      properties: {
        url: { type: 'string', pattern: '^https?://', description: 'Its path is a key, which is shown nowhere.' },
        every: { ...duration, default: '1m', description: 'Not more often; a change to or from /fail is told at once.' },
      },
    },
    concurrency: { type: 'integer', minimum: 1, default: 8, description: 'Probes measured side by side.' },
  },
} as const satisfies SchemaPart;
