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
}

/** Settings as kapa works with them: defaults filled in, durations in seconds. */
export function readSettings(text: SettingsText = {}): Settings {
  return {
    ...(text.locale === undefined ? {} : { locale: text.locale }),
    ...(text.state_dir === undefined ? {} : { stateDir: text.state_dir }),
    backups: { placement: text.backups?.placement ?? 'beside', keep: text.backups?.keep ?? 20 },
    notify: {
      channels: (text.notify?.channels ?? []).map((channel) =>
        'webhook' in channel
          ? { ...channel, webhook: { ...channel.webhook, format: channel.webhook.format ?? 'generic' } }
          : channel,
      ),
      repeatEvery: parseDuration(text.notify?.repeat_every ?? '1h') ?? 3600,
      unknownAfter: parseDuration(text.notify?.unknown_after ?? '30m') ?? 1800,
    },
    concurrency: text.concurrency ?? 8,
  };
}
