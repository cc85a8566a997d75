import type { Channel, Settings } from '../../core/policy.ts';
import { parseDuration } from '../../core/quantity.ts';

/** The `settings` of a document as they are written. */
export interface SettingsText {
  readonly locale?: 'en' | 'es';
  readonly state_dir?: string;
  readonly backups?: { readonly placement?: 'beside' | 'state'; readonly keep?: number };
  readonly notify?: {
    readonly channels?: Settings['notify']['channels'];
    readonly repeat_every?: string;
    readonly unknown_after?: string;
  };
  readonly metrics?: Settings['metrics'];
  readonly heartbeat?: { readonly url: string; readonly every?: string };
  readonly concurrency?: number;
  /** Those of packs. */
  readonly [pack: string]: unknown;
}

/** Settings as kapa works with them: defaults filled in, durations in seconds. */
export function readSettings(text: SettingsText = {}): Settings {
  const { locale, state_dir: stateDir, backups, notify, metrics, heartbeat, concurrency, ...packs } = text;
  return {
    ...(locale === undefined ? {} : { locale }),
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(Object.keys(packs).length === 0 ? {} : { packs }),
    backups: { placement: backups?.placement ?? 'beside', keep: backups?.keep ?? 20 },
    notify: {
      channels: (notify?.channels ?? []).map(filledIn),
      repeatEvery: parseDuration(notify?.repeat_every ?? '1h') ?? 3600,
      unknownAfter: parseDuration(notify?.unknown_after ?? '30m') ?? 1800,
    },
    ...(metrics === undefined ? {} : { metrics }),
    ...(heartbeat === undefined
      ? {}
      : { heartbeat: { url: heartbeat.url, every: parseDuration(heartbeat.every ?? '1m') ?? 60 } }),
    concurrency: concurrency ?? 8,
  };
}

function filledIn(channel: NonNullable<NonNullable<SettingsText['notify']>['channels']>[number]): Channel {
  if ('webhook' in channel)
    return { ...channel, webhook: { ...channel.webhook, format: channel.webhook.format ?? 'generic' } };
  if ('telegram' in channel)
    return {
      ...channel,
      telegram: { ...channel.telegram, server: channel.telegram.server ?? 'https://api.telegram.org' },
    };
  return channel;
}
