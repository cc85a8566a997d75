import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Folders of what is no file: the kernel's, and devices but for the memory that is shared as files. */
const noFiles = /^\/(?:proc|sys|dev(?!\/shm\/))(?:\/|$)/u;

/** Tells a path that leads to what the kernel makes up, the environment of a process for example. */
export function isKernels(path: string): boolean {
  return noFiles.test(realOf(path) ?? '');
}

/**
 * Tells a path found in a folder that leads out of it, and out of the checkout that the folder is part of.
 */
export function leadsOut(path: string, folder: string): boolean {
  const real = realOf(path);
  const home = realOf(folder);
  if (real === undefined || home === undefined || isBelow(real, home)) return false;
  const checkout = checkoutOf(home);
  return checkout === undefined || !isBelow(real, checkout) || isBelow(real, join(checkout, '.git'));
}

/** As `leadsOut`; where there is no checkout, a link may lead to what stands beside the folder. */
export function leadsAway(path: string, folder: string): boolean {
  const home = realOf(folder);
  if (home === undefined || checkoutOf(home) !== undefined || dirname(home) === '/')
    return leadsOut(path, folder);
  return leadsOut(path, dirname(home));
}

/** Judgement that a file stands, links followed, in a folder. */
export function standsIn(path: string, folder: string): boolean {
  const real = realOf(path);
  const home = realOf(folder);
  return (
    real === undefined || (home !== undefined && isBelow(real, home) && !isBelow(real, join(home, '.git')))
  );
}

/** Tells a path named in a checkout that leads out of it by a link that may be part of it. */
export function leavesCheckout(path: string): boolean {
  const real = realOf(path);
  const folder = realOf(dirname(path));
  if (real === undefined || folder === undefined || real === join(folder, basename(path))) return false;
  return checkoutOf(folder) !== undefined && leadsOut(path, folder);
}

/** The nearest folder above that git keeps. */
function checkoutOf(folder: string): string | undefined {
  for (let at = folder; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, '.git'))) return at;
  return undefined;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
}

/** The path with every link followed; undefined: it leads nowhere. */
export function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
