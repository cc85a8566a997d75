import type { FoundResource } from '../../core/found.ts';
import { t, type Text } from '../../core/text.ts';
import type { Trial } from '../../converge/index.ts';
import { lintChecks, registry } from '../../packs/index.ts';
import { loadPolicies, type PolicyFile } from '../../policy/index.ts';
import { lintPolicies } from '../../policy/lint/lint.ts';
import { literal } from '../../policy/template/literal.ts';
import { writeYaml } from '../../policy/yaml/yaml-text.ts';
import type { CommandContext } from '../context.ts';
import { readFacts } from '../policies/facts.ts';
import { trustOf } from '../policies/load.ts';
import { templateReader } from '../policies/policy-files.ts';

/** A policy as it is to be written. */
export interface Draft {
  readonly path: string;
  readonly policy: string;
  readonly description: string;
  readonly resources: readonly FoundResource[];
}

/** Judgement of policies that are not written yet. */
export interface DraftJudge {
  /** Reasons why resources would not come out of `kapa plan` as no change, by their names. */
  reasons(drafts: readonly Draft[]): Promise<ReadonlyMap<string, Text>>;
  /** The first reason why `kapa lint` would refuse files. */
  fault(files: readonly PolicyFile[]): Promise<Text | undefined>;
}

const texts = new WeakMap<Draft, string>();

/** Text of a policy file. */
export function draftText(draft: Draft): string {
  const known = texts.get(draft);
  if (known !== undefined) return known;
  const { policy, description, resources } = draft;
  const items = resources.map(({ name, type, spec }) => ({ name, [type]: spec }));
  const text = writeYaml(literal({ policy, description, resources: items }));
  texts.set(draft, text);
  return text;
}

/** Judges as `kapa plan` does: the text is read, judged by lint, and planned. */
export async function openJudge(context: CommandContext, trial: Trial): Promise<DraftJudge> {
  const facts = await readFacts(context.options.root);
  const template = templateReader(context.cwd, trustOf(context), { inside: false });
  const load = (files: readonly PolicyFile[]): ReturnType<typeof loadPolicies> =>
    loadPolicies({ files, registry, facts, overrides: {}, template, source: () => undefined });
  return {
    async reasons(drafts) {
      const files = drafts.map((draft) => ({ path: draft.path, text: draftText(draft) }));
      const loaded = await load(files);
      const reasons = new Map(await trial.reasons(loaded.set.resources));
      for (const { severity, item, message, place } of await lintPolicies(loaded, registry, lintChecks))
        if (severity === 'error') {
          const meant = item === undefined ? namesIn(drafts, place.file) : [item];
          for (const name of meant) reasons.set(name, message);
        }
      const read = new Set(loaded.set.resources.map(({ name }) => name));
      for (const name of namesIn(drafts))
        if (!reasons.has(name) && !read.has(name)) reasons.set(name, t('init.unsaid'));
      return reasons;
    },
    async fault(files) {
      const findings = await lintPolicies(await load(files), registry, lintChecks);
      return findings.find(({ severity }) => severity === 'error')?.message;
    },
  };
}

function namesIn(drafts: readonly Draft[], path?: string): readonly string[] {
  return drafts
    .filter((draft) => path === undefined || draft.path === path)
    .flatMap(({ resources }) => resources.map(({ name }) => name));
}
