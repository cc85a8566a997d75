import type { FoundResource } from '../../../core/found.ts';
import type { Reader } from '../../../core/reader.ts';
import { confdir } from '../facts/layout.ts';
import { directivesOf, mpmNames, renamedSettings, type MpmName } from '../facts/mpm.ts';
import type { LoadedDirective } from '../config/reading.ts';
import { lower } from '../config/text.ts';
import type { Seen } from './handing.ts';
import { numberIn } from './mount-words.ts';

/** The MPM of Debian's Apache with the settings of its own file, and settings that stand elsewhere. */
export async function findMpm(host: Reader, { loaded }: Seen): Promise<readonly FoundResource[]> {
  const mpm = await enabledMpm(host);
  if (mpm === undefined) return [];
  const own = await host.resolve(`${confdir}/mods-enabled/mpm_${mpm}.conf`);
  const ownFile = own.state === 'present' ? own.value : undefined;
  const names = new Map(directivesOf(mpm).map((name) => [lower(name), name]));
  for (const [older, name] of renamedSettings) if (names.has(lower(name))) names.set(older, name);
  const byFile = new Map<string, LoadedDirective[]>();
  for (const name of names.keys())
    for (const one of loaded.ofServer(name))
      if (one.start !== undefined && one.condition === undefined)
        byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  const ofFile = byFile.get(ownFile ?? '') ?? [];
  const settings = Object.fromEntries(
    ofFile.map(({ name, args }) => [names.get(lower(name)) ?? name, numberIn(args[0] ?? '')]),
  );
  const elsewhere = [...byFile]
    .filter(([file]) => file !== ownFile)
    .map(([file, lines]) => settingsIn(file, lines));
  if (ownFile === undefined || ofFile.length === 0) return elsewhere;
  const found = { name: `Apache runs mpm_${mpm}`, type: 'apache_mpm', spec: { [mpm]: settings } };
  return [
    {
      ...found,
      instead: settingsIn(ownFile, ofFile),
      dropIn: { ...found, spec: { ...found.spec, drop_in: true } },
    },
    ...elsewhere,
  ];
}

async function enabledMpm(host: Reader): Promise<MpmName | undefined> {
  for (const mpm of mpmNames)
    if ((await host.stat(`${confdir}/mods-enabled/mpm_${mpm}.load`)).state === 'present') return mpm;
  return undefined;
}

/** Settings of an MPM as lines of a file: the last of a name is in force. */
function settingsIn(file: string, lines: readonly LoadedDirective[]): FoundResource {
  return {
    name: `MPM settings in ${file}`,
    type: 'apache_directives',
    spec: { file, set: Object.fromEntries(lines.map(({ name, args }) => [name, numberIn(args.join(' '))])) },
    members: ['set'],
  };
}
