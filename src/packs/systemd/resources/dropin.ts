import type { Reader } from '../../../core/reader.ts';
import { converged, type Change, type ResourceType } from '../../../core/resource.ts';
import type { Argv, Step } from '../../../core/step.ts';
import {
  diffWholeFile,
  observeWholeFile,
  type WholeFile,
  type WholeFileState,
} from '../../files/whole-file.ts';
import { checkUnit } from '../unit-text.ts';
import { verifyCommand } from '../verify.ts';

/** A piece of a unit that others made: settings beside those of its file. */
export interface SystemdDropinSpec {
  readonly unit: string;
  readonly name: string;
  readonly content?: string;
  readonly template?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly effect?: 'restart' | 'reload';
  readonly state?: 'present' | 'absent';
}

/** The piece, its folder, and whether systemd runs the unit and takes it as it is. */
export interface SystemdDropinState {
  readonly file: WholeFileState;
  readonly folder: boolean;
  readonly running: boolean;
  /** Command by which systemd-analyze finds nothing wrong with the unit as it is, so that it can judge it with the piece. */
  readonly judge: Argv | undefined;
}

const units = '/etc/systemd/system';

/** `systemd_dropin`: settings of a unit of others, in a file of their own. */
export const systemdDropin: ResourceType<SystemdDropinSpec, SystemdDropinState> = {
  type: 'systemd_dropin',
  summary:
    'Settings beside those of a unit that others made: /etc/systemd/system/UNIT.d/NAME.conf. systemd is made to read it.',
  example: `- name: Apache may open many files
  systemd_dropin:
    unit: apache2.service
    name: open-files
    content: |
      [Service]
      LimitNOFILE=65536
    effect: restart
`,
  schema: {
    type: 'object',
    required: ['unit', 'name'],
    additionalProperties: false,
    properties: {
      unit: {
        type: 'string',
        pattern: String.raw`^[A-Za-z0-9@._:\\-]+\.(service|socket|timer|path|mount|automount|target|slice|scope)$`,
        description: 'Name of the unit with its suffix.',
        examples: ['apache2.service'],
      },
      name: {
        type: 'string',
        pattern: '^[A-Za-z0-9@_][A-Za-z0-9@._-]*$',
        not: { pattern: '\\.conf$' },
        description: 'Name of the file, without .conf; systemd reads them in the order of their names.',
        examples: ['open-files'],
      },
      content: { type: 'string', description: 'The whole file.' },
      template: { type: 'string', minLength: 1, description: 'A template to render the file from.' },
      with: { type: 'object', description: 'Values for the template.' },
      effect: {
        enum: ['restart', 'reload'],
        description:
          'What the unit gets, where it runs, once systemd has read the file. Without it the settings count from its next start.',
      },
      state: { enum: ['present', 'absent'], default: 'present', description: 'Absent: the file is removed.' },
    },
    dependentRequired: { with: ['template'] },
    if: { required: ['state'], properties: { state: { const: 'absent' } } },
    else: { oneOf: [{ required: ['content'] }, { required: ['template'] }] },
  },
  owns: (spec) => [`file:${pathOf(spec)}`],
  after: ({ unit }) => [`file:${units}/${unit}`, `file:${units}/${unit}.d`],
  template: ({ template, with: values }) =>
    template === undefined ? undefined : { name: template, with: values ?? {} },
  observe,
  diff,
};

async function observe(spec: SystemdDropinSpec, host: Reader): Promise<SystemdDropinState> {
  const runs = host.live && (await host.stat('/run/systemd/system')).state === 'present';
  const now = runs ? await host.service(spec.unit) : undefined;
  const file = await observeWholeFile(wholeFile(spec), host);
  const isChanged = diffWholeFile(wholeFile(spec), file).validate !== undefined;
  return {
    file,
    folder: (await host.stat(folderOf(spec))).state === 'present',
    running: now?.state === 'present' && now.value.running === true,
    judge: isChanged ? await judgeOf(spec, host) : undefined,
  };
}

/** A check of a unit that systemd refuses, or warns of, already proves nothing: then by a milder one, or by none. */
async function judgeOf({ unit, content }: SystemdDropinSpec, host: Reader): Promise<Argv | undefined> {
  const command = await verifyCommand(unit, content, host);
  for (const one of command === undefined ? [] : [command, verify(unit)])
    if ((await host.query(one)).status === 0) return one;
  return undefined;
}

function diff(spec: SystemdDropinSpec, state: SystemdDropinState): Change {
  if (spec.content !== undefined) checkUnit(spec.name, spec.content);
  const { validate, ...change } = diffWholeFile(wholeFile(spec), state.file);
  if (change.action === 'unknown') return change;
  if (change.action === 'none') return converged;
  const steps: Step[] = [];
  if (!state.folder && spec.state !== 'absent')
    steps.push({
      do: 'directory',
      path: folderOf(spec),
      mode: 0o755,
      owner: { user: 'root', group: 'root' },
    });
  steps.push(...change.steps, { do: 'service', service: spec.unit, effect: 'daemon_reload' });
  if (spec.effect !== undefined && state.running)
    steps.push({ do: 'service', service: spec.unit, effect: spec.effect });
  const { judge } = state;
  if (validate === undefined || judge === undefined) return { ...change, steps };
  return { ...change, steps, validate: validate.map((one) => ({ ...one, argv: judge })) };
}

function verify(unit: string): Argv {
  return ['systemd-analyze', 'verify', '--man=no', unit];
}

function folderOf({ unit }: SystemdDropinSpec): string {
  return `${units}/${unit}.d`;
}

function pathOf(spec: SystemdDropinSpec): string {
  return `${folderOf(spec)}/${spec.name}.conf`;
}

/** Judged is the whole unit: a piece is none by itself. */
function wholeFile(spec: SystemdDropinSpec): WholeFile {
  const { content, state } = spec;
  return {
    path: pathOf(spec),
    content,
    mode: '0644',
    owner: 'root',
    group: 'root',
    validate: verify(spec.unit),
    ...(state === undefined ? {} : { state }),
  };
}
