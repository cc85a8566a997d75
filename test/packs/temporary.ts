import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Handlebars from 'handlebars';
import { expect } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import type { Host } from '../../src/core/host.ts';
import type { PolicySet, ResourceItem } from '../../src/core/policy.ts';
import { converged, type AnyResourceType, type Change } from '../../src/core/resource.ts';
import { isFileStep, type FileStep } from '../../src/core/step.ts';
import { render, type Text } from '../../src/core/text.ts';
import { openTreeHost } from '../converge/tree-host.ts';

/** An empty host in a temporary folder, with real files, and what tests do to it. */
export interface Temporary {
  readonly root: string;
  readonly host: Host;
  put(path: string, content: string | Uint8Array): void;
  text(path: string): string;
  plan(type: AnyResourceType, spec: unknown): Promise<Change>;
  /** Plans, carries the file and crontab steps out, and expects that nothing is left to do. */
  apply(type: AnyResourceType, spec: unknown): Promise<Change>;
  review(type: AnyResourceType, spec: unknown): Promise<readonly string[]>;
  remove(): void;
}

export function temporary(overrides: Partial<Host> = {}): Temporary {
  const root = mkdtempSync(join(tmpdir(), 'kapa-resource-'));
  const host: Host = { ...openTreeHost(root), ...overrides };
  const self: Temporary = {
    root,
    host,
    put(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    text: (path) => readFileSync(join(root, path), 'utf8'),
    plan: async (type, spec) => {
      const rendered = withContent(type, spec);
      return type.diff(rendered, await type.observe(rendered, host));
    },
    async apply(type, spec) {
      const change = await self.plan(type, spec);
      for (const step of change.steps) {
        if (isFileStep(step)) await host.carryOut([numbered(step)]);
        if (step.do === 'crontab') await host.setCrontab(step.user, step.content);
      }
      expect(await self.plan(type, spec)).toEqual(converged);
      return change;
    },
    review: async (type, spec) => ((await type.review?.(spec, host)) ?? []).map(inEnglish),
    remove: () => rmSync(root, { recursive: true }),
  };
  return self;
}

/** A spec as a type gets it: its template rendered as the policies do. */
export function withContent(type: AnyResourceType, spec: unknown): unknown {
  const asked = type.template?.(spec);
  if (asked === undefined) return spec;
  const text = readFileSync(new URL(`../../templates/${asked.name}`, import.meta.url), 'utf8');
  const content = Handlebars.compile(text, { strict: true, noEscape: true })(asked.with);
  return { ...(spec as object), content };
}

/** What a type finds in a declaration, as `ID path`; a key's place is `path:key`. */
export function findings(
  type: AnyResourceType,
  spec: unknown,
  others: Partial<PolicySet> = {},
): readonly string[] {
  const item: ResourceItem = {
    name: 'declared',
    policy: 'test',
    type: type.type,
    spec,
    requires: [],
    notify: [],
    backup: true,
    tags: [],
    locate: (path, part = 'value') => ({
      file: `${path.join('.')}${part === 'key' ? ':key' : ''}`,
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
    }),
  };
  const set = { resources: [item], rules: [], probes: [], groups: [], ...others } as unknown as PolicySet;
  return (type.lint?.(item, set) ?? []).map(described);
}

/** The host in a folder knows numbers only. */
function numbered(step: FileStep): FileStep {
  if (!('owner' in step) || step.owner === undefined) return step;
  const { user, group } = step.owner;
  const number = (name: string): string => (name === 'root' ? '0' : name);
  return {
    ...step,
    owner: {
      ...(user === undefined ? {} : { user: number(user) }),
      ...(group === undefined ? {} : { group: number(group) }),
    },
  };
}

function described({ id, place, message, cure }: Finding): string {
  // Every finding can be said in both languages.
  for (const text of [message, cure]) for (const locale of ['en', 'es'] as const) render(text, locale);
  return `${id} ${place.file}`;
}

function inEnglish(text: Text): string {
  return render(text, 'en');
}
