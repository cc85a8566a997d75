import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import type { FieldChange } from '../../../core/resource.ts';
import type { FileStep } from '../../../core/step.ts';
import { t } from '../../../core/text.ts';
import { enabledAs, namesIn, type Enabled, type Layout } from './layout.ts';

/** A module as Debian's `mods-available` has it. */
interface Module {
  readonly depends: readonly string[];
  readonly conflicts: readonly string[];
  /** States of its `.load` and its `.conf` among the enabled names; undefined: it has no `.conf`. */
  readonly load: Enabled;
  readonly conf: Enabled | undefined;
}

/** Modules of an Apache by name: those that were asked for, what they need, what stands against them, and what needs them. */
export type Modules = ReadonlyMap<string, Module>;

/** Looks at modules. A Failure where one is to be enabled that is not there. */
export async function observeModules(
  reader: Reader,
  { root }: Layout,
  enable: readonly string[],
  disable: readonly string[],
): Promise<Modules> {
  const available = new Set(await namesIn(reader, `${root}/mods-available`));
  const enabledFolder = `${root}/mods-enabled`;
  const enabled = await namesIn(reader, enabledFolder);
  const modules = new Map<string, Module>();
  const visited = new Set<string>();

  async function look(name: string): Promise<void> {
    if (modules.has(name)) return;
    const hasConf = available.has(`${name}.conf`);
    const module: Module = {
      ...(await headOf(reader, `${root}/mods-available/${name}.load`)),
      load: await enabledAs(reader, `${enabledFolder}/${name}.load`),
      conf:
        hasConf || enabled.includes(`${name}.conf`)
          ? await enabledAs(reader, `${enabledFolder}/${name}.conf`)
          : undefined,
    };
    modules.set(name, module);
    for (const other of module.conflicts) await look(other);
  }

  async function lookWithNeeds(name: string, above: string | undefined): Promise<void> {
    if (!available.has(`${name}.load`)) throw missing(name, above, available);
    if (visited.has(name)) return;
    visited.add(name);
    await look(name);
    for (const need of modules.get(name)?.depends ?? []) await lookWithNeeds(need, name);
  }

  for (const name of enable) await lookWithNeeds(name, undefined);
  if (enable.includes('cgi'))
    for (const name of ['cgid', ...threaded]) if (available.has(`${name}.load`)) await look(name);
  for (const name of disable) await look(name);
  if (disable.length > 0)
    for (const file of enabled) if (file.endsWith('.load')) await look(file.slice(0, -'.load'.length));
  return modules;
}

/** Work to do for modules to be enabled or disabled, as a2enmod and a2dismod do it. */
export interface ModuleChange {
  readonly fields: readonly FieldChange[];
  readonly steps: readonly FileStep[];
}

/**
 * Enables modules with what they need, needs first, and disables others. A Failure where a module that stands against
 * one would stay enabled, where an enabled one still needs one that goes, or where a file stands in a link's place.
 */
export function changeModules(
  modules: Modules,
  { root }: Layout,
  enable: readonly string[],
  disable: readonly string[],
): ModuleChange {
  const enabledFolder = `${root}/mods-enabled`;
  const fields: FieldChange[] = [];
  const steps: FileStep[] = [];
  const going = new Set(disable);
  const on = new Set<string>();

  for (const name of disable) {
    const module = modules.get(name);
    if (module === undefined) continue;
    const user = [...modules].find(
      ([other, { load, depends }]) => isOn(load) && depends.includes(name) && !going.has(other),
    );
    if (user !== undefined && isOn(module.load))
      throw new Failure(t('apache.module_needed', { name, by: user[0] }), {
        cure: t('apache.module_needed_cure', { name, by: user[0] }),
      });
    for (const [ending, state] of endings(module)) {
      if (state === 'no') continue;
      const path = `${enabledFolder}/${name}.${ending}`;
      if (state === 'file')
        throw new Failure(t('apache.not_a_link', { path }), { cure: t('apache.not_a_link_cure', { path }) });
      steps.push({ do: 'remove', path });
    }
    if (module.load !== 'no' || (module.conf ?? 'no') !== 'no')
      fields.push({ field: name, from: 'enabled', to: 'disabled' });
  }

  function turnOn(name: string): void {
    const module = modules.get(name);
    if (module === undefined || on.has(name)) return;
    on.add(name);
    for (const need of module.depends) turnOn(need);
    const against = module.conflicts.find((other) => isOn(modules.get(other)?.load) && !going.has(other));
    if (against !== undefined)
      throw new Failure(t('apache.module_conflict', { name, against }), {
        cure: t('apache.module_conflict_cure', { name, against }),
      });
    const before = steps.length;
    // The settings first: a module that is loaded without them would run with its defaults.
    for (const [ending, state] of endings(module).toReversed())
      if (!isOn(state))
        steps.push({
          do: 'link',
          path: `${enabledFolder}/${name}.${ending}`,
          to: `../mods-available/${name}.${ending}`,
        });
    if (steps.length > before) fields.push({ field: name, from: 'disabled', to: 'enabled' });
  }

  for (const name of enable) turnOn(name === 'cgi' && isThreaded(modules, enable, going) ? 'cgid' : name);
  return { fields, steps };
}

/** MPMs under which a2enmod takes cgid for cgi, which would fork a process of many threads. */
const threaded = ['mpm_event', 'mpm_worker'];

function isThreaded(modules: Modules, enable: readonly string[], going: ReadonlySet<string>): boolean {
  return (
    modules.has('cgid') &&
    threaded.some((name) => enable.includes(name) || (isOn(modules.get(name)?.load) && !going.has(name)))
  );
}

function isOn(state: Enabled | undefined): boolean {
  return state === 'link' || state === 'file';
}

function endings({ load, conf }: Module): (readonly ['load' | 'conf', Enabled])[] {
  return conf === undefined
    ? [['load', load]]
    : [
        ['load', load],
        ['conf', conf],
      ];
}

/** The `# Depends:` and `# Conflicts:` lines that stand before the first directive of a `.load` file. */
async function headOf(reader: Reader, path: string): Promise<Pick<Module, 'depends' | 'conflicts'>> {
  const file = await reader.read(path);
  if (file.state === 'unreadable') throw new Failure(file.reason, { cure: t('resources.unreadable_cure') });
  const depends: string[] = [];
  const conflicts: string[] = [];
  if (file.state === 'absent') return { depends, conflicts };
  for (const line of new TextDecoder().decode(file.value).split('\n')) {
    if (!/^\s*(?:#.*)?$/u.test(line)) break;
    const [, word, names = ''] = /^# (Depends|Conflicts):\s+(.*?)\s*$/u.exec(line) ?? [];
    if (word !== undefined) (word === 'Depends' ? depends : conflicts).push(...names.split(/\s+/u));
  }
  return { depends, conflicts };
}

function missing(name: string, above: string | undefined, available: ReadonlySet<string>): Failure {
  const like = [...available]
    .filter((file) => file.endsWith('.load'))
    .map((file) => file.slice(0, -'.load'.length))
    .find((other) => other === name.replace(/^mod_/u, '').replace(/_module$/u, ''));
  const text =
    above === undefined ? t('apache.no_module', { name }) : t('apache.no_needed_module', { name, by: above });
  return new Failure(text, {
    cure: like === undefined ? t('apache.no_module_cure', { name }) : t('apache.no_module_like', { like }),
  });
}
