/** The folders where Debian, npm and the operator put programs. */
export const usualPath: readonly string[] = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** Says where the program is that runs now, as far as that is known. */
export type Whereabouts = () => string | undefined | Promise<string | undefined>;

/**
 * The PATH on which a job or a service finds node and kapa: the usual folders, and in front of them those of the node
 * and kapa that run now where the usual ones have none. A Node from a version manager lives in a home folder.
 */
export async function findSearchPath(
  isThere: (path: string) => boolean | Promise<boolean>,
  running: { readonly node: Whereabouts; readonly kapa: Whereabouts },
): Promise<readonly string[]> {
  const own: string[] = [];
  for (const program of ['node', 'kapa'] as const) {
    if (await isOn([...own, ...usualPath], program, isThere)) continue;
    const path = await running[program]();
    if (path?.startsWith('/') && path.endsWith(`/${program}`))
      own.push(path.slice(0, -program.length - 1) || '/');
  }
  return [...new Set([...own, ...usualPath])];
}

async function isOn(
  folders: readonly string[],
  program: string,
  isThere: (path: string) => boolean | Promise<boolean>,
): Promise<boolean> {
  for (const folder of folders) if (await isThere(`${folder}/${program}`)) return true;
  return false;
}
