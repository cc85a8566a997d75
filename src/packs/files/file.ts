import { attributeProperties } from './attributes.ts';
import { foldersAbove } from '../../core/folders.ts';
import type { ResourceType } from '../../core/resource.ts';
import { diffWholeFile, observeWholeFile, type WholeFile, type WholeFileState } from './whole-file.ts';

/** A file and what is in it: text as declared, rendered from a template, or the bytes of a file of the policy. */
export interface FileSpec extends WholeFile {
  readonly template?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly source?: string;
}

/** `file`: a file with its content, mode and owner. */
export const file: ResourceType<FileSpec, WholeFileState> = {
  type: 'file',
  elsewhere: ['copy', 'template', 'lineinfile', 'blockinfile'],
  summary: 'A file: its content, mode and owner.',
  example: `- name: Robots stay out
  file:
    path: /var/www/html/robots.txt
    content: |
      User-agent: *
      Disallow: /
    mode: "0644"
    owner: root
`,
  schema: {
    type: 'object',
    required: ['path'],
    additionalProperties: false,
    properties: {
      path: {
        type: 'string',
        pattern: '^/.*[^/]$',
        description: 'Absolute path. A link is followed.',
        examples: ['/etc/motd'],
      },
      content: { type: 'string', description: 'The whole text.', examples: ['Authorised use only.\n'] },
      template: {
        type: 'string',
        minLength: 1,
        description: 'A template to render the text from.',
        examples: ['motd.hbs'],
      },
      with: {
        type: 'object',
        description: 'Values for the template, beside the variables.',
        examples: [{ site: 'shop' }],
      },
      source: {
        type: 'string',
        minLength: 1,
        description: "A file to copy, relative to the policy's folder.",
        examples: ['files/logo.png'],
      },
      ...attributeProperties,
      state: { enum: ['present', 'absent'], default: 'present', description: 'Absent: the file is removed.' },
      validate: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        contains: { type: 'string', pattern: '\\{\\}' },
        description: 'A command that judges the file before it is put in place; {} stands for its path.',
        examples: [['visudo', '-cf', '{}']],
      },
      secret: {
        type: 'boolean',
        default: false,
        description:
          'The content is shown in no plan, log or error; where a program prints it, it is known again from four characters on. Without a mode nobody but its owner can read the file.',
      },
    },
    dependentRequired: { with: ['template'] },
    oneOf: [
      { required: ['content'] },
      { required: ['template'] },
      { required: ['source'] },
      { not: { anyOf: [{ required: ['content'] }, { required: ['template'] }, { required: ['source'] }] } },
    ],
  },
  owns: ({ path }) => [`file:${path}`],
  after: ({ path }) => foldersAbove(path).map((folder) => `file:${folder}`),
  template: ({ template, with: values }) =>
    template === undefined ? undefined : { name: template, with: values ?? {} },
  source: ({ source }) => source,
  observe: observeWholeFile,
  diff: diffWholeFile,
};
