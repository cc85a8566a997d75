import { nearest } from '../../core/nearest.ts';

/** Fields that other tools have for one thing, the field of kapa among them. */
const alike: readonly (readonly string[])[] = [
  ['used', 'percent', 'usage', 'use', 'used_percent', 'percent_used', 'usage_percent', 'pct', 'pused'],
  ['expires_in', 'days_left', 'days', 'days_remaining', 'remaining', 'expires', 'expiry', 'not_after', 'ttl'],
  ['free', 'available', 'avail'],
  ['size', 'total', 'capacity'],
  ['latency', 'response_time', 'time', 'duration', 'elapsed', 'rtt'],
  ['status', 'state', 'code', 'status_code', 'http_code', 'response_code'],
  ['count', 'total', 'number', 'length', 'matches', 'lines'],
  ['restarts', 'restart_count', 'restart_time', 'unstable_restarts'],
  ['memory', 'mem', 'rss', 'memory_bytes', 'pss'],
  ['cpu', 'cpu_percent', 'cpu_usage', 'usage'],
  ['one', 'load', 'load1', 'load_1', 'avg1', 'shortterm'],
  ['five', 'load5', 'load_5', 'avg5', 'midterm'],
  ['fifteen', 'load15', 'load_15', 'avg15', 'longterm'],
  ['age', 'mtime', 'modified', 'last_modified'],
  ['ok', 'up', 'success', 'healthy', 'alive'],
  ['failing', 'down', 'failed', 'unhealthy'],
  ['running', 'active', 'up', 'started'],
  ['uptime', 'since', 'running_for'],
];

/** The field that somebody means by one that there is not: a misspelt one, or what another tool calls so. */
export function meantField(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  return (
    nearest(name, known) ??
    alike
      .filter((group) => group.includes(lower))
      .flatMap((group) => group.filter((one) => known.includes(one)))[0]
  );
}
