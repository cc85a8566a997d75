import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Prover } from '../core/plan.ts';
import type { PolicySet } from '../core/policy.ts';
import type { Reader } from '../core/reader.ts';
import { t } from '../core/text.ts';
import { openStateStore } from '../host/index.ts';
import { isArchive, unpack } from '../host/snapshot/archive.ts';
import type { Secrets } from '../host/snapshot/record.ts';
import { replaySnapshot } from '../host/snapshot/replay.ts';
import { isLoaded, serviceFor } from '../packs/index.ts';
import type { CommandContext } from './context.ts';
import type { Session } from './session.ts';

/** The parts of a session that a plan needs: a host that is only looked at. */
export interface PlanSession extends Pick<Session, 'store' | 'service' | 'loads' | 'prover'> {
  readonly host: Reader & Pick<Session['host'], 'now'>;
  close(): void;
}

/** A session on the snapshot that `--root` names; undefined: it names none. Its state is empty, and nothing of it stays. */
export async function openSnapshot(
  { options, cwd }: CommandContext,
  { packs }: PolicySet['settings'],
): Promise<PlanSession | undefined> {
  const root = resolve(cwd, options.root);
  if (!isArchive(root)) return undefined;
  const { snapshot, made } = await unpack(root);
  const folder = mkdtempSync(join(tmpdir(), 'kapa-plan-'));
  const settings = packs === undefined ? {} : { settings: packs };
  return {
    host: { ...replaySnapshot(snapshot, options.root), ...settings, now: () => made },
    prover: unproven,
    store: openStateStore(join(folder, 'state')),
    service: (name) => serviceFor(name, packs),
    loads: isLoaded,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Tells which contents stay on the host: those of declared secrets, and what bears the marks of one. */
export function secretsOf(set: PolicySet, { mask }: CommandContext): Secrets {
  return {
    declared: set.resources.flatMap(({ spec }) => {
      const { secret, path } = spec as { readonly secret?: unknown; readonly path?: unknown };
      return secret === true && typeof path === 'string' ? [path] : [];
    }),
    isIn(content) {
      const text = Buffer.from(content).toString('utf8');
      return looksSecret.test(text) || mask.apply(text) !== text;
    },
  };
}

/** Keys, and values that have the name of a secret: a file with one is not taken. */
const looksSecret =
  /-----BEGIN [A-Z ]*PRIVATE KEY|(?:passw(?:or)?d|secret|api_?key|(?:access|auth)_?(?:token|key)|token)["']?\s*[=:]\s*["']?[^\s"'#]{4}/iu;

const unproven: Prover = {
  prove: async () => ({ status: 'not_proven', checks: [], reason: t('snapshot.not_proven') }),
};
