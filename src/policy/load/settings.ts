import type { Settings } from '../../core/policy.ts';
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
  readonly concurrency?: number;
  /** Those of packs. */
  readonly [pack: string]: unknown;
}

/** Settings as kapa works with them: defaults filled in, durations in seconds. */
export function readSettings(text: SettingsText = {}): Settings {
  const { locale, state_dir: stateDir, backups, notify, concurrency, ...packs } = text;
  return {
    ...(locale === undefined ? {} : { locale }),
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(Object.keys(packs).length === 0 ? {} : { packs }),
    backups: { placement: backups?.placement ?? 'beside', keep: backups?.keep ?? 20 },
    notify: {
      channels: (notify?.channels ?? []).map((channel) =>
        'webhook' in channel
          ? { ...channel, webhook: { ...channel.webhook, format: channel.webhook.format ?? 'generic' } }
          : channel,
      ),
      repeatEvery: parseDuration(notify?.repeat_every ?? '1h') ?? 3600,
      unknownAfter: parseDuration(notify?.unknown_after ?? '30m') ?? 1800,
    },
    concurrency: concurrency ?? 8,
  };
}
