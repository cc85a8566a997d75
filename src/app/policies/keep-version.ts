import type { Records } from '../../core/records.ts';
import { keepPolicyVersion } from '../../health/record/policy-versions.ts';
import type { Mask } from '../../report/mask.ts';
import { isShown, policyFilesAt, readPolicyFile } from './policy-files.ts';

/**
 * Keeps what the policies at absolute paths say, for reports of what has changed in them. The mask knows their secrets: they
 * were read before. What a link leads out to is left out. Throws a Failure where the disk does not take it.
 */
export function keepPolicies(records: Records, named: readonly string[], mask: Mask, at = Date.now()): void {
  const files: Record<string, string> = {};
  for (const file of policyFilesAt(named, '/', 'anyone')) {
    const read = isShown(file, '/') ? readPolicyFile(file.path, '/', 'anyone') : undefined;
    if (read !== undefined && 'text' in read)
      files[file.path] = read.text.split('\n').map(mask.line).join('\n');
  }
  keepPolicyVersion(records, { at, named, files });
}
