import type { SchemaPart } from '../../../core/resource.ts';
import type { ContextStep } from '../config/context.ts';
import type { LineValue, Value } from './values.ts';

/** Directives of one place in one file: those that are set, whole, and those that are not to be there. */
export interface DirectivesSpec {
  readonly file: string;
  readonly context?: readonly ContextStep[];
  readonly set?: Readonly<Record<string, Value>>;
  /** Lines of several names in their order, each a mapping of one name. */
  readonly sequence?: readonly Readonly<Record<string, LineValue>>[];
  readonly absent?: readonly string[];
}

/** The names and values of a sequence. */
export function sequenceOf({
  sequence = [],
}: DirectivesSpec): readonly (readonly [name: string, value: LineValue])[] {
  return sequence.flatMap((line) => Object.entries(line));
}

/** The schema of `apache_directives`. */
export const directivesSchema: SchemaPart = {
  type: 'object',
  required: ['file'],
  additionalProperties: false,
  anyOf: [{ required: ['set'] }, { required: ['sequence'] }, { required: ['absent'] }],
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
      additionalProperties: {
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
      },
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
    absent: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      description: 'Directives that are not to be at this place.',
      examples: [['TraceEnable']],
    },
  },
};
