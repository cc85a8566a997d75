import { readFileSync, writeFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicySet, ResourceItem } from '../../src/core/policy.ts';
import { converged, type AnyResourceType, type ResourceType } from '../../src/core/resource.ts';
import type { Service } from '../../src/core/service.ts';
import { present, type Reading } from '../../src/core/reading.ts';
import type { Content } from '../../src/core/secret.ts';
import { reveal, Secret } from '../../src/core/secret.ts';
import type { Step } from '../../src/core/step.ts';
import { t } from '../../src/core/text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

/** One `key=value` line of a file that several resources may edit. */
export interface LineSpec {
  readonly path: string;
  readonly key: string;
  readonly value: string;
}

const toyLine: ResourceType<LineSpec, Reading<Uint8Array>> = {
  ...toy('toy_line'),
  owns: ({ path, key }) => [`line:${path}#${key}`],
  observe: ({ path }, host) => host.read(path),
  diff({ path, key, value }, state) {
    if (state.state === 'unreadable')
      return { action: 'unknown', fields: [], steps: [], unknown: state.reason };
    const before = state.state === 'present' ? text(state.value) : '';
    const old = before.split('\n').find((line) => line.startsWith(`${key}=`));
    if (old === `${key}=${value}`) return converged;
    const after = old === undefined ? `${before}${key}=${value}\n` : before.replace(old, `${key}=${value}`);
    return {
      action: state.state === 'present' ? 'update' : 'create',
      fields: [{ field: key, from: old ?? null, to: value }],
      steps: [
        { do: 'write', path, content: bytes(after) },
        { do: 'service', service: 'web', effect: 'reload' },
      ],
    };
  },
};

/** A whole file. */
export interface FileSpec {
  readonly path: string;
  readonly content: string;
  readonly mode?: number;
  readonly secret?: boolean;
}

const toyFile: ResourceType<
  FileSpec,
  { readonly content: Reading<Uint8Array>; readonly mode: number | undefined }
> = {
  ...toy('toy_file'),
  owns: ({ path }) => [`file:${path}`],
  async observe({ path }, host) {
    const stat = await host.stat(path);
    const mode = stat.state === 'present' && stat.value.kind === 'file' ? stat.value.mode : undefined;
    return { content: await host.read(path), mode };
  },
  diff({ path, content, mode, secret }, state) {
    if (state.content.state === 'unreadable')
      return { action: 'unknown', fields: [], steps: [], unknown: state.content.reason };
    const same = state.content.state === 'present' && text(state.content.value) === content;
    if (same && (mode === undefined || mode === state.mode)) return converged;
    const written: Content = secret === true ? new Secret(bytes(content)) : bytes(content);
    return {
      action: state.content.state === 'present' ? 'update' : 'create',
      fields: [{ field: 'content', from: null, to: written instanceof Secret ? written : content }],
      steps: same
        ? [{ do: 'attributes', path, ...(mode === undefined ? {} : { mode }) }]
        : [{ do: 'write', path, content: written, ...(mode === undefined ? {} : { mode }) }],
    };
  },
};

const toyDirectory: ResourceType<
  { readonly path: string; readonly mode?: number },
  Reading<{ readonly mode: number }>
> = {
  ...toy('toy_directory'),
  owns: ({ path }) => [`file:${path}`],
  observe: ({ path }, host) => host.stat(path),
  diff({ path, mode }, state) {
    if (state.state === 'present' && (mode === undefined || state.value.mode === mode)) return converged;
    const attributes = mode === undefined ? {} : { mode };
    return {
      action: state.state === 'present' ? 'update' : 'create',
      fields: [{ field: 'mode', from: null, to: mode ?? null }],
      steps: [
        state.state === 'present'
          ? { do: 'attributes', path, ...attributes }
          : { do: 'directory', path, ...attributes },
      ],
    };
  },
};

const toyLink: ResourceType<{ readonly path: string; readonly to: string }, Reading<string>> = {
  ...toy('toy_link'),
  owns: ({ path }) => [`file:${path}`],
  observe: ({ path }, host) => host.readlink(path),
  diff({ path, to }, state) {
    if (state.state === 'present' && state.value === to) return converged;
    return {
      action: state.state === 'present' ? 'update' : 'create',
      fields: [{ field: 'to', from: state.state === 'present' ? state.value : null, to }],
      steps: [{ do: 'link', path, to }],
    };
  },
};

