import { apacheName, confdir, debian, enabledAs } from '../facts/layout.ts';
import { changeModules, observeModules, type Modules } from '../facts/modules.ts';
import {
  directivesOf,
  effectiveWorkers,
  mostWorkers,
  mpmNames,
  settingOf,
  type MpmName,
  type MpmSettings,
} from '../facts/mpm.ts';
import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import { absent } from '../../../core/reading.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../../core/resource.ts';
import type { Step } from '../../../core/step.ts';
import { t, type Text } from '../../../core/text.ts';
import { readConfiguration, type Loaded } from '../config/loaded.ts';
import { reviewFile, reviewNames } from '../config/review.ts';
import { viewFile } from '../config/view.ts';
import { mpmFileAt, type MpmFile } from './mpm-file.ts';
import { lintMpm } from './mpm-lint.ts';
import { chosen, mpmSchema, type MpmSpec } from './mpm-spec.ts';

/** State of the MPM's files and links. */
export interface MpmState {
  readonly modules: Modules;
  /** The MPM that is enabled now. */
  readonly current: MpmName | undefined;
  /** The file that holds the settings; undefined: there is none. */
  readonly file: MpmFile | undefined;
  /** Its path: Debian's place, the enabled file where that is no link, or the drop-in. */
  readonly path: string;
  /** The link that has Apache read it, where none does and the module's own is no such link. */
  readonly missingLink: { readonly path: string; readonly to: string } | undefined;
  /** Settings that hold where the file says nothing: under a drop-in, those of Debian's file. */
  readonly below: MpmSettings;
  /** The settings that both files come to now. */
  readonly inForce: MpmSettings;
  /** Paths of a drop-in that is not declared. */
  readonly leftover: readonly string[];
}

/** `apache_mpm`: which MPM serves, and with how many processes and threads. */
export const apacheMpm: ResourceType<MpmSpec, MpmState> = {
  type: 'apache_mpm',
  summary:
    'The MPM that Apache uses, and its settings: renders mods-available/mpm_NAME.conf, or a drop-in of its own, enables that MPM and disables the others.',
  example: `- name: Recycle prefork workers
  apache_mpm:
    prefork:
      StartServers: 5
      MinSpareServers: 5
      MaxSpareServers: 10
      MaxRequestWorkers: 150
      MaxConnectionsPerChild: 1000
`,
  schema: mpmSchema,
  owns: (spec) => [
    'apache:mpm',
    ...(spec.drop_in === true
      ? [`file:${dropIn}`, `file:${dropInLink.path}`]
      : [`file:${fileOf(chosen(spec).mpm)}`]),
    ...mpmNames.map((name) => `apache:module:mpm_${name}`),
  ],
  template: (spec) => {
    const { mpm, settings } = chosen(spec);
    return { name: spec.template ?? 'mpm.conf.hbs', with: { mpm, lines: linesOf(mpm, settings) } };
  },
  observe,
  diff,
  review,
  lint: lintMpm,
};

/** Settings that a running server does not change: a reload ignores them with a warning. */
const fixedAtStart = ['ServerLimit', 'ThreadLimit'];

/** The file of settings that is kapa's own, and the link by which Apache reads it behind Debian's. */
const dropIn = `${confdir}/conf-available/kapa-mpm.conf`;
const dropInLink = { path: `${confdir}/conf-enabled/kapa-mpm.conf`, to: '../conf-available/kapa-mpm.conf' };

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
  const modules = await observeModules(host, debian, [`mpm_${mpm}`], others);
  const conf = modules.get(`mpm_${mpm}`)?.conf;
  const path = conf === 'file' ? `${confdir}/mods-enabled/mpm_${mpm}.conf` : fileOf(mpm);
  const debians = await mpmFileAt(host, mpm, path);
  const dropped = await mpmFileAt(host, mpm, dropIn);
  const isLinked = await isDropInLinked(host);
  const common = {
    modules,
    current: mpmNames.find((name) => {
      const load = modules.get(`mpm_${name}`)?.load;
      return load === 'link' || load === 'file';
    }),
    inForce: { ...debians?.settings, ...(isLinked ? dropped?.settings : {}) },
  };
  if (spec.drop_in === true)
    return {
      ...common,
      file: dropped,
      path: dropIn,
      missingLink: isLinked ? undefined : dropInLink,
      below: debians?.settings ?? {},
      leftover: [],
    };
  return {
    ...common,
    file: debians,
    path,
    missingLink:
      conf === undefined
        ? {
            path: `${confdir}/mods-enabled/mpm_${mpm}.conf`,
            to: `../mods-available/mpm_${mpm}.conf`,
          }
        : undefined,
    below: {},
    leftover: [...(isLinked ? [dropInLink.path] : []), ...(dropped === undefined ? [] : [dropIn])],
  };
}

