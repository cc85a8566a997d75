import { expandBraces } from './braces.ts';
import { limits, numbers, periods, scripts, switches, words, type LogrotateSpec } from './spec.ts';

/** A script of a stanza, line by line as it is: the end of a here-document stands at the beginning of its line. */
export interface Script {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The parts of a stanza as its template writes them. */
export interface Stanza {
  /** As logrotate reads them in double quotes, one for each combination of alternatives in braces. */
  readonly paths: readonly string[];
  readonly lines: readonly string[];
  readonly scripts: readonly Script[];
}

/** A stanza's parts, in the order in which logrotate's manual has them. */
export function stanzaOf(spec: LogrotateSpec): Stanza {
  const { missingok = true, notifempty = true, create, createolddir, su, olddir, mail } = spec;
  const lines: string[] = [];
  for (const name of periods)
    if (spec[name] === true) lines.push(name);
    else if (name === 'weekly' && typeof spec.weekly === 'number') lines.push(`weekly ${spec.weekly}`);
  for (const name of limits) if (spec[name] !== undefined) lines.push(`${name} ${spec[name]}`);
  for (const name of numbers) if (spec[name] !== undefined) lines.push(`${name} ${spec[name]}`);
  for (const name of switches)
    if (spec[name] !== undefined) {
      const isOneWay =
        name === 'mailfirst' || name === 'maillast' || name === 'dateyesterday' || name === 'datehourago';
      if (spec[name]) lines.push(name);
      else if (!isOneWay) lines.push(`no${name}`);
    }
  lines.push(missingok ? 'missingok' : 'nomissingok', notifempty ? 'notifempty' : 'ifempty');
  if (create === false) lines.push('nocreate');
  else if (create) lines.push(`create ${create.mode} ${create.owner} ${create.group}`);
  if (su) lines.push(`su ${su.user} ${su.group}`);
  if (olddir !== undefined) lines.push(olddir === false ? 'noolddir' : `olddir ${olddir}`);
  if (createolddir)
    lines.push(`createolddir ${createolddir.mode} ${createolddir.owner} ${createolddir.group}`);
  for (const name of words) if (spec[name] !== undefined) lines.push(`${name} ${spec[name]}`);
  if (mail !== undefined) lines.push(mail === false ? 'nomail' : `mail ${mail}`);
  return {
    paths: (spec.paths ?? []).flatMap(expandBraces).map(inQuotes),
    lines,
    scripts: scripts.flatMap((name) => {
      const text = spec[name];
      return text === undefined ? [] : [{ name, lines: text.replace(/\n$/u, '').split('\n') }];
    }),
  };
}

/** Between double quotes logrotate reads a backslash before a quote, or before another backslash, as none. */
function inQuotes(path: string): string {
  return path.replaceAll(/["\\]/gu, '\\$&');
}
