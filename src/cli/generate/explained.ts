import type { AnyProbeType, ProbeField } from '../../core/probe.ts';
import type { Explained } from '../../report/lint/explain.ts';
import { channel } from '../../policy/schema/channel.ts';
import { rule } from '../../policy/schema/rule.ts';
import { registry } from '../../packs/index.ts';

/** Every type as it explains itself: resources, probes, remedies. */
export function explainedTypes(): readonly Explained[] {
  return [
    ...registry.resources.map((type) => ({ kind: 'resource' as const, ...pick(type) })),
    ...registry.probes.map((type) => ({ kind: 'probe' as const, ...pick(type), fields: fieldsOf(type) })),
    ...registry.remedies.map((type) => ({ kind: 'remedy' as const, ...pick(type) })),
  ];
}

/** Parts of a policy that `kapa explain` knows besides types. */
export function explainedParts(): readonly Explained[] {
  return [
    {
      kind: 'part',
      type: 'rule',
      summary:
        'A condition over probes and thresholds, and what to do about it. Its name says what must hold.',
      schema: rule,
      example: `- name: Backend is online
  when: backend.status != "online"
  for: 2 checks
  do:
    - pm2_restart: { app: shop, user: shop }
  verify: { within: 30s }
  cooldown: 5m
  limit: { times: 3, within: 1h }
`,
    },
    {
      kind: 'part',
      type: 'channel',
      summary:
        'Where alerts are told, below settings.notify.channels: a webhook, mail, a program, ntfy or Telegram. kapa doctor --notify tries each.',
      schema: channel,
      example: `settings:
  notify:
    repeat_every: 1h
    channels:
      - { name: on call, mail: { to: [oncall@shop.example] } }
      - { name: pager, command: { argv: [/usr/local/bin/page] } }
      - { name: phone, ntfy: { url: 'https://ntfy.sh/shop-5f3ac81d' } }
`,
    },
  ];
}

type Named = Pick<Explained, 'type' | 'summary' | 'schema' | 'example'>;

function pick({ type, summary, schema, example }: Named): Named {
  return { type, summary, schema, example };
}

/** Fields of a probe, those included that it has only where one of its keys is given. */
function fieldsOf(type: AnyProbeType): Readonly<Record<string, ProbeField>> {
  const { properties = {} } = type.schema as { readonly properties?: object };
  const everything = Object.fromEntries(Object.keys(properties).map((key) => [key, true]));
  return { ...type.fields({}), ...type.fields(everything) };
}
