import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import { t } from '../../core/text.ts';
import type { Trust } from '../../host/index.ts';
import type { PolicyFile } from '../../policy/index.ts';
import type { CommandContext } from '../context.ts';
import { readPolicyFile, shippedFolder } from './policy-files.ts';
import { isKernels, leadsOut } from './policy-links.ts';

/** Name of the folders that hold modules. */
const modulesFolder = 'modules';

/**
 * Finds modules by name: in `modules/` of the policy's own folder, then in the one beside it, then kapa's own; a module
 * looks in its own folder first. Of `inside`, a link that leads out of where the policies stand is refused.
 */
export function moduleReader(
  cwd: string,
  trust: Trust,
  { inside, saw }: { readonly inside: boolean; readonly saw?: CommandContext['saw'] },
): (name: string, policy: string) => PolicyFile | Finding | undefined {
  const shipped = shippedFolder(modulesFolder);
  const found = new Map<string, PolicyFile | Finding | undefined>();
  const find = (name: string, policy: string): PolicyFile | Finding | undefined => {
    const beside = dirname(policy);
    const own = basename(resolve(cwd, beside)) === modulesFolder ? [beside] : [];
    const folders = [...own, join(beside, modulesFolder), join(dirname(beside), modulesFolder), shipped];
    for (const folder of folders) {
      const path = join(folder, `${name}.yaml`);
      const full = resolve(cwd, path);
      const isShipped = folder === shipped;
      if (!isShipped) saw?.(full);
      if (!existsSync(full)) continue;
      const home = dirname(resolve(cwd, folder));
      if (inside && !isShipped && (isKernels(full) || leadsOut(full, home)))
        throw new Failure(t('cli.link_out', { path, folder: relative(cwd, home) || '.' }), {
          cure: t('cli.link_out_cure'),
          exit: exitStatus.invalidPolicy,
        });
      return readPolicyFile(path, cwd, isShipped ? 'anyone' : trust);
    }
    return undefined;
  };
  return (name, policy) => {
    const asked = `${dirname(policy)}\0${name}`;
    if (!found.has(asked)) found.set(asked, find(name, policy));
    return found.get(asked);
  };
}
