import { Failure } from '../core/failure.ts';
import { t, type Text } from '../core/text.ts';

/** The error code of a failed system call, `ENOENT`; undefined when it was something else. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The error code of a failed system call, else what the error says. */
export function codeOrMessage(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.message : String(error));
}

/** Why a path could not be read, for a Reading. */
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
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new Failure(t('host.denied', { path }), { cure: t('host.denied_cure'), cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure(t('host.disk_full', { path }), { cure: t('host.disk_full_cure'), cause: error });
    case 'EROFS':
      return new Failure(t('host.read_only', { path }), { cure: t('host.read_only_cure'), cause: error });
    case 'EISDIR':
      return new Failure(t('host.is_folder', { path }), { cure: t('host.is_folder_cure'), cause: error });
    case 'ENOTDIR':
    case 'EEXIST':
      return new Failure(t('host.not_folder', { path }), { cure: t('host.not_folder_cure'), cause: error });
    case 'ENOENT':
      return new Failure(t('host.no_folder', { path: folder }), {
        cure: t('host.no_folder_cure'),
        cause: error,
      });
    default:
      return new Failure(t('host.cannot_write', { path, code }), {
        cure: t('host.cannot_write_cure'),
        cause: error,
      });
  }
}
