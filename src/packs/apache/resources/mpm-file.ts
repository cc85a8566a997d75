import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import { t } from '../../../core/text.ts';
import { sameName, textOf } from '../config/text.ts';
import { readTree, type Node } from '../config/tree.ts';
import { directivesOf, renamedSettings, type MpmName, type MpmSettings } from '../facts/mpm.ts';

/** Content of an MPM's file. */
export interface MpmFile {
  readonly settings: MpmSettings;
  /** True: there is more in it than settings of this MPM. */
  readonly foreign: boolean;
  readonly text: string;
}

/** The settings of an MPM in a file; undefined: there is none. */
export async function mpmFileAt(host: Reader, mpm: MpmName, path: string): Promise<MpmFile | undefined> {
  const bytes = await host.read(path);
  if (bytes.state === 'unreadable') throw new Failure(bytes.reason, { cure: t('resources.unreadable_cure') });
  return bytes.state === 'present' ? readMpmFile(mpm, path, bytes.value) : undefined;
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