/** Tells whether Apache reads the file of kapa's own. What somebody else has put in the place of its link stays. */
async function isDropInLinked(host: Reader): Promise<boolean> {
  const { path } = dropInLink;
  const place = await enabledAs(host, path);
  if (place === 'file')
    throw new Failure(t('apache.not_a_link', { path }), { cure: t('apache.not_a_link_cure', { path }) });
  const real = place === 'link' ? await host.resolve(path) : absent;
  const own = await host.resolve(dropIn);
  if (real.state === 'present' && (own.state !== 'present' || real.value !== own.value))
    throw new Failure(t('apache.link_elsewhere', { path }), {
      cure: t('apache.link_elsewhere_cure', { path }),
    });
  return place !== 'no';
}

function diff(spec: MpmSpec, state: MpmState): Change {
  if (spec.content === undefined) throw new TypeError('apache_mpm: the template was not rendered');
  const { mpm, settings } = chosen(spec);
  const { modules, current, file, path, inForce, below } = state;
  const fields: FieldChange[] = [];
  const steps: Step[] = [];
  const now: Partial<MpmSettings> =
    file?.settings ?? Object.fromEntries(Object.entries(below).filter(([name]) => name in settings));
  if (current !== mpm) fields.push({ field: 'mpm', from: current ?? null, to: mpm });
  if (spec.drop_in === true ? state.missingLink !== undefined : state.leftover.length > 0)
    fields.push({ field: 'drop_in', from: spec.drop_in !== true, to: spec.drop_in === true });
  const names = directivesOf(mpm).filter((name) => now[name] !== settings[name]);
  for (const name of names) fields.push({ field: name, from: now[name] ?? null, to: settings[name] ?? null });
  // A file that says the same in other words stays: Debian's own, say, with its comments.
  if (file === undefined || (file.text !== spec.content && (file.foreign || names.length > 0))) {
    if (file?.foreign === true) fields.push({ field: 'other directives', from: true, to: false });
    steps.push({ do: 'write', path, content: new TextEncoder().encode(spec.content) });
  }
  for (const one of state.leftover) steps.push({ do: 'remove', path: one });
  const others = mpmNames.filter((name) => name !== mpm).map((name) => `mpm_${name}`);
  const links = changeModules(modules, debian, [`mpm_${mpm}`], others);
  steps.push(...links.steps);
  if (current === mpm) fields.push(...links.fields);
  if (state.missingLink !== undefined) steps.push({ do: 'link', ...state.missingLink });
  if (steps.length === 0) return converged;
  const next = { ...below, ...settings };
  const fixed = fixedAtStart.some((name) => settingOf(mpm, inForce, name) !== settingOf(mpm, next, name));
  const effect = current !== mpm || fixed ? 'restart' : 'reload';
  steps.push({ do: 'service', service: apacheName, effect });
  return { action: file === undefined ? 'create' : 'update', fields, steps };
}

async function review(spec: MpmSpec, after: Reader): Promise<readonly Text[]> {
  const { mpm, settings } = chosen(spec);
  const loaded = await readConfiguration(after);
  const notes: Text[] = [];
  const php = phpModules.find((name) => mpm !== 'prefork' && loaded?.hasModule(name) === true);
  if (php !== undefined) notes.push(t('apache.mod_php_threads', { php, mpm }));
  const effective = { ...limitsIn(loaded), ...settings };
  const asked = settings['MaxRequestWorkers'];
  const got = effectiveWorkers(mpm, effective);
  if (asked !== undefined && asked !== got)
    notes.push(
      asked > mostWorkers(mpm, effective)
        ? t('apache.workers_cut', { asked, got, limit: settingOf(mpm, effective, 'ServerLimit') })
        : t('apache.workers_rounded', { asked, got, threads: settingOf(mpm, effective, 'ThreadsPerChild') }),
    );
  const view = await viewFile(after, spec.drop_in === true ? dropIn : fileOf(mpm));
  return [...notes, ...reviewFile(view), ...reviewNames(view, null, Object.keys(settings))];
}

/** Names of mod_php, by its versions. */
const phpModules = ['php_module', 'php7_module', 'php5_module'];

/** Limits that are in force: they bound what this file may ask for. */
function limitsIn(loaded: Loaded | undefined): MpmSettings {
  const limits = ['ServerLimit', 'ThreadLimit', 'ThreadsPerChild'].flatMap((name) => {
    const last = loaded?.ofServer(name).at(-1);
    return last === undefined ? [] : [[name, Number(last.args[0])] as const];
  });
  return Object.fromEntries(limits);
}
