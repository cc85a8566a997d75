import { join } from 'node:path';
import { t, type Text } from '../../core/text.ts';
import { literal } from '../../policy/template/literal.ts';
import { writeYaml } from '../../policy/yaml/yaml-text.ts';
import type { HostFindings } from './find.ts';
import type { DraftJudge } from './judge.ts';
import type { PolicyFile } from '../../policy/index.ts';

/** A file of proposed rules, under a name that kapa does not read. */
export interface ProposedFile {
  readonly path: string;
  readonly text: string;
  readonly rules: number;
}

/** Ending of a file that becomes a policy once somebody has reviewed it and taken the ending away. */
const off = '.off';

/** Files of proposed rules, one for each backend. Those that lint would refuse are left out, and told. */
export async function proposedFiles(
  proposals: HostFindings['proposals'],
  {
    folder,
    judge,
    say,
    leaveOut,
  }: {
    readonly folder: string;
    readonly judge: DraftJudge;
    readonly say: (text: Text) => string;
    readonly leaveOut: (reason: Text) => void;
  },
): Promise<readonly ProposedFile[]> {
  const drafts = proposals.map((one) => draftOf(one, folder));
  // Judged together, as they will stand: one after another only where something is wrong. The policies beside them hold
  // resources only, which no rule and no probe is judged by.
  const sound: PolicyFile[] = [];
  const isSound = (await judge.fault(drafts)) === undefined;
  const files: ProposedFile[] = [];
  for (const { name, path, text, rules } of drafts) {
    const fault = isSound ? undefined : await judge.fault([...sound, { path, text }]);
    if (fault !== undefined) {
      leaveOut(t('init.resource', { name, reason: fault }));
      continue;
    }
    sound.push({ path, text });
    const head = say(t('init.proposal', { name }))
      .split('\n')
      .map((line) => `# ${line}\n`)
      .join('');
    files.push({ path: `${path}${off}`, text: `${head}${text}`, rules });
  }
  return files;
}

/** A policy of what is proposed for a backend, under the name that it has once it is in force. */
function draftOf(
  { backend, proposal }: HostFindings['proposals'][number],
  folder: string,
): ProposedFile & { readonly name: string } {
  const policy = `backend-${backend.port}`;
  const name = `${policy}.yaml`;
  const { about, probes, rules } = proposal;
  const description = `${about}: ${backend.url} (${backend.sites.join(', ')})`;
  const text = writeYaml(literal({ policy, description, group: 'health', probes, rules }));
  return { name, path: join(folder, name), text, rules: rules.length };
}
