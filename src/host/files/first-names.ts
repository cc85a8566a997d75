import { opendirSync, type Dir } from 'node:fs';
import { codeOf } from '../errno.ts';

/** Names that are looked through for what a killed kapa has left: whoever fills a folder must not make kapa wait. */
const most = 10_000;

/** The first names of a folder, in no order; none where it cannot be read. */
export function firstNames(path: string): readonly string[] {
  let folder: Dir;
  try {
    folder = opendirSync(path, { bufferSize: 512 });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [];
  }
  try {
    const names: string[] = [];
    for (let entry = folder.readSync(); entry !== null && names.length < most; entry = folder.readSync())
      names.push(entry.name);
    return names;
  } finally {
    folder.closeSync();
  }
}
