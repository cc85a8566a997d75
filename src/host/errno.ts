import { Failure } from '../core/failure.ts';
import { t, type Text } from '../core/text.ts';

/** The error code of a failed system call, `ENOENT`; undefined when it was something else. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Tells that what was to be read is not there, or belonged to a process that ended while it was read. */
export function isGone(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ESRCH';
}

/** The error code of a failed system call, else what the error says. */
export function codeOrMessage(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.message : String(error));
}

/** Reason why a path could not be read, for a Reading. */
export function unreadableReason(path: string, error: unknown): Text {
  const code = codeOf(error);
  if (code === undefined) throw error;
  if (code === 'EACCES' || code === 'EPERM') return t('host.denied', { path });
  return t('host.unreadable', { path, code });
}

/** A failed change as a Failure that names the path and the cure. What is no failed system call passes through. */
export function changeFailure(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof Failure || code === undefined) return error;
  return new Failure(whatFailed(path, code), { cure: faultCure(code), cause: error });
}

function whatFailed(path: string, code: string): Text {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return t('host.denied', { path });
    case 'ENOSPC':
    case 'EDQUOT':
      return t('host.disk_full', { path });
    case 'EROFS':
      return t('host.read_only', { path });
    case 'ENAMETOOLONG':
      return t('host.name_too_long', { path });
    case 'EISDIR':
      return t('host.is_folder', { path });
    case 'ENOTDIR':
      return t('host.not_folder', { path: folderOf(path) });
    case 'EEXIST':
      return t('host.not_folder', { path });
    case 'ENOENT':
      return t('host.no_folder', { path: folderOf(path) });
    default:
      return t('host.cannot_write', { path, code });
  }
}

/** Root is refused by attributes of the file, or by a file system that knows another root. */
function isRefusedToRoot(code: string): boolean {
  return process.geteuid?.() === 0 && (code === 'EPERM' || code === 'EACCES');
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Cure for a system call that failed with this code: what the operator can do about it. */
export function faultCure(code: string): Text {
  if (isRefusedToRoot(code)) return code === 'EPERM' ? t('host.immutable_cure') : t('host.not_roots_cure');
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return t('host.denied_cure');
    case 'ENOSPC':
    case 'EDQUOT':
      return t('host.disk_full_cure');
    case 'EROFS':
      return t('host.read_only_cure');
    case 'ENAMETOOLONG':
      return t('host.name_too_long_cure');
    case 'EISDIR':
      return t('host.is_folder_cure');
    case 'ENOTDIR':
    case 'EEXIST':
      return t('host.not_folder_cure');
    case 'ENOENT':
      return t('host.no_folder_cure');
    case 'ELOOP':
      return t('host.link_cure');
    default:
      return t('host.cannot_write_cure');
  }
}
