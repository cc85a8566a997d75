import type { Finding } from '../../core/finding.ts';
import type { PolicySet, ResourceItem } from '../../core/policy.ts';
import type { ResourceType, SchemaPart } from '../../core/resource.ts';
import { t } from '../../core/text.ts';
import { diffWholeFile, observeWholeFile, type WholeFile, type WholeFileState } from '../files/whole-file.ts';

/** A stanza of logrotate. */
export interface LogrotateSpec {
  readonly name: string;
  readonly paths?: readonly string[];
  readonly hourly?: boolean;
  readonly daily?: boolean;
  readonly weekly?: boolean;
  readonly monthly?: boolean;
  readonly yearly?: boolean;
  readonly rotate?: number;
  readonly size?: string;
  readonly minsize?: string;
  readonly maxsize?: string;
  readonly maxage?: number;
  readonly compress?: boolean;
  readonly delaycompress?: boolean;
  readonly missingok?: boolean;
  readonly notifempty?: boolean;
  readonly copytruncate?: boolean;
  readonly dateext?: boolean;
  readonly sharedscripts?: boolean;
  readonly create?: { readonly mode: string; readonly owner: string; readonly group: string };
  readonly su?: { readonly user: string; readonly group: string };
  readonly olddir?: string;
  readonly prerotate?: string;
  readonly postrotate?: string;
  readonly template?: string;
  readonly state?: 'present' | 'absent';
  /** The rendered stanza. */
  readonly content?: string;
}

const periods = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
const switches = ['compress', 'delaycompress', 'copytruncate', 'dateext', 'sharedscripts'] as const;
const limits = ['size', 'minsize', 'maxsize'] as const;
const scripts = ['prerotate', 'postrotate'] as const;

const limitMeaning: Readonly<Record<(typeof limits)[number], string>> = {
  size: 'Rotate when larger than this, whatever the time.',
  minsize: 'Rotate at the stated time, but only when larger than this.',
  maxsize: 'Rotate when larger than this, also before the stated time.',
};

/** `logrotate`: a file in /etc/logrotate.d, judged by logrotate itself before it is put in place. */
export const logrotate: ResourceType<LogrotateSpec, WholeFileState> = {
  type: 'logrotate',
  summary: 'Rotation of log files: /etc/logrotate.d/NAME, judged by logrotate before it is put in place.',
  example: `- name: Rotate the monitoring logs
  logrotate:
    name: kapa
    paths: [/var/log/kapa_health.log, /var/log/apache_worker_monitor.log]
    weekly: true
    rotate: 8
`,
  schema: {
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
        items: { type: 'string', pattern: '^/[^\\n"]*$' },
        minItems: 1,
        description: 'Log files, absolute; * and ? stand for any characters.',
        examples: [['/var/log/kapa_health.log']],
      },
      ...Object.fromEntries(
        periods.map((name): [string, SchemaPart] => [
          name,
          { type: 'boolean', description: `Rotate ${name}.` },
        ]),
      ),
      rotate: {
        type: 'integer',
        minimum: 0,
        description: 'How many old files are kept.',
        examples: [8],
      },
      ...Object.fromEntries(
        limits.map((name): [string, SchemaPart] => [
          name,
          { type: 'string', pattern: '^\\d+[kMG]?$', description: limitMeaning[name], examples: ['100M'] },
        ]),
      ),
      maxage: { type: 'integer', minimum: 1, description: 'Days after which an old file is removed.' },
      compress: { type: 'boolean', description: 'Compress old files.' },
      delaycompress: { type: 'boolean', description: 'Leave the newest old file uncompressed.' },
      missingok: { type: 'boolean', default: true, description: 'A missing log file is no error.' },
      notifempty: { type: 'boolean', default: true, description: 'An empty log file is not rotated.' },
      copytruncate: {
        type: 'boolean',
        description:
          'Copy and empty the file, for a program that keeps it open. Lines written meanwhile are lost.',
      },
      dateext: { type: 'boolean', description: 'Name old files by date instead of a number.' },
      sharedscripts: { type: 'boolean', description: 'Run the scripts once for all files.' },
      create: {
        type: 'object',
        required: ['mode', 'owner', 'group'],
        additionalProperties: false,
        description: 'Make the new log file with this mode and owner.',
        properties: {
          mode: {
            type: 'string',
            pattern: '^0?[0-7]{3}$',
            description: 'Octal, quoted.',
            examples: ['0640'],
          },
          owner: { type: 'string', description: 'Name of the user.', examples: ['root'] },
          group: { type: 'string', description: 'Name of the group.', examples: ['adm'] },
        },
      },
      su: {
        type: 'object',
        required: ['user', 'group'],
        additionalProperties: false,
        description: 'Rotate as this user: needed where others than root can write the folder.',
        properties: {
          user: { type: 'string', description: 'Name of the user.', examples: ['root'] },
          group: { type: 'string', description: 'Name of the group.', examples: ['syslog'] },
        },
      },
      olddir: { type: 'string', pattern: '^/', description: 'Folder for old files.' },
      prerotate: { type: 'string', description: 'Shell script before the rotation.' },
      postrotate: {
        type: 'string',
        description: 'Shell script after the rotation.',
        examples: ['systemctl reload apache2'],
      },
      template: { type: 'string', minLength: 1, description: 'Another template than logrotate.hbs.' },
      state: { enum: ['present', 'absent'], default: 'present', description: 'Absent: the file is removed.' },
    },
    if: { required: ['state'], properties: { state: { const: 'absent' } } },
    else: { required: ['paths'] },
  },
  owns: ({ name }) => [`file:${pathOf(name)}`],
  after: () => ['file:/etc/logrotate.d'],
  template: (spec) =>
    spec.state === 'absent'
      ? undefined
      : { name: spec.template ?? 'logrotate.hbs', with: { ...spec, ...stanza(spec) } },
  observe: (spec, host) => observeWholeFile(wholeFile(spec), host),
  diff: (spec, state) => diffWholeFile(wholeFile(spec), state),
  lint,
};

