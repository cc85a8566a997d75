import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import {
  converged,
  type Change,
  type FieldChange,
  type ResourceType,
  type SchemaPart,
} from '../../../core/resource.ts';
import type { Step } from '../../../core/step.ts';
import { t } from '../../../core/text.ts';
import { editTree, type Edit } from '../config/edits.ts';
import { readConfiguration, type Loaded } from '../config/loaded.ts';
import { placeInFiles, type LoadedDirective } from '../config/reading.ts';
import { lower } from '../config/text.ts';
import { writeArgs, type DirectiveNode } from '../config/tree.ts';
import { linesIn, viewFile, type FileView } from '../config/view.ts';
import { addressIn, instanceNamed, instanceSchema, layoutHere, type Layout } from '../facts/layout.ts';
import { addressKey, movesListener, overlap, takenBeside } from '../service/listening.ts';

/**
 * Addresses as Listen has them (`8080`, `127.0.0.1:8443 https`), each of them asked for or not; `instance` beside them is
 * whose they are.
 */
export interface ListenSpec {
  readonly instance?: string;
  readonly [address: string]: string | undefined;
}

/** Addresses and ports at which Apache listens, by the lines that say so. */
export interface ListenState {
  readonly lines: readonly ListenLine[];
  /** The files of these lines, and the one that takes new ones. */
  readonly files: ReadonlyMap<string, FileView>;
  readonly target: FileView;
  /** The service that reads them. */
  readonly service: string;
  /** Addresses at which other programs listen, as Listen would have them. */
  readonly taken: readonly string[];
}

interface ListenLine {
  readonly said: LoadedDirective;
  /** The line itself; undefined: a macro says it. */
  readonly node: DirectiveNode | undefined;
}

/** `apache_listen`: addresses at which Apache listens, in whatever file that stands. */
export const apacheListen: ResourceType<ListenSpec, ListenState> = {
  type: 'apache_listen',
  summary:
    'Ports and addresses at which Apache listens, or does not: whichever of its files says so is edited, ports.conf takes new ones.',
  example: `- name: Apache listens at 8080
  apache_listen:
    8080: present
`,
  schema: listenSchema(),
  owns: (spec) => {
    const layout = instanceNamed(spec.instance);
    return addressesIn(spec).map(([text]) =>
      addressIn(layout, 'listen', addressKey(text.split(/\s+/u)[0] ?? '')),
    );
  },
  after: ({ instance }) => {
    const layout = instanceNamed(instance);
    return [`file:${portsFileOf(layout)}`, ...tlsModules.map((name) => addressIn(layout, 'module', name))];
  },
  observe,
  diff,
};

function portsFileOf({ root }: Layout): string {
  return `${root}/ports.conf`;
}

/** Modules under whose condition Debian's file listens at further ports. */
const tlsModules = ['ssl', 'gnutls'];

function listenSchema(): SchemaPart {
  return {
    type: 'object',
    description:
      'Addresses as Listen has them: a port, an address and a port, and a protocol where it is none that Apache takes for granted.',
    minProperties: 1,
    propertyNames: {
      pattern: '^(?:instance|(?:(?:[*]|[0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\]):)?[0-9]{1,5}(?: +[a-z]+)?)$',
    },
    properties: { instance: instanceSchema },
    additionalProperties: {
      enum: ['present', 'absent'],
      description: 'Present: Apache listens there.',
      examples: ['present'],
    },
    examples: [{ 8080: 'present', '127.0.0.1:8443 https': 'present' }],
  };
}

async function observe({ instance }: ListenSpec, host: Reader): Promise<ListenState> {
  const layout = instance === undefined ? await layoutHere(host) : instanceNamed(instance);
  const loaded = layout && (await readConfiguration(host, layout));
  if (layout === undefined || loaded === undefined)
    throw new Failure(t('apache.no_folder', { folder: instanceNamed(instance).root }), {
      cure: t('apache.no_folder_cure'),
    });
  // A line under a condition that only Apache can judge is nobody's: it is neither there nor the one to change.
  const said = loaded.ofServer('Listen').filter(({ condition }) => condition === undefined);
  const path = targetIn(loaded, layout);
  const target = await viewFile(host, path);
  const files = new Map([[path, target]]);
  for (const { file, start } of said)
    if (start !== undefined && !files.has(file)) files.set(file, await viewFile(host, file));
  const lines = said.map((one) => ({ said: one, node: nodeOf(files, one) }));
  return { lines, files, target, service: layout.service, taken: await takenBeside(host, layout) };
}

