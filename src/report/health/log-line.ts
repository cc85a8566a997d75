import { inline, visible } from '../../core/harmless.ts';
import type { FieldReading } from '../../core/probe.ts';
import { render, t, type Locale, type Text } from '../../core/text.ts';
import { formatReading, localTime, onOneLine } from './health-value.ts';
import {
  ruleStatus,
  type AttemptView,
  type HealthView,
  type ProbeView,
  type RuleView,
} from './health-view.ts';

/**
 * The lines that a check adds to its group's log: first the check with every probe's value, then one for each act and
 * each thing worth knowing. Written for the operator's greps: local time first, `CLOSE_WAIT: 3`, ✅ or ❌ once a
 * check, and in Spanish `Reiniciado` and `Reset` for what was restarted or reset.
 */
export function logLines(view: HealthView, locale: Locale): readonly string[] {
  const say = (text: Text): string => onOneLine(render(text, locale, writer));
  const time = localTime(view.at);
  const values = view.probes.map((probe) => probeValues(view, probe, say)).join(' | ');
  const troubled = view.rules.filter((rule) => ruleStatus(rule) !== 'ok');
  const trouble = troubled.map((rule) => troubleText(rule, say)).join('; ');
  const lines = [`${time} ${mark(view, troubled)} ${values}${trouble === '' ? '' : ` — ${trouble}`}`];
  for (const { item, attempts } of view.rules)
    for (const attempt of attempts)
      lines.push(`${localTime(attempt.at)} ${actLine(item.name, attempt, say)}`);
  for (const problem of view.problems) lines.push(`${time} ⚠️ ${say(problem)}`);
  return lines;
}

function mark(view: HealthView, troubled: readonly RuleView[]): string {
  if (troubled.some((rule) => ruleStatus(rule) !== 'unknown' && !isOver(rule))) return '❌';
  const unknown = Object.values(view.measurements).some((measurement) => 'unknown' in measurement);
  return unknown || troubled.some((rule) => ruleStatus(rule) === 'unknown') ? '⚠️' : '✅';
}

/** Whether a check found that all is well again, with nothing left to do: no alert to be counted. */
function isOver({ standing, attempts }: RuleView): boolean {
  return standing.state === 'healed' && attempts.length === 0;
}

function troubleText({ item, standing, held }: RuleView, say: (text: Text) => string): string {
  const state = say(t(`check.state.${standing.state}`));
  const until = held?.until === undefined ? '' : ` ${say(t('check.until', { time: localTime(held.until) }))}`;
  const why = standing.unknown === undefined ? '' : ` (${say(standing.unknown)})`;
  const because = held === undefined ? '' : `, ${say(t(`health.held.${held.because}`))}${until}`;
  return `${named(item.name)}: ${state}${why}${because}`;
}

function actLine(rule: string, attempt: AttemptView, say: (text: Text) => string): string {
  const target = attempt.target.slice(attempt.target.indexOf(':') + 1);
  const outcome = say(t(`health.outcome.${attempt.outcome}`, { seconds: attempt.seconds }));
  const incident =
    attempt.incident === undefined || attempt.incident === ''
      ? ''
      : `, ${say(t('health.incident_number', { incident: attempt.incident }))}`;
  const done = attempt.outcome === 'helped' || attempt.outcome === 'not_helped';
  const what = done ? say(actText(attempt.remedy, target)) : `${attempt.remedy} ${said(target)}`;
  const more = done || attempt.text === undefined ? '' : ` (${say(attempt.text)})`;
  return `${done ? '🔄' : '⚠️'} ${what}: ${outcome}${more} [${named(rule)}${incident}]`;
}

function actText(remedy: string, target: string): Text {
  switch (remedy) {
    case 'pm2_restart':
    case 'apache_restart':
    case 'service_restart':
      return t('health.act.restarted', { target });
    case 'pm2_reset':
      return t('health.act.reset', { target });
    case 'apache_reload':
      return t('health.act.reloaded', { target });
    case 'kill_socket_holders':
    case 'kill_port_holder':
      return t('health.act.killed', { target });
    default:
      return t('health.act.other', { remedy, target });
  }
}

