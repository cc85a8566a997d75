import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync as readTemplate } from 'node:fs';
import Handlebars from 'handlebars';
import type { Host } from '../../src/core/host.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { PolicySet, ResourceItem } from '../../src/core/policy.ts';
import type { AnyResourceType, Change } from '../../src/core/resource.ts';
import { isFileStep } from '../../src/core/step.ts';
import { render } from '../../src/core/text.ts';
import { machine } from './machine.ts';

/** A copy of demo/host, a Debian 12 with the operator's sites, and what tests do to it. */
export interface Tree {
  readonly root: string;
  readonly host: Host;
  text(path: string): string;
  /** Looks and compares. */
  plan(type: AnyResourceType, spec: unknown): Promise<Change>;
  /** Plans, and carries the file steps out. */
  apply(type: AnyResourceType, spec: unknown): Promise<Change>;
  /** What the type says of the tree as it is, in English. */
  review(type: AnyResourceType, spec: unknown): Promise<readonly string[]>;
  remove(): void;
}

export function tree(): Tree {
  const root = mkdtempSync(join(tmpdir(), 'kapa-tree-'));
  cpSync('demo/host', root, { recursive: true, verbatimSymlinks: true });
  const host = machine(root);
  const plan = async (type: AnyResourceType, spec: unknown): Promise<Change> =>
    type.diff(rendered(type, spec), await type.observe(rendered(type, spec), host));
  return {
    root,
    host,
    text: (path) => readFileSync(join(root, path), 'latin1'),
    plan,
    async apply(type, spec) {
      const change = await plan(type, spec);
      await host.carryOut(change.steps.filter(isFileStep));
      return change;
    },
    review: async (type, spec) =>
      ((await type.review?.(rendered(type, spec), host)) ?? []).map((text) => render(text, 'en')),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What a type finds in its own item, among other resources: ids with the path they point at. */
export function findings(
  type: AnyResourceType,
  spec: unknown,
  others: readonly { readonly type: string; readonly spec: unknown }[] = [],
): readonly string[] {
  const item = itemOf(type.type, spec);
  const all = { resources: [item, ...others.map((other) => itemOf(other.type, other.spec))] };
  const found: readonly Finding[] = type.lint?.(item, all as unknown as PolicySet) ?? [];
  for (const { message, cure } of found)
    for (const locale of ['en', 'es'] as const)
      if (render(message, locale) === '' || render(cure, locale) === '') throw new Error('an empty sentence');
  return found.map(({ id, place }) => `${id} ${place.file}`);
}

function itemOf(type: string, spec: unknown): ResourceItem {
  return {
    name: type,
    type,
    spec,
    policy: 'test',
    requires: [],
    notify: [],
    backup: true,
    tags: [],
    locate: (path, part) => ({
      file: `${path.join('.')}${part === 'key' ? ':key' : ''}`,
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
    }),
  };
}

/** The spec with its template rendered into `content`, as the policy room does it. */
function rendered(type: AnyResourceType, spec: unknown): unknown {
  const template = type.template?.(spec);
  if (template === undefined) return spec;
  const text = readTemplate(join('templates', template.name), 'utf8');
  const content = Handlebars.compile(text, { noEscape: true, strict: true })(template.with);
  return { ...(spec as object), content };
}