/** Debian's file for it, else the file that has the last such line, else the one that is read first. */
function targetIn(loaded: Loaded, layout: Layout): string {
  const usual = portsFileOf(layout);
  if (loaded.files.has(usual)) return usual;
  return loaded.ofServer('Listen').findLast(({ start }) => start !== undefined)?.file ?? layout.main;
}

function nodeOf(files: ReadonlyMap<string, FileView>, said: LoadedDirective): DirectiveNode | undefined {
  const view = files.get(said.file);
  if (view === undefined || said.start === undefined) return undefined;
  return linesIn(view, null, 'Listen').find(({ node }) => node.start === said.start)?.node;
}

function diff(spec: ListenSpec, { lines, files, target, service, taken: held }: ListenState): Change {
  const edits = new Map<FileView, Edit[]>();
  const fields: FieldChange[] = [];
  const put = (view: FileView, edit: Edit): void => {
    edits.set(view, [...(edits.get(view) ?? []), edit]);
  };
  const change = ({ said, node }: ListenLine, edit: (node: DirectiveNode) => Edit): void => {
    const view = files.get(said.file);
    if (view === undefined || node === undefined)
      throw new Failure(
        t('apache.listen_by_macro', { listen: writeArgs(said.args), place: placeInFiles(said) }),
        {
          cure: t('apache.listen_by_macro_cure', { place: placeInFiles(said) }),
        },
      );
    put(view, edit(node));
  };
  const asked = addressesIn(spec).map(([text, state]) => ({ words: text.split(/\s+/u), state }));
  const going = new Set(
    asked.flatMap(({ words, state }) => (state === 'absent' ? [addressKey(words[0] ?? '')] : [])),
  );
  const staying = lines.filter(({ said }) => !going.has(addressKey(said.args[0] ?? '')));

  for (const line of lines) {
    if (staying.includes(line)) continue;
    change(line, (node) => ({ edit: 'remove', node }));
    fields.push({ field: 'Listen', from: line.said.args.join(' '), to: null });
  }
  const added: string[] = [];
  for (const { words, state } of asked) {
    if (state === 'absent') continue;
    const args = words.join(' ');
    const same = staying.filter(({ said }) => addressKey(said.args[0] ?? '') === addressKey(words[0] ?? ''));
    if (same.some(({ said }) => protocolOf(said.args) === protocolOf(words))) continue;
    const [old] = same;
    fields.push({ field: 'Listen', from: old?.said.args.join(' ') ?? null, to: args });
    if (old !== undefined) {
      change(old, (node) => ({ edit: 'replace', node, args }));
      continue;
    }
    const taken = staying.find(({ said }) => overlap(said.args[0] ?? '', words[0] ?? ''));
    if (taken !== undefined) throw overlapping(taken, args);
    const beside = added.find((one) => overlap(one, words[0] ?? ''));
    if (beside !== undefined)
      throw new Failure(t('apache.listen_asked_twice', { listen: args, other: beside }), {
        cure: t('apache.listen_asked_twice_cure'),
      });
    const other = held.find((one) => overlap(one, words[0] ?? ''));
    if (other !== undefined)
      return {
        action: 'unknown',
        fields,
        steps: [],
        unknown: t('apache.listen_held', { listen: args, held: other }),
      };
    const last = linesIn(target, null, 'Listen').findLast(({ isConditional }) => isConditional !== true);
    const where = last === undefined ? { in: null } : { after: last.node };
    put(target, { edit: 'insert', name: 'Listen', args, where });
    added.push(words[0] ?? '');
  }
  if (edits.size === 0) return converged;
  if (staying.length === 0 && added.length === 0)
    throw new Failure(t('apache.listen_nowhere'), { cure: t('apache.listen_nowhere_cure') });
  const steps = [...edits].map(([{ real, tree }, some]): Step => ({
    do: 'write',
    path: real,
    content: editTree(tree, some),
  }));
  const own = lines.map(({ said }) => said.args[0] ?? '');
  const effect = movesListener(own, added) ? 'restart' : 'reload';
  steps.push({ do: 'service', service, effect });
  return { action: 'update', fields, steps };
}

function addressesIn({ instance: _, ...addresses }: ListenSpec): readonly (readonly [string, unknown])[] {
  return Object.entries(addresses);
}

/** The protocol that a line asks for; Apache takes https for granted at 443, else http. */
function protocolOf([address = '', protocol]: readonly string[]): string {
  return lower(protocol ?? (/(?:^|:)443$/u.test(address) ? 'https' : 'http'));
}

function overlapping({ said }: ListenLine, args: string): Failure {
  const told = { listen: args, other: said.args.join(' '), place: placeInFiles(said) };
  return new Failure(t('apache.listen_overlaps', told), { cure: t('apache.listen_overlaps_cure', told) });
}
