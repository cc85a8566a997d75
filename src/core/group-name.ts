/**
 * Tells whether a name means a group: the group's own, the name under which its module is used (`shop` for
 * `shop/health`), or the group's inside its module (`health`).
 */
export function meansGroup(name: string, group: string): boolean {
  return group === name || group.startsWith(`${name}/`) || group.endsWith(`/${name}`);
}

/** Part of a file's name that stands for a group, for no other one: names of groups in modules have slashes. */
export function fileNameOf(group: string): string {
  return group.replaceAll('%', '%25').replaceAll('/', '%2F');
}
