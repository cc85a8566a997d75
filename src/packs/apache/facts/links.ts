import type { Reader } from '../../../core/reader.ts';

/** The names in an `*-enabled` folder by the files that they lead to, as one view of a plan. */
interface Links {
  readonly names: Map<string, string>;
  readonly byTarget: Map<string, Set<string>>;
}

/** Names of the links in a folder that lead to a file, in byte order. */
export async function linksTo(reader: Reader, folder: string, target: string): Promise<readonly string[]> {
  const make = async (from: Reader): Promise<Links> => {
    const links: Links = { names: new Map(), byTarget: new Map() };
    const names = await from.list(folder);
    for (const name of names.state === 'present' ? names.value : []) await look(from, folder, name, links);
    return links;
  };
  const renew = async (links: Links, changed: readonly string[]): Promise<Links> => {
    for (const path of new Set(changed))
      if (path.startsWith(`${folder}/`)) await look(reader, folder, path.slice(folder.length + 1), links);
    return links;
  };
  const { byTarget } = await (reader.views?.of(`links ${folder}`, make, renew) ?? make(reader));
  return [...(byTarget.get(target) ?? [])].toSorted();
}

async function look(reader: Reader, folder: string, name: string, { names, byTarget }: Links): Promise<void> {
  const old = names.get(name);
  if (old !== undefined) byTarget.get(old)?.delete(name);
  names.delete(name);
  const path = `${folder}/${name}`;
  const stat = await reader.stat(path);
  const target =
    stat.state === 'present' && stat.value.kind === 'link' ? await reader.resolve(path) : undefined;
  if (target?.state !== 'present') return;
  names.set(name, target.value);
  const known = byTarget.get(target.value);
  if (known === undefined) byTarget.set(target.value, new Set([name]));
  else known.add(name);
}
