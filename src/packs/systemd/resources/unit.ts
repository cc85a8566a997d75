import { cutTo } from '../../../core/cut.ts';
import type { Finding } from '../../../core/finding.ts';
import { foldersAbove } from '../../../core/folders.ts';
import type { ResourceItem } from '../../../core/policy.ts';
import type { Reader, ServiceState } from '../../../core/reader.ts';
import type { Reading } from '../../../core/reading.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../../core/resource.ts';
import type { Argv, Step } from '../../../core/step.ts';
import { checkUnit, lineWithoutSection } from '../unit-text.ts';
import { verifyCommand } from '../verify.ts';
import { t, type Text } from '../../../core/text.ts';
import {
  diffWholeFile,
  observeWholeFile,
  type WholeFile,
  type WholeFileState,
} from '../../files/whole-file.ts';

/** A unit file in /etc/systemd/system, and how its unit stands. */
export interface SystemdUnitSpec {
  readonly name: string;
  readonly content?: string;
  readonly template?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly enabled?: boolean;
  readonly running?: boolean;
  readonly state?: 'present' | 'absent';
}

/** The unit's file and links, and what systemd says of it where it runs. */
export interface SystemdUnitState {
  readonly file: WholeFileState;
  /** Links that start it at boot and are there. */
  readonly links: readonly string[];
  /** Undefined: systemd does not run here, so only files can be told. */
  readonly unit: Reading<ServiceState> | undefined;
  /** Command by which systemd-analyze judges it; undefined: it cannot. */
  readonly judge: Argv | undefined;
}

const folder = '/etc/systemd/system';

/** `systemd_unit`: a unit file, whether it starts at boot, and whether it runs. */
export const systemdUnit: ResourceType<SystemdUnitSpec, SystemdUnitState> = {
  type: 'systemd_unit',
  summary: 'A unit of systemd: its file, whether it starts at boot, and whether it runs.',
  example: `- name: kapa watches
  systemd_unit:
    name: kapa-watch.service
    template: kapa-watch.service.hbs
    with: { kapa: /usr/local/bin/kapa, policies: /etc/kapa/policies }
    enabled: true
    running: true
`,
  schema: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: {
      name: {
        type: 'string',
        pattern: String.raw`^[A-Za-z0-9@._:\\-]+\.(service|socket|timer|path|mount|automount|target|slice)$`,
        description: 'Name of the unit with its suffix.',
        examples: ['kapa-watch.service'],
      },
      content: { type: 'string', description: 'The whole unit file.' },
      template: {
        type: 'string',
        minLength: 1,
        description: 'A template to render the unit file from.',
        examples: ['systemd_unit.service.hbs'],
      },
      with: {
        type: 'object',
        description: 'Values for the template.',
        examples: [{ exec: '/usr/bin/true' }],
      },
      enabled: { type: 'boolean', description: 'Whether it starts at boot.', examples: [true] },
      running: { type: 'boolean', description: 'Whether it runs now.', examples: [true] },
      state: {
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Absent: it is stopped, and its file and links are removed.',
      },
    },
    dependentRequired: { with: ['template'] },
    if: { required: ['state'], properties: { state: { const: 'absent' } } },
    else: { oneOf: [{ required: ['content'] }, { required: ['template'] }] },
  },
  owns: ({ name }) => [`file:${folder}/${name}`, `service:${name.replace(/\.service$/u, '')}`],
  after: ({ name }) => foldersAbove(`${folder}/${name}`).map((above) => `file:${above}`),
  template: ({ template, with: values }) =>
    template === undefined ? undefined : { name: template, with: values ?? {} },
  observe,
  diff,
  review: async ({ running }, after): Promise<readonly Text[]> =>
    after.live || running === undefined ? [] : [t('resources.not_live', { root: after.root })],
  lint,
};

function lint({ spec: { name, content, state }, locate }: ResourceItem<SystemdUnitSpec>): readonly Finding[] {
  const line = state === 'absent' ? undefined : lineWithoutSection(content ?? '');
  if (line === undefined) return [];
  const kind = name.slice(name.lastIndexOf('.') + 1);
  const section =
    /^(?:Description|Documentation|After|Before|Wants|Requires|BindsTo|PartOf|Conflicts)=/u.test(line)
      ? 'Unit'
      : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return [
    {
      id: 'KAPA241',
      severity: 'error',
      place: locate(['content']),
      message: t('systemd.no_section', { line: cutTo(line, 80) }),
      cure: t('systemd.no_section_cure', { section }),
    },
  ];
}