function pathOf(name: string): string {
  return `/etc/logrotate.d/${name}`;
}

/** logrotate ignores a file that others can write or that is not root's. */
function wholeFile({ name, content, state }: LogrotateSpec): WholeFile {
  return {
    path: pathOf(name),
    content,
    mode: '0644',
    owner: 'root',
    group: 'root',
    validate: ['logrotate', '-d', '{}'],
    ...(state === undefined ? {} : { state }),
  };
}

interface Script {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The stanza's lines, in the order in which logrotate's manual has them. */
function stanza(spec: LogrotateSpec): { lines: readonly string[]; scripts: readonly Script[] } {
  const { missingok = true, notifempty = true, rotate, maxage, olddir, create, su } = spec;
  const lines: string[] = [];
  for (const name of periods) if (spec[name] === true) lines.push(name);
  for (const name of limits) if (spec[name] !== undefined) lines.push(`${name} ${spec[name]}`);
  if (rotate !== undefined) lines.push(`rotate ${rotate}`);
  if (maxage !== undefined) lines.push(`maxage ${maxage}`);
  for (const name of switches) if (spec[name] !== undefined) lines.push(spec[name] ? name : `no${name}`);
  lines.push(missingok ? 'missingok' : 'nomissingok', notifempty ? 'notifempty' : 'ifempty');
  if (create) lines.push(`create ${create.mode} ${create.owner} ${create.group}`);
  if (su) lines.push(`su ${su.user} ${su.group}`);
  if (olddir !== undefined) lines.push(`olddir ${olddir}`);
  return {
    lines,
    scripts: scripts.flatMap((name) => {
      const text = spec[name];
      return text === undefined ? [] : [{ name, lines: text.trimEnd().split('\n') }];
    }),
  };
}

function lint(item: ResourceItem<LogrotateSpec>, all: PolicySet): readonly Finding[] {
  const { spec } = item;
  if (spec.state === 'absent') return [];
  const findings: Finding[] = [];
  const chosen = periods.filter((name) => spec[name] === true);
  const [, second] = chosen;
  if (second !== undefined)
    findings.push({
      id: 'KAPA231',
      severity: 'error',
      place: item.locate([second], 'key'),
      message: t('resources.logrotate_two_periods', {
        periods: chosen.join(', '),
        last: chosen.at(-1) ?? '',
      }),
      cure: t('resources.logrotate_two_periods_cure'),
    });
  if (chosen.length === 0 && spec.size === undefined && spec.maxsize === undefined)
    findings.push({
      id: 'KAPA232',
      severity: 'warning',
      place: item.locate([], 'key'),
      message: t('resources.logrotate_no_period'),
      cure: t('resources.logrotate_no_period_cure'),
    });
  if (spec.rotate === undefined)
    findings.push({
      id: 'KAPA233',
      severity: 'warning',
      place: item.locate([], 'key'),
      message: t('resources.logrotate_no_rotate'),
      cure: t('resources.logrotate_no_rotate_cure'),
    });
  for (const [index, path] of (spec.paths ?? []).entries()) {
    const other = otherOwner(item, path, all);
    if (other !== undefined)
      findings.push({
        id: 'KAPA234',
        severity: 'error',
        place: item.locate(['paths', index]),
        message: t('resources.logrotate_twice', { path, other }),
        cure: t('resources.logrotate_twice_cure'),
      });
  }
  return findings;
}

/** logrotate refuses a log file that two stanzas name. */
function otherOwner(item: ResourceItem<LogrotateSpec>, path: string, all: PolicySet): string | undefined {
  return all.resources.find(
    ({ type, name, spec }) =>
      type === 'logrotate' && name !== item.name && (spec as LogrotateSpec).paths?.includes(path) === true,
  )?.name;
}