/** What the log says of a probe, by its type: label and field, the operator's words where he has some. */
function probeValues(view: HealthView, probe: ProbeView, say: (text: Text) => string): string {
  const measurement = view.measurements[probe.name];
  const spec = (probe.spec ?? {}) as Readonly<Record<string, unknown>>;
  const label = probeLabel(probe, spec, say);
  if (measurement === undefined || 'unknown' in measurement) {
    const reason = measurement === undefined ? '' : ` (${say(measurement.unknown)})`;
    return `${label}: ${say(t('health.unknown'))}${reason}`;
  }
  const show = (field: string): string => {
    const value = measurement.fields[field];
    return value === undefined ? '-' : said(formatReading(value, probe.fields[field]));
  };
  switch (probe.type) {
    case 'tcp_sockets':
      return `${label}: ${show('count')} (${say(t('check.label.sides', { server: show('server_side'), client: show('client_side') }))})`;
    case 'pm2_app':
      return `${label}: ${show('status')} | ${say(t('check.label.restarts'))}: ${show('restarts')} | CPU: ${show('cpu')} | ${say(t('check.label.memory'))}: ${show('memory')}`;
    case 'port_owner':
      return `${label}: ${say(portText(measurement.fields, textIn(measurement.fields['program'])))}`;
    case 'apache':
      return `${say(t('check.label.workers'))}: ${show('workers')} | ${say(t('check.label.apache_memory'))}: ${show('memory')}`;
    case 'processes':
      return `${label}: ${show('count')} | ${say(t('check.label.memory'))}: ${show('memory')}`;
    case 'http':
      return `${label}: ${measurement.fields['ok'] === true ? show('status') : `${show('status')} ${show('error')}`} (${show('latency')})`;
    default:
      return `${label}: ${mainFields(probe, measurement.fields).map(show).join(' ')}`;
  }
}

/** A field as it is, for a sentence that escapes what it tells of. */
function textIn(value: FieldReading | undefined): string {
  return value === undefined ? '-' : formatReading(value, undefined);
}

function portText(fields: Readonly<Record<string, unknown>>, program: string): Text {
  if (fields['foreign'] === true) return t('check.label.foreign', { program });
  return t(fields['owned'] === true ? 'check.label.owned' : 'check.label.free');
}

function probeLabel(
  probe: ProbeView,
  spec: Readonly<Record<string, unknown>>,
  say: (text: Text) => string,
): string {
  switch (probe.type) {
    case 'tcp_sockets':
      return typeof spec['state'] === 'string'
        ? named(spec['state'].toUpperCase().replaceAll('-', '_'))
        : 'TCP';
    case 'pm2_app':
      return `Backend ${named(typeof spec['name'] === 'string' ? spec['name'] : probe.name)}`;
    case 'port_owner':
      return say(
        t('check.label.port', { port: typeof spec['port'] === 'number' ? String(spec['port']) : '' }),
      );
    case 'http':
      return `HTTP ${named(probe.name)}`;
    default:
      return named(probe.name);
  }
}

/** The fields worth a place in one line: what the type has of these, in this order, else its first. */
function mainFields(probe: ProbeView, fields: Readonly<Record<string, unknown>>): readonly string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    disk: ['used'],
    load: ['one'],
    certificate: ['expires_in'],
    file_age: ['age'],
    log: ['count'],
    command: ['exit_status', 'value'],
  };
  return (known[probe.type] ?? Object.keys(fields).slice(0, 1)).filter((field) => field in fields);
}

/** What a policy named, as a part of a field: `|` and `;` part fields, and the marks are what an operator counts. */
function named(text: string): string {
  return inline(text).replaceAll(/[|;✅❌⚠🔄]/gu, visible);
}

/** Words of the host; `—` stands before the rules. */
function said(text: string): string {
  return inline(text).replaceAll(/[|;—✅❌⚠🔄]/gu, visible);
}

/** What sentences tell of, in a field. */
const writer = { word: said, block: (text: string) => said(text.replaceAll(/\s*\n\s*/gu, ' ')) };
