import { apacheName, confdir } from '../facts/layout.ts';
import { changeModules, observeModules, type Modules } from '../facts/modules.ts';
import {
  directivesOf,
  effectiveWorkers,
  mostWorkers,
  mpmDefaults,
  mpmDescriptions,
  mpmNames,
  renamedSettings,
  settingOf,
  type MpmName,
  type MpmSettings,
} from '../facts/mpm.ts';
import { Failure } from '../../../core/failure.ts';
import type { Finding, FindingId } from '../../../core/finding.ts';
import type { ResourceItem } from '../../../core/policy.ts';
import type { Reader } from '../../../core/reader.ts';
import {
  converged,
  type Change,
  type FieldChange,
  type ResourceType,
  type SchemaPart,
} from '../../../core/resource.ts';
import type { Step } from '../../../core/step.ts';
import { t, type Text } from '../../../core/text.ts';
import { readConfiguration } from '../config/loaded.ts';
import { reviewFile, reviewNames } from '../config/review.ts';
import { sameName, textOf } from '../config/text.ts';
import { readTree, type Node } from '../config/tree.ts';
import { viewFile } from '../config/view.ts';

/** The MPM to use, with its settings; `content` is the rendered file. */
export type MpmSpec = { readonly [mpm in MpmName]?: MpmSettings } & {
  readonly template?: string;
  readonly content?: string;
};

/** State of the MPM's file and links. */
export interface MpmState {
  readonly modules: Modules;
  /** The MPM that is enabled now. */
  readonly current: MpmName | undefined;
  /** Content of the file now; undefined: there is none. */
  readonly file: MpmFile | undefined;
  /** Path at which the file is written: Debian's place, or the enabled file where that is no link. */
  readonly path: string;
  /** True: Debian has the file, so that enabling the module enables the file too. */
  readonly shipped: boolean;
}

interface MpmFile {
  readonly settings: MpmSettings;
  /** True: there is more in it than settings of this MPM. */
  readonly foreign: boolean;
  readonly text: string;
}

/** `apache_mpm`: which MPM serves, and with how many processes and threads. */
export const apacheMpm: ResourceType<MpmSpec, MpmState> = {
  type: 'apache_mpm',
  summary:
    'The MPM that Apache uses, and its settings: renders mods-available/mpm_NAME.conf, enables that MPM and disables the others.',
  example: `- name: Recycle prefork workers
  apache_mpm:
    prefork:
      StartServers: 5
      MinSpareServers: 5
      MaxSpareServers: 10
      MaxRequestWorkers: 150
      MaxConnectionsPerChild: 1000
`,
  schema: {
    type: 'object',
    additionalProperties: false,
    oneOf: mpmNames.map((name) => ({ required: [name] })),
    properties: {
      ...Object.fromEntries(mpmNames.map((name) => [name, settingsSchema(name)])),
      template: {
        type: 'string',
        minLength: 1,
        default: 'mpm.conf.hbs',
        description: 'The template of the file; it is given `mpm` and `lines`.',
        examples: ['mpm.conf.hbs'],
      },
    },
  },
  owns: (spec) => [
    'apache:mpm',
    `file:${fileOf(chosen(spec).mpm)}`,
    ...mpmNames.map((name) => `apache:module:mpm_${name}`),
  ],
  template: (spec) => {
    const { mpm, settings } = chosen(spec);
    return { name: spec.template ?? 'mpm.conf.hbs', with: { mpm, lines: linesOf(mpm, settings) } };
  },
  observe,
  diff,
  review,
  lint,
};

/** Settings that a running server does not change: a reload ignores them with a warning. */
const fixedAtStart = ['ServerLimit', 'ThreadLimit'];

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
        },
      ]),
    ),
    examples: [{ MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 }],
  };
}

function chosen(spec: MpmSpec): { readonly mpm: MpmName; readonly settings: MpmSettings } {
  for (const mpm of mpmNames) {
    const settings = spec[mpm];
    if (settings !== undefined) return { mpm, settings };
  }
  throw new TypeError('apache_mpm: no MPM');
}

function fileOf(mpm: MpmName): string {
  return `${confdir}/mods-available/mpm_${mpm}.conf`;
}

