import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { runHelper, startHelper, whyFailed } from '../processes/programs.ts';

/** Marks of extended attributes and access lists in an archive of tar's posix format. */
const marks = ['SCHILY.xattr.', 'SCHILY.acl.'];
const longestMark = Math.max(...marks.map((mark) => mark.length));

/**
 * Finds out whether any of the files has extended attributes or an access list. Node cannot ask the kernel,
 * and getfattr(1) is rarely installed; tar(1) always is, and looks at any number of files in one process. It
 * may say yes wrongly, when the content of a file holds the marks, but never no wrongly.
 */
export async function anyExtended(paths: readonly string[], more: readonly string[] = []): Promise<boolean> {
  const flags = [
    ...more,
    '--no-recursion',
    '--absolute-names',
    '--ignore-failed-read',
    '--null',
    '--no-unquote',
  ];
  const tar = startHelper(
    'tar',
    ['-c', '-f', '-', '--format=posix', '--acls', '--xattrs', '--xattrs-include=*', ...flags, '-T', '-'],
    ['pipe', 'pipe', 'ignore'],
  );
  return new Promise((resolve) => {
    let found = false;
    let last = '';
    tar.stdout?.on('data', (chunk: Buffer) => {
      const text = last + chunk.toString('latin1');
      found ||= marks.some((mark) => text.includes(mark));
      last = text.slice(-longestMark);
    });
    // Without tar each file is copied with cp, which needs no telling whether there is something to copy.
    tar.once('error', () => resolve(true));
    tar.once('close', (status) => resolve(found || (status !== 0 && status !== 1)));
    tar.stdin?.on('error', () => undefined);
    tar.stdin?.end(paths.map((path) => `${path}\0`).join(''));
  });
}

/**
 * Gives a new file the owner, mode, access list and extended attributes of the one that it replaces, unless another than
 * `there` stands at `from` by now. Through open files, so that neither can be swapped meanwhile.
 */
export function copyExtended(path: string, from: string, there: Stats, to: number): void {
  const source = openSync(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { dev, ino } = fstatSync(source);
    if (dev !== there.dev || ino !== there.ino) return;
    const ended = runHelper(
      'cp',
      ['--attributes-only', '--preserve=mode,ownership,xattr', '--', '/proc/self/fd/3', '/proc/self/fd/4'],
      { stdio: ['ignore', 'ignore', 'pipe', source, to], seconds: 10 },
    );
    if (ended.status !== 0)
      throw new Failure(t('host.extended_lost', { path, output: whyFailed('cp', ended) }), {
        cure: t('host.extended_lost_cure'),
      });
  } finally {
    closeSync(source);
  }
}

/** Takes the access lists from an open file or folder: others made them. */
export function dropAccess(path: string, fd: number): void {
  const ended = runHelper('setfacl', ['-b', '-k', '--', '/proc/self/fd/3'], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
    seconds: 10,
  });
  if (ended.status === 0) return;
  throw new Failure(t('host.access_kept', { path, output: whyFailed('setfacl', ended) }), {
    cure: t('host.access_kept_cure'),
  });
}
