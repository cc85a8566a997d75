import type { SchemaPart } from '../../../core/resource.ts';
import type { ContextStep } from '../config/context.ts';
import type { LineValue, DirectiveValue } from './values.ts';

/** Directives of one place in one file: those that are set, whole, and those that are not to be there. */
export interface DirectivesSpec {
  readonly file: string;
  readonly context?: readonly ContextStep[];
  readonly set?: Readonly<Record<string, DirectiveValue>>;
  /** Lines of several names in their order, each a mapping of one name. */
  readonly sequence?: readonly Readonly<Record<string, LineValue>>[];
  /** Lines that are to stand among others of their names. */
  readonly present?: Readonly<Record<string, DirectiveValue>>;
  /** Names of which no line is to be there, or lines that are not. */
  readonly absent?: readonly (string | Readonly<Record<string, DirectiveValue>>)[];
  /** Fate of the innermost section of the context: made where it is not there, or removed. */
  readonly section?: 'present' | 'absent';
  /** Arguments that the innermost section gets for those that the context names. */
  readonly args?: string | readonly string[];
}

/** Names of which no line is to be there. */
export function absentNames({ absent = [] }: DirectivesSpec): readonly string[] {
  return absent.filter((one) => typeof one === 'string');
}

/** Lines that are not to be there, others of their names aside. */
export function absentLines({
  absent = [],
}: DirectivesSpec): readonly (readonly [name: string, value: DirectiveValue])[] {
  return absent.flatMap((one) => (typeof one === 'string' ? [] : Object.entries(one)));
}

/** The names and values of a sequence. */
export function sequenceOf({
  sequence = [],
}: DirectivesSpec): readonly (readonly [name: string, value: LineValue])[] {
  return sequence.flatMap((line) => Object.entries(line));
}

const valueSchema: SchemaPart = {
  anyOf: [
    { type: ['string', 'number', 'boolean'] },
    {
      type: 'array',
      minItems: 1,
      items: {
        anyOf: [
          { type: ['string', 'number', 'boolean'] },
          { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
        ],
      },
    },
  ],
  description: 'True is On, false is Off.',
};

/** The schema of `apache_directives`. */
export const directivesSchema: SchemaPart = {
  type: 'object',
  required: ['file'],
  additionalProperties: false,
  anyOf: ['set', 'sequence', 'present', 'absent', 'section', 'args'].map((key) => ({ required: [key] })),
  properties: {
    file: {
      type: 'string',
      pattern: '^/.*[^/]$',
      description: 'Absolute path. A link is followed.',
      examples: ['/etc/apache2/conf-available/security.conf'],
    },
    context: {
      type: 'array',
      description:
        "The sections to go into, outermost first; without it, the file's top level. <IfModule> and its like need not be named.",
      items: {
        type: 'object',
        required: ['section'],
        additionalProperties: false,
        properties: {
          section: {
            type: 'string',
            pattern: '^[A-Za-z][A-Za-z0-9_]*$',
            description: 'Name of the section.',
            examples: ['VirtualHost', 'Directory'],
          },
          args: {
            description: "The section's arguments, as they stand in the file.",
            anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
            examples: ['/var/www', '*:443'],
          },
          where: {
            type: 'object',
            description: 'Directives that stand in the section.',
            additionalProperties: { type: ['string', 'number'] },
            examples: [{ ServerName: 'shop.example.org' }],
          },
        },
      },
      examples: [[{ section: 'VirtualHost', where: { ServerName: 'shop.example.org' } }]],
    },
    set: {
      type: 'object',
      minProperties: 1,
      description:
        'Directives with their values. Text is written as it is; a list is one directive for each of its values, in this order where it matters to Apache; a list in it is one of words, quoted as needed. What else there is of the directive at this place goes.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      additionalProperties: valueSchema,
      examples: [{ ServerTokens: 'Prod', Header: [['always', 'set', 'X-Frame-Options', 'DENY']] }],
    },
    sequence: {
      type: 'array',
      minItems: 1,
      description:
        'Lines of several directives in the order in which they are to stand, such as RewriteCond before its RewriteRule. What else there is of these directives at this place goes.',
      items: {
        type: 'object',
        minProperties: 1,
        maxProperties: 1,
        propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
        additionalProperties: {
          anyOf: [
            { type: ['string', 'number', 'boolean'] },
            { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
          ],
          description: 'Text is written as it is; a list is words, quoted as needed.',
        },
      },
      examples: [
        [{ RewriteCond: '%{HTTPS} !=on' }, { RewriteRule: '^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]' }],
      ],
    },
    present: {
      type: 'object',
      minProperties: 1,
      description:
        'Lines that are to stand among others of their names, which stay. One that says something else of the same thing is changed: of one header, one variable, one path, one balancer member.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      additionalProperties: valueSchema,
      examples: [{ ServerAlias: 'www.shop.example.org', Listen: 8080 }],
    },
    absent: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: {
        anyOf: [
          { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
          {
            type: 'object',
            minProperties: 1,
            propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
            additionalProperties: valueSchema,
          },
        ],
      },
      description: 'Directives that are not to be at this place; with a value, only lines that say it.',
      examples: [['TraceEnable', { Listen: 8080 }]],
    },
    section: {
      enum: ['present', 'absent'],
      description:
        'The innermost section of the context: present makes it, and those around it, where it is not there; absent removes it with all that stands in it.',
      examples: ['present'],
    },
    args: {
      description:
        'Arguments that the innermost section gets in place of those in the context: another port of a virtual host.',
      anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }],
      examples: ['*:8443'],
    },
  },
};
