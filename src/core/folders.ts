/** The folders above an absolute path, nearest first, without `/`. */
export function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  let end = path.lastIndexOf('/');
  while (end > 0) {
    folders.push(path.slice(0, end));
    end = path.lastIndexOf('/', end - 1);
  }
  return folders;
}

/** Path at which Debian's cron keeps a user's crontab. */
export function spoolOf(user: string): string {
  return `/var/spool/cron/crontabs/${user}`;
}

/** Signs of a path that has a shorter spelling. */
const isOdd = /\/(?:\.{0,2}\/|\.{0,2}$)/u;

/** An absolute path in its shortest spelling: no empty parts, no `.` and no `..`; links are not looked at. */
export function plainPath(path: string): string {
  if (path.startsWith('/') && !isOdd.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return `/${parts.join('/')}`;
}
