import type { SchemaPart } from '../../core/resource.ts';

/** Mode and owner of what logrotate makes. */
export interface CreatedFile {
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

export const periods = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export const switches = [
  'compress',
  'delaycompress',
  'copy',
  'copytruncate',
  'renamecopy',
  'dateext',
  'dateyesterday',
  'datehourago',
  'shred',
  'allowhardlink',
  'sharedscripts',
  'mailfirst',
  'maillast',
] as const;
export const limits = ['size', 'minsize', 'maxsize'] as const;
export const numbers = ['rotate', 'start', 'minage', 'maxage', 'shredcycles'] as const;
export const words = [
  'dateformat',
  'extension',
  'addextension',
  'compresscmd',
  'uncompresscmd',
  'compressext',
  'compressoptions',
] as const;
export const scripts = ['firstaction', 'prerotate', 'postrotate', 'lastaction', 'preremove'] as const;

/** A stanza of logrotate. */
export interface LogrotateSpec
  extends
    Readonly<Partial<Record<Exclude<(typeof periods)[number], 'weekly'>, boolean>>>,
    Readonly<Partial<Record<(typeof switches)[number], boolean>>>,
    Readonly<Partial<Record<(typeof numbers)[number], number>>>,
    Readonly<
      Partial<Record<(typeof limits)[number] | (typeof words)[number] | (typeof scripts)[number], string>>
    > {
  readonly name: string;
  readonly paths?: readonly string[];
  /** A number is the day of the week, from Sunday, 0. */
  readonly weekly?: boolean | number;
  readonly missingok?: boolean;
  readonly notifempty?: boolean;
  readonly create?: CreatedFile | false;
  readonly createolddir?: CreatedFile;
  readonly su?: { readonly user: string; readonly group: string };
  readonly olddir?: string | false;
  readonly mail?: string | false;
  readonly template?: string;
  readonly state?: 'present' | 'absent';
  /** The rendered stanza. */
  readonly content?: string;
}

const limitMeaning: Readonly<Record<(typeof limits)[number], string>> = {
  size: 'Rotate when larger than this, whatever the time.',
  minsize: 'Rotate at the stated time, but only when larger than this.',
  maxsize: 'Rotate when larger than this, also before the stated time.',
};

const switchMeaning: Readonly<Record<(typeof switches)[number], string>> = {
  compress: 'Compress old files.',
  delaycompress: 'Leave the newest old file uncompressed.',
  copy: 'Copy the file and leave it as it is.',
  copytruncate:
    'Copy and empty the file, for a program that keeps it open. Lines written meanwhile are lost.',
  renamecopy: 'Rename the file, run the scripts, then copy: for an old folder on another device.',
  dateext: 'Name old files by date instead of a number.',
  dateyesterday: 'With `dateext`: the date of the day before.',
  datehourago: 'With `dateext`: the date of the hour before.',
  shred: 'Overwrite old files before they are removed.',
  allowhardlink: 'Rotate files with several hard links as well.',
  sharedscripts: 'Run the scripts once for all files.',
  mailfirst: 'Mail the file that was just rotated.',
  maillast: 'Mail the file that is about to be removed.',
};

const numberSchema: Readonly<Record<(typeof numbers)[number], SchemaPart>> = {
  rotate: {
    type: 'integer',
    minimum: -1,
    description: 'How many old files are kept; -1: all.',
    examples: [8],
  },
  start: { type: 'integer', minimum: 0, description: 'The number of the newest old file.' },
  minage: { type: 'integer', minimum: 0, description: 'Days before which a file is not rotated.' },
  maxage: { type: 'integer', minimum: 1, description: 'Days after which an old file is removed.' },
  shredcycles: { type: 'integer', minimum: 1, description: 'How often `shred` overwrites.' },
};

const wordSchema: Readonly<Record<(typeof words)[number], SchemaPart>> = {
  dateformat: {
    description: 'With `dateext`: its form, as strftime has it with %Y %m %d %H %M %S %V %s.',
    examples: ['-%Y%m%d'],
  },
  extension: { description: 'An ending that stays the last one of old files.', examples: ['.log'] },
  addextension: { description: 'An ending for old files.', examples: ['.old'] },
  compresscmd: { description: 'Program that compresses.', examples: ['/usr/bin/xz'] },
  uncompresscmd: { description: 'Program that uncompresses.', examples: ['/usr/bin/unxz'] },
  compressext: { description: 'Ending of compressed files.', examples: ['.xz'] },
  compressoptions: { description: 'Options of the program that compresses.', examples: ['-9'] },
};

const scriptMeaning: Readonly<Record<(typeof scripts)[number], string>> = {
  firstaction: 'Shell script before all files are rotated.',
  prerotate: 'Shell script before the rotation.',
  postrotate: 'Shell script after the rotation.',
  lastaction: 'Shell script after all files are rotated.',
  preremove: 'Shell script before an old file is removed.',
};

/** logrotate has no way to say a name with a blank here. */
const name = { type: 'string', pattern: '^\\S+$' };

function created(description: string): SchemaPart {
  return {
    type: 'object',
    required: ['mode', 'owner', 'group'],
    additionalProperties: false,
    description,
    properties: {
      mode: { type: 'string', pattern: '^0?[0-7]{3}$', description: 'Octal, quoted.', examples: ['0640'] },
      owner: { ...name, description: 'Name of the user.', examples: ['root'] },
      group: { ...name, description: 'Name of the group.', examples: ['adm'] },
    },
  };
}

function each<Name extends string>(
  names: readonly Name[],
  part: (name: Name) => SchemaPart,
): Readonly<Record<string, SchemaPart>> {
  return Object.fromEntries(names.map((one) => [one, part(one)]));
}

/** Schema of a `logrotate` resource. */
export const logrotateSchema: SchemaPart = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]+$',
      description: 'Name of the file in /etc/logrotate.d.',
      examples: ['kapa'],
    },
    paths: {
      type: 'array',
      items: { type: 'string', pattern: '^/[^\\n]*$' },
      minItems: 1,
      description: 'Log files, absolute; * and ? stand for any characters, {a,b} for one or the other.',
      examples: [['/var/log/kapa_health.log']],
    },
    ...each(periods, (one) =>
      one === 'weekly'
        ? {
            oneOf: [{ type: 'boolean' }, { type: 'integer', minimum: 0, maximum: 7 }],
            description: 'Rotate weekly; a number is the day, from Sunday, 0, and 7 is each seventh day.',
          }
        : { type: 'boolean', description: `Rotate ${one}.` },
    ),
    ...each(limits, (one) => ({
      type: 'string',
      pattern: '^\\d+[kMG]?$',
      description: limitMeaning[one],
      examples: ['100M'],
    })),
    ...each(numbers, (one) => numberSchema[one]),
    missingok: { type: 'boolean', default: true, description: 'A missing log file is no error.' },
    notifempty: { type: 'boolean', default: true, description: 'An empty log file is not rotated.' },
    ...each(switches, (one) => ({ type: 'boolean', description: switchMeaning[one] })),
    create: {
      description: 'Make the new log file with this mode and owner; false: make none.',
      oneOf: [created('Mode and owner.'), { const: false }],
    },
    su: {
      type: 'object',
      required: ['user', 'group'],
      additionalProperties: false,
      description: 'Rotate as this user: needed where others than root can write the folder.',
      properties: {
        user: { ...name, description: 'Name of the user.', examples: ['root'] },
        group: { ...name, description: 'Name of the group.', examples: ['syslog'] },
      },
    },
    olddir: {
      description: 'Folder for old files, without blanks in its name; false: beside the log.',
      oneOf: [{ type: 'string', pattern: '^/\\S*$' }, { const: false }],
    },
    createolddir: created('Make the folder for old files with this mode and owner.'),
    ...each(words, (one) => ({ type: 'string', pattern: '^\\S[^\\n]*$', ...wordSchema[one] })),
    mail: {
      description: 'Who gets files before they are removed; false: nobody.',
      oneOf: [{ type: 'string', pattern: '^\\S+$' }, { const: false }],
    },
    ...each(scripts, (one) => ({
      type: 'string',
      description: scriptMeaning[one],
      ...(one === 'postrotate' ? { examples: ['systemctl reload apache2'] } : {}),
    })),
    template: { type: 'string', minLength: 1, description: 'Another template than logrotate.hbs.' },
    state: { enum: ['present', 'absent'], default: 'present', description: 'Absent: the file is removed.' },
  },
  if: { required: ['state'], properties: { state: { const: 'absent' } } },
  else: { required: ['paths'] },
};
