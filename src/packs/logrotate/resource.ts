import { Failure } from '../../core/failure.ts';
import type { Reader } from '../../core/reader.ts';
import type { Change, ResourceType } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import { diffWholeFile, observeWholeFile, type WholeFile, type WholeFileState } from '../files/whole-file.ts';
import { expandBraces } from './braces.ts';
import { lintLogrotate } from './lint.ts';
import { logrotateSchema, type LogrotateSpec } from './spec.ts';
import { stanzaOf } from './stanza.ts';
import { filesOfBoth, namedElsewhere, namesSameLog } from './stanzas-there.ts';

/** The file as it stands, and whether logrotate takes all that the host has. */
export interface LogrotateState extends WholeFileState {
  readonly wholeIsGood: boolean;
}

/** `logrotate`: a file in /etc/logrotate.d, judged by logrotate itself before it is put in place. */
export const logrotate: ResourceType<LogrotateSpec, LogrotateState> = {
  type: 'logrotate',
  summary: 'Rotation of log files: /etc/logrotate.d/NAME, judged by logrotate before it is put in place.',
  example: `- name: Rotate the monitoring logs
  logrotate:
    name: kapa
    paths: [/var/log/kapa_health.log, /var/log/apache_worker_monitor.log]
    weekly: true
    rotate: 8
`,
  schema: logrotateSchema,
  owns: ({ name }) => [`file:${pathOf(name)}`],
  after: () => ['file:/etc/logrotate.d'],
  template: (spec) =>
    spec.state === 'absent'
      ? undefined
      : { name: spec.template ?? 'logrotate.hbs', with: { ...spec, ...stanzaOf(spec) } },
  observe,
  diff,
  review,
  lint: lintLogrotate,
};

const main = '/etc/logrotate.conf';

async function observe(spec: LogrotateSpec, host: Reader): Promise<LogrotateState> {
  const state = await observeWholeFile(wholeFile(spec), host);
  const { action } = diffWholeFile(wholeFile(spec), state);
  if (action !== 'create' && action !== 'update') return { ...state, wholeIsGood: false };
  const rival = (await rivals(spec, host)).find(({ isKapas }) => !isKapas);
  if (rival !== undefined)
    throw new Failure(t('resources.logrotate_named', rival), {
      cure: t('resources.logrotate_named_cure', rival),
    });
  return { ...state, wholeIsGood: await takesAll(host) };
}

/** Judged are the file and, where logrotate takes all of the host now, all of it with the file. */
function diff(spec: LogrotateSpec, state: LogrotateState): Change {
  const change = diffWholeFile(wholeFile(spec), state);
  if (change.validate === undefined || !state.wholeIsGood) return change;
  const whole = { path: pathOf(spec.name), argv: ['logrotate', '-d', main] as const };
  return { ...change, validate: [...change.validate, whole] };
}

/** logrotate as it is would take all: what it refuses already is nothing to prove a plan by. */
async function takesAll(host: Reader): Promise<boolean> {
  if (!host.live || (await host.stat(main)).state !== 'present') return false;
  return (await host.query(['logrotate', '-d', main])).status === 0;
}

async function review(spec: LogrotateSpec, after: Reader): Promise<readonly Text[]> {
  if (spec.state === 'absent') return [];
  return (await rivals(spec, after)).map((rival) => t('resources.logrotate_named', rival));
}

/** Other stanzas that name one of the logs: for one log twice logrotate passes over the whole second file. */
async function rivals(
  { name, paths = [] }: LogrotateSpec,
  host: Reader,
): Promise<readonly { readonly path: string; readonly file: string; readonly isKapas: boolean }[]> {
  const own = paths.flatMap(expandBraces);
  const found: { path: string; file: string; isKapas: boolean }[] = [];
  for (const { file, paths: others, isKapas } of await namedElsewhere(pathOf(name), host))
    for (const one of own)
      for (const other of others) {
        const both = namesSameLog(one, other) ? one : await filesOfBoth(one, other, host);
        if (both !== undefined) found.push({ path: both, file, isKapas });
      }
  return found;
}

function pathOf(name: string): string {
  return `/etc/logrotate.d/${name}`;
}

/** logrotate ignores a file that others can write or that is not root's. */
function wholeFile({ name, content, state }: LogrotateSpec): WholeFile {
  return {
    path: pathOf(name),
    content,
    mode: '0644',
    owner: 'root',
    group: 'root',
    validate: ['logrotate', '-d', '{}'],
    ...(state === undefined ? {} : { state }),
  };
}