/** The settings as lines of configuration, limits before what they limit. */
function linesOf(mpm: MpmName, settings: MpmSettings): readonly string[] {
  return directivesOf(mpm)
    .filter((name) => settings[name] !== undefined)
    .map((name) => `${name.padEnd(24)} ${settings[name]}`);
}

async function observe(spec: MpmSpec, host: Reader): Promise<MpmState> {
  const { mpm } = chosen(spec);
  const others = mpmNames.filter((name) => name !== mpm).map((name) => `mpm_${name}`);
  const modules = await observeModules(host, [`mpm_${mpm}`], others);
  const own = modules.get(`mpm_${mpm}`);
  const path = own?.conf === 'file' ? `${confdir}/mods-enabled/mpm_${mpm}.conf` : fileOf(mpm);
  const bytes = await host.read(path);
  if (bytes.state === 'unreadable') throw new Failure(bytes.reason, { cure: t('resources.unreadable_cure') });
  return {
    modules,
    current: mpmNames.find((name) => {
      const load = modules.get(`mpm_${name}`)?.load;
      return load === 'link' || load === 'file';
    }),
    file: bytes.state === 'present' ? readMpmFile(mpm, path, bytes.value) : undefined,
    path,
    shipped: own?.conf !== undefined,
  };
}

/** Reads an MPM's file as far as it is made of settings, in an `<IfModule>` of this MPM or not. */
function readMpmFile(mpm: MpmName, path: string, bytes: Uint8Array): MpmFile {
  const text = textOf(bytes);
  const settings: Record<string, number> = {};
  const names = new Map(directivesOf(mpm).map((name) => [name.toLowerCase(), name]));
  const own = new RegExp(`^(?:mpm_${mpm}_module|(?:mod_)?(?:mpm_)?${mpm}\\.c)$`, 'u');

  /** Reads settings, and tells whether there is nothing else. */
  function read(nodes: readonly Node[]): boolean {
    let only = true;
    for (const node of nodes) {
      const [value = '', more] = node.args;
      if (node.kind === 'section') {
        const inside = sameName(node.name, 'IfModule') && own.test(value) && read(node.children);
        only &&= inside;
        continue;
      }
      const lower = node.name.toLowerCase();
      const name = renamedSettings.get(lower) ?? names.get(lower);
      if (name === undefined || more !== undefined || !/^\d+$/u.test(value)) only = false;
      else settings[name] = Number(value);
    }
    return only;
  }

  try {
    return { foreign: !read(readTree(bytes, path).children), settings, text };
  } catch (error) {
    // Apache refuses it, so it is written anew as a whole.
    if (error instanceof Failure) return { foreign: true, settings, text };
    throw error;
  }
}

function diff(spec: MpmSpec, { modules, current, file, path, shipped }: MpmState): Change {
  if (spec.content === undefined) throw new TypeError('apache_mpm: the template was not rendered');
  const { mpm, settings } = chosen(spec);
  const fields: FieldChange[] = [];
  const steps: Step[] = [];
  const now = file?.settings ?? {};
  const names = directivesOf(mpm).filter((name) => now[name] !== settings[name]);
  if (current !== mpm) fields.push({ field: 'mpm', from: current ?? null, to: mpm });
  for (const name of names) fields.push({ field: name, from: now[name] ?? null, to: settings[name] ?? null });
  // A file that says the same in other words stays: Debian's own, say, with its comments.
  if (file === undefined || (file.text !== spec.content && (file.foreign || names.length > 0))) {
    if (file?.foreign === true) fields.push({ field: 'other directives', from: true, to: false });
    steps.push({ do: 'write', path, content: new TextEncoder().encode(spec.content) });
  }
  const others = mpmNames.filter((name) => name !== mpm).map((name) => `mpm_${name}`);
  const links = changeModules(modules, [`mpm_${mpm}`], others);
  steps.push(...links.steps);
  if (current === mpm) fields.push(...links.fields);
  if (!shipped)
    steps.push({
      do: 'link',
      path: `${confdir}/mods-enabled/mpm_${mpm}.conf`,
      to: `../mods-available/mpm_${mpm}.conf`,
    });
  if (steps.length === 0) return converged;
  const fixed = fixedAtStart.some((name) => settingOf(mpm, now, name) !== settingOf(mpm, settings, name));
  steps.push({
    do: 'service',
    service: apacheName,
    effect: current !== mpm || fixed ? 'restart' : 'reload',
  });
  return { action: file === undefined ? 'create' : 'update', fields, steps };
}