async function observe(spec: SystemdUnitSpec, host: Reader): Promise<SystemdUnitState> {
  const runs = host.live && (await host.stat('/run/systemd/system')).state === 'present';
  const file = await observeWholeFile(wholeFile(spec, undefined), host);
  const links: string[] = [];
  for (const path of linksOf(spec, file)) if ((await host.stat(path)).state === 'present') links.push(path);
  return {
    file,
    links,
    unit: runs ? await host.service(spec.name) : undefined,
    judge: await verifyCommand('{}', spec.content, host),
  };
}

function diff(spec: SystemdUnitSpec, state: SystemdUnitState): Change {
  if (spec.content !== undefined) checkUnit(spec.name, spec.content);
  if (state.unit?.state === 'unreadable') return unknown(state.unit.reason);
  const change = diffWholeFile(wholeFile(spec, state.judge), state.file);
  if (change.action === 'unknown') return change;
  return spec.state === 'absent' ? removal(spec, state, change) : declaration(spec, state, change);
}

function declaration(spec: SystemdUnitSpec, state: SystemdUnitState, file: Change): Change {
  const { name, enabled, running } = spec;
  const now = state.unit?.state === 'present' ? state.unit.value : undefined;
  const fields: FieldChange[] = [...file.fields];
  const steps: Step[] = [...file.steps];
  if (file.action !== 'none') steps.push({ do: 'service', service: name, effect: 'daemon_reload' });
  const links = linksOf(spec, state.file);
  const isEnabled = state.unit === undefined ? links.length === state.links.length : (now?.enabled ?? false);
  if (enabled !== undefined && links.length > 0 && isEnabled !== enabled) {
    fields.push({ field: 'enabled', from: isEnabled, to: enabled });
    if (state.unit !== undefined)
      steps.push({ do: 'service', service: name, effect: enabled ? 'enable' : 'disable' });
    else if (enabled)
      steps.push(...links.map((path): Step => ({ do: 'link', path, to: `${folder}/${name}` })));
    else steps.push(...state.links.map((path): Step => ({ do: 'remove', path })));
  }
  if (running !== undefined && state.unit !== undefined) {
    const isRunning = now?.running ?? false;
    if (isRunning !== running) {
      fields.push({ field: 'running', from: isRunning, to: running });
      steps.push({ do: 'service', service: name, effect: running ? 'start' : 'stop' });
    } else if (running && file.action === 'update')
      steps.push({ do: 'service', service: name, effect: 'restart' });
  }
  if (fields.length === 0) return converged;
  const action = file.action === 'none' ? 'update' : file.action;
  return { action, fields, steps, ...(file.validate ? { validate: file.validate } : {}) };
}

/** The links go as files: systemd disables no unit whose file is gone. */
function removal({ name }: SystemdUnitSpec, state: SystemdUnitState, file: Change): Change {
  if (file.action === 'none' && state.links.length === 0) return converged;
  const running = state.unit?.state === 'present' && state.unit.value.running === true;
  const steps: Step[] = state.links.map((path): Step => ({ do: 'remove', path }));
  steps.push(...file.steps, { do: 'service', service: name, effect: 'daemon_reload' });
  if (running) steps.push({ do: 'service', service: name, effect: 'stop' });
  return { action: 'remove', fields: [{ field: 'state', from: 'present', to: 'absent' }], steps };
}

/** The links that `systemctl enable` makes for what the unit's [Install] section asks. */
function linksOf({ name, content }: SystemdUnitSpec, file: WholeFileState): readonly string[] {
  const text = content ?? (file.bytes ? new TextDecoder().decode(file.bytes) : '');
  const wants = [...text.matchAll(/^[ \t]*(WantedBy|RequiredBy)[ \t]*=[ \t]*(.*)$/gmu)].flatMap(
    ([, key, value]) =>
      (value ?? '')
        .split(/\s+/u)
        .filter((target) => target !== '')
        .map((target) => `${folder}/${target}.${key === 'WantedBy' ? 'wants' : 'requires'}/${name}`),
  );
  return [...new Set(wants)];
}

function wholeFile({ name, content, state }: SystemdUnitSpec, judge: Argv | undefined): WholeFile {
  return {
    path: `${folder}/${name}`,
    content,
    mode: '0644',
    owner: 'root',
    group: 'root',
    ...(state === undefined ? {} : { state }),
    ...(judge === undefined ? {} : { validate: judge }),
  };
}

function unknown(reason: Text): Change {
  return { action: 'unknown', fields: [], steps: [], unknown: reason };
}
