/**
 * Tells whether a name means a group: the group's own, the name under which its module is used (`shop` for
 * `shop/health`), or the group's inside its module (`health`).
 */
export function meansGroup(name: string, group: string): boolean {
  return group === name || group.startsWith(`${name}/`) || group.endsWith(`/${name}`);
}
