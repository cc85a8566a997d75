import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Finding } from '../../core/finding.ts';
import type { Place } from '../../core/place.ts';

/** Findings with their files named from the repository's root, as tools that annotate it want them. */
export function fromRepository(findings: readonly Finding[], cwd: string): readonly Finding[] {
  const name = namerOf(cwd);
  const placed = ({ usedBy, ...place }: Place): Place => ({
    ...place,
    file: name(place.file),
    ...(usedBy === undefined ? {} : { usedBy: placed(usedBy) }),
  });
  return findings.map((finding) => ({ ...finding, place: placed(finding.place) }));
}

/** A way to name files from the root of the repository that holds a folder; files elsewhere keep their names. */
export function namerOf(cwd: string): (file: string) => string {
  const root = rootAbove(real(cwd));
  const names = new Map<string, string>();
  return (file) => {
    const known = names.get(file);
    if (known !== undefined) return known;
    const name =
      root === undefined ? file : inside(root, join(real(dirname(resolve(cwd, file))), base(file)), file);
    names.set(file, name);
    return name;
  };
}

function inside(root: string, path: string, otherwise: string): string {
  const name = relative(root, path);
  return name === '' || name === '..' || name.startsWith('../') ? otherwise : name;
}

function base(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** The nearest folder with a `.git`, a file in a worktree. */
function rootAbove(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (exists(join(at, '.git'))) return at;
    if (at === dirname(at)) return undefined;
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
