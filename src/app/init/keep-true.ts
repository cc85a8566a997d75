import type { FoundResource } from '../../core/found.ts';
import { t, type Text } from '../../core/text.ts';
import type { Draft, DraftJudge } from './judge.ts';

/**
 * Drafts without what their plan would change: members of a resource are left out before all of it is, and each is told
 * with its reason.
 */
export async function keepTrue(
  drafts: readonly Draft[],
  judge: DraftJudge,
  leaveOut: (reason: Text) => void,
): Promise<readonly Draft[]> {
  const reasons = await judge.reasons(drafts);
  if (reasons.size === 0) return drafts;
  const mended: Draft[] = [];
  for (const draft of drafts) mended.push(await mend(draft, reasons, judge, leaveOut));
  return keepTogether(mended, judge, leaveOut);
}

/** Leaves out whole resources until all others come out as no change together. */
async function keepTogether(
  drafts: readonly Draft[],
  judge: DraftJudge,
  leaveOut: (reason: Text) => void,
): Promise<readonly Draft[]> {
  const reasons = await judge.reasons(drafts);
  if (reasons.size === 0) return drafts;
  for (const [name, reason] of reasons) leaveOut(t('init.resource', { name, reason }));
  const kept = drafts.map((draft) => ({
    ...draft,
    resources: draft.resources.filter(({ name }) => !reasons.has(name)),
  }));
  return keepTogether(kept, judge, leaveOut);
}

async function mend(
  draft: Draft,
  reasons: ReadonlyMap<string, Text>,
  judge: DraftJudge,
  leaveOut: (reason: Text) => void,
): Promise<Draft> {
  const wrong = draft.resources.filter(({ name }) => reasons.has(name));
  if (wrong.length === 0) return draft;
  const bench: Bench = { draft, judge, leaveOut };
  const better = new Map<string, FoundResource>();
  const whole: FoundResource[] = [];
  for (const one of await byMembers(wrong, bench)) {
    if (one.left !== undefined) better.set(one.found.name, one.left);
    else whole.push(one.found);
  }
  const instead = whole.flatMap(({ instead: other }) => other ?? []);
  const those =
    instead.length === 0 ? new Map<string, Text>() : await judge.reasons([{ ...draft, resources: instead }]);
  for (const { name, members, instead: other } of whole) {
    const reason = other === undefined ? reasons.get(name) : those.get(other.name);
    if (other !== undefined && reason === undefined) better.set(name, other);
    else if (reason !== undefined && (members === undefined || other !== undefined))
      leaveOut(t('init.resource', { name: other?.name ?? name, reason }));
  }
  return {
    ...draft,
    resources: draft.resources.flatMap((one) => (reasons.has(one.name) ? (better.get(one.name) ?? []) : one)),
  };
}

interface Bench {
  readonly draft: Draft;
  readonly judge: DraftJudge;
  readonly leaveOut: (reason: Text) => void;
}

/** A resource that members are put into one by one. */
interface Growing {
  readonly found: FoundResource;
  /** Rest of it that stays; undefined: none that says anything. */
  left: FoundResource | undefined;
  readonly waiting: readonly Member[];
}

interface Member {
  readonly key: string;
  /** Name of a mapping's entry; undefined: it is of a list. */
  readonly name?: string;
  readonly value: unknown;
}

/** Tries members one after the other, those of all resources side by side, and keeps each that changes nothing. */
async function byMembers(wrong: readonly FoundResource[], bench: Bench): Promise<readonly Growing[]> {
  const growing = wrong.map((found): Growing => ({ found, left: undefined, waiting: membersOf(found) }));
  const most = Math.max(...growing.map(({ waiting }) => waiting.length));
  for (let at = 0; at < most; at += 1) {
    const tried = growing.flatMap((one) => {
      const member = one.waiting[at];
      return member === undefined ? [] : [{ one, member, grown: withMember(one, member) }];
    });
    const reasons = await bench.judge.reasons([
      { ...bench.draft, resources: tried.map(({ grown }) => grown) },
    ]);
    for (const { one, member, grown } of tried) {
      const reason = reasons.get(one.found.name);
      if (reason === undefined) one.left = grown;
      else if (one.found.instead === undefined)
        bench.leaveOut(t('init.member', { name: one.found.name, member: labelOf(member), reason }));
    }
  }
  return growing;
}

function membersOf({ spec, members = [] }: FoundResource): readonly Member[] {
  return members.flatMap((key): readonly Member[] => {
    const value = spec[key];
    if (Array.isArray(value)) return (value as readonly unknown[]).map((one) => ({ key, value: one }));
    return typeof value === 'object' && value !== null
      ? Object.entries(value).map(([name, one]) => ({ key, name, value: one }))
      : [];
  });
}

function withMember({ found, left }: Growing, { key, name, value }: Member): FoundResource {
  const spec =
    left?.spec ??
    Object.fromEntries(Object.entries(found.spec).filter(([one]) => !found.members?.includes(one)));
  const there = spec[key];
  const grown =
    name === undefined
      ? [...(Array.isArray(there) ? (there as readonly unknown[]) : []), value]
      : { ...(there as Readonly<Record<string, unknown>> | undefined), [name]: value };
  return { ...found, spec: { ...spec, [key]: grown } };
}

/** Name of a member for people: the entry's, or the first text that it says. */
function labelOf({ name, value }: Member): string {
  if (name !== undefined) return name;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).find((one) => typeof one === 'string') ?? '';
}