const toyAbsent: ResourceType<{ readonly path: string }, boolean> = {
  ...toy('toy_absent'),
  owns: ({ path }) => [`file:${path}`],
  observe: async ({ path }, host) => (await host.stat(path)).state === 'present',
  diff: ({ path }, there) =>
    there
      ? {
          action: 'remove',
          fields: [{ field: 'path', from: path, to: null }],
          steps: [{ do: 'remove', path }],
        }
      : converged,
};

const toyCrontab: ResourceType<{ readonly user: string; readonly content: string }, Reading<Uint8Array>> = {
  ...toy('toy_crontab'),
  owns: ({ user }) => [`crontab:${user}`],
  observe: ({ user }, host) => host.crontab(user),
  diff({ user, content }, state) {
    if (state.state === 'present' && text(state.value) === content) return converged;
    return {
      action: state.state === 'present' ? 'update' : 'create',
      fields: [{ field: 'jobs', from: null, to: content }],
      steps: [{ do: 'crontab', user, content: bytes(content) }],
    };
  },
};

/** A folder made by mkdir(1), unmade by rmdir(1). */
const toyCommand: ResourceType<
  { readonly path: string },
  { readonly there: boolean; readonly real: string }
> = {
  ...toy('toy_command'),
  owns: ({ path }) => [`command:${path}`],
  observe: async ({ path }, host) => ({
    there: (await host.stat(path)).state === 'present',
    real: join(host.root, path),
  }),
  diff: (_, { there, real }) =>
    there
      ? converged
      : {
          action: 'create',
          fields: [{ field: 'made', from: null, to: true }],
          steps: [{ do: 'command', argv: ['mkdir', real], undo: ['rmdir', real] }],
        },
};

/** Steps as given, as long as a file is not there: for what no honest type does. */
const toySteps: ResourceType<{ readonly until: string; readonly steps: readonly Step[] }, boolean> = {
  ...toy('toy_steps'),
  owns: ({ until }) => [`until:${until}`],
  observe: async ({ until }, host) => (await host.stat(until)).state === 'present',
  diff: ({ steps }, done) =>
    done ? converged : { action: 'update', fields: [{ field: 'until', from: null, to: true }], steps },
};

/** Toy resource types, one for each kind of step. */
export const toyTypes: readonly AnyResourceType[] = [
  toyLine,
  toyFile,
  toyDirectory,
  toyLink,
  toyAbsent,
  toyCrontab,
  toyCommand,
  toySteps,
];

function toy(type: string): {
  type: string;
  summary: string;
  schema: Record<string, never>;
  example: string;
} {
  return { type, summary: type, schema: {}, example: type };
}

/** An item of a toy type. */
export function item<Spec>(
  name: string,
  type: string,
  spec: Spec,
  more: Partial<Omit<ResourceItem, 'spec'>> = {},
): ResourceItem<Spec> {
  return {
    name,
    type,
    spec,
    policy: 'toys',
    locate: () => ({ file: 'toys.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }),
    requires: [],
    notify: [],
    backup: true,
    tags: [],
    ...more,
  };
}

/** A policy set of these resources. */
export function setOf(resources: readonly ResourceItem[], keep = 3): PolicySet {
  return {
    sources: [{ path: 'toys.yaml' }],
    settings: {
      backups: { placement: 'beside', keep },
      notify: { channels: [], repeatEvery: 3600, unknownAfter: 1800 },
      concurrency: 4,
    },
    vars: {},
    thresholds: {},
    resources,
    groups: [],
    probes: [],
    rules: [],
  };
}

/**
 * A service whose memory is a file of the tree, `running`: it loads `etc/web.conf` at each reload, refuses a
 * configuration that says BROKEN, and dies of one that says FATAL, though its check has nothing against it.
 */
export function webService(root: string): Service {
  const running = join(root, 'running');
  const configuration = join(root, 'etc/web.conf');
  const load = (): string => (existsSync(configuration) ? readFileSync(configuration, 'utf8') : '');
  return {
    name: 'web',
    checks: async () => (existsSync(configuration) ? [['grep', '-qv', 'BROKEN', configuration]] : []),
    state: async () => present({ running: existsSync(running), enabled: true }),
    async perform(effect) {
      if (effect === 'stop') rmSync(running, { force: true });
      if (effect === 'reload' && !existsSync(running)) return { ok: true };
      if (load().includes('FATAL')) {
        rmSync(running, { force: true });
        return { ok: false, reason: t('engine.no_reason'), down: true };
      }
      if (effect === 'reload' || effect === 'restart' || effect === 'start') writeFileSync(running, load());
      return { ok: true };
    },
  };
}

/** The bytes of a content, as text. */
export function shown(content: Content): string {
  return text(reveal(content));
}
