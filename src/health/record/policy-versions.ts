import type { Period } from '../../core/history.ts';
import type { Records } from '../../core/records.ts';
import type { ChangedFile, PolicyChange } from '../../core/report.ts';

/** Texts of policy files by their paths, without the secrets in them. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** Policies as somebody worked by them. */
interface PolicyVersion {
  /** Time when they were first read so, milliseconds since 1970. */
  readonly at: number;
  /** Files, or folders of them, that a command line named. */
  readonly named: readonly string[];
  readonly files: PolicyTexts;
}

const folder = 'policies';

/** Versions that are kept of the policies at one place. */
const mostVersions = 100;
/** Characters of the policies beyond which no text of them is kept. */
const mostCharacters = 1024 * 1024;

/** Keeps what policies say, unless they said the same when they were last kept. */
export function keepPolicyVersion(records: Records, { at, named, files }: PolicyVersion): void {
  const characters = Object.values(files).reduce((sum, text) => sum + text.length, 0);
  if (characters > mostCharacters) return;
  const key = JSON.stringify(named);
  const before = versions(records).filter((one) => JSON.stringify(one.named) === key);
  if (JSON.stringify(before.at(-1)?.files) === JSON.stringify(files)) return;
  for (const { name } of before.slice(0, -(mostVersions - 1))) records.remove(`${folder}/${name}`);
  records.write(`${folder}/${at}-${process.pid}.json`, JSON.stringify({ version: 1, at, named, files }));
}

/** Changes of policies in a period, oldest first: each version beside the one before it. */
export function policyChanges(records: Records, { since, until }: Period): readonly PolicyChange[] {
  const last = new Map<string, PolicyTexts>();
  const changes: PolicyChange[] = [];
  for (const { at, named, files } of versions(records)) {
    const key = JSON.stringify(named);
    const before = last.get(key);
    last.set(key, files);
    if (before === undefined || at < since || at > until) continue;
    const paths = [...new Set([...Object.keys(before), ...Object.keys(files)])].sort();
    changes.push({
      at,
      files: paths.filter((path) => before[path] !== files[path]).map((path) => changed(path, before, files)),
    });
  }
  return changes;
}

function changed(path: string, before: PolicyTexts, after: PolicyTexts): ChangedFile {
  const bytes = (texts: PolicyTexts): Uint8Array | null =>
    texts[path] === undefined ? null : Buffer.from(texts[path]);
  return { path, before: bytes(before), after: bytes(after) };
}

function versions(records: Records): readonly (PolicyVersion & { readonly name: string })[] {
  return records
    .list(folder)
    .flatMap(({ name }) => {
      const version = parse(records, name);
      return version === undefined ? [] : [{ ...version, name }];
    })
    .sort((a, b) => a.at - b.at);
}

function parse(records: Records, name: string): PolicyVersion | undefined {
  const reading = records.read(`${folder}/${name}`);
  if (reading.state !== 'present') return undefined;
  try {
    const { version, ...rest } = JSON.parse(new TextDecoder().decode(reading.value)) as PolicyVersion & {
      readonly version: number;
    };
    const isOne =
      version === 1 &&
      Array.isArray(rest.named) &&
      Object.values(rest.files).every((text) => typeof text === 'string');
    return isOne ? rest : undefined;
  } catch {
    return undefined;
  }
}