async function review(spec: MpmSpec, after: Reader): Promise<readonly Text[]> {
  const { mpm, settings } = chosen(spec);
  const notes: Text[] = [];
  const effective = { ...(await settingsElsewhere(after)), ...settings };
  const asked = settings['MaxRequestWorkers'];
  const got = effectiveWorkers(mpm, effective);
  if (asked !== undefined && asked !== got)
    notes.push(
      asked > mostWorkers(mpm, effective)
        ? t('apache.workers_cut', { asked, got, limit: settingOf(mpm, effective, 'ServerLimit') })
        : t('apache.workers_rounded', { asked, got, threads: settingOf(mpm, effective, 'ThreadsPerChild') }),
    );
  const view = await viewFile(after, fileOf(mpm));
  return [...notes, ...reviewFile(view), ...reviewNames(view, null, Object.keys(settings))];
}

/** Limits that are in force: they bound what this file may ask for. */
async function settingsElsewhere(after: Reader): Promise<MpmSettings> {
  const loaded = await readConfiguration(after);
  const limits = ['ServerLimit', 'ThreadLimit', 'ThreadsPerChild'].flatMap((name) => {
    const last = loaded?.ofServer(name).at(-1);
    return last === undefined ? [] : [[name, Number(last.args[0])] as const];
  });
  return Object.fromEntries(limits);
}

function lint({ spec, locate }: ResourceItem<MpmSpec>): readonly Finding[] {
  const { mpm, settings } = chosen(spec);
  const findings: Finding[] = [];
  const find = (
    id: FindingId,
    severity: Finding['severity'],
    name: string,
    message: Text,
    cure: Text,
  ): void => {
    const part = settings[name] === undefined ? 'key' : 'value';
    findings.push({ id, severity, place: locate(part === 'key' ? [mpm] : [mpm, name], part), message, cure });
  };
  if (settingOf(mpm, settings, 'MaxConnectionsPerChild') === 0)
    find(
      'KAPA101',
      'warning',
      'MaxConnectionsPerChild',
      settings['MaxConnectionsPerChild'] === undefined
        ? t('apache.lint_unset_recycling')
        : t('apache.lint_no_recycling'),
      t('apache.lint_no_recycling_cure'),
    );
  const unit = mpm === 'prefork' ? 'Servers' : 'Threads';
  const min = settingOf(mpm, settings, `MinSpare${unit}`);
  const max = settingOf(mpm, settings, `MaxSpare${unit}`);
  if (min >= max)
    find(
      'KAPA102',
      'error',
      settings[`MinSpare${unit}`] === undefined ? `MaxSpare${unit}` : `MinSpare${unit}`,
      t('apache.lint_spare', { unit, min, max }),
      t('apache.lint_spare_cure', { unit, min }),
    );
  const workers = settingOf(mpm, settings, 'MaxRequestWorkers');
  const most = mostWorkers(mpm, settings);
  if (settings['MaxRequestWorkers'] !== undefined && workers > most)
    find(
      'KAPA103',
      'error',
      'MaxRequestWorkers',
      t('apache.lint_workers', { workers, most }),
      t('apache.lint_workers_cure', {
        limit: mpm === 'prefork' ? workers : Math.ceil(workers / settingOf(mpm, settings, 'ThreadsPerChild')),
      }),
    );
  const threads = settings['ThreadsPerChild'];
  if (threads !== undefined && threads > settingOf(mpm, settings, 'ThreadLimit'))
    find(
      'KAPA103',
      'error',
      'ThreadsPerChild',
      t('apache.lint_threads', { threads, limit: settingOf(mpm, settings, 'ThreadLimit') }),
      t('apache.lint_threads_cure', { threads }),
    );
  return findings;
}
