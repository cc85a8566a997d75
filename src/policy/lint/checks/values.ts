import type { Finding } from '../../../core/finding.ts';
import type { Locate, Path } from '../../../core/policy.ts';
import type { SchemaPart } from '../../../core/resource.ts';
import { t, type Text } from '../../../core/text.ts';
import type { Check } from './subject.ts';
import { pathTo, textsIn } from './texts-in.ts';

/** KAPA036: an address or a host that is none, in fields of format `uri` and `host`. */
export const noAddress: Check = function* noAddress({ set, registry, elsewhere }) {
  const schemas = new Map(
    [...registry.probes, ...registry.resources, ...registry.remedies].map((type) => [type.type, type.schema]),
  );
  const items = [...set.probes, ...set.resources, ...elsewhere];
  for (const { type, spec, locate } of items) yield* addressesIn(schemas.get(type), spec, [], locate);
  for (const rule of set.rules)
    for (const [at, { type, spec }] of rule.do.entries())
      yield* addressesIn(schemas.get(type), spec, ['do', at, type], rule.locate);
};

/** Parts of a schema that ask for addresses. */
interface AddressSchema {
  readonly format?: unknown;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly items?: SchemaPart;
}

function* addressesIn(
  schema: SchemaPart | undefined,
  value: unknown,
  path: Path,
  locate: Locate,
): Iterable<Finding> {
  if (schema === undefined || !hasFormat(schema)) return;
  const { format, properties, items } = schema as AddressSchema;
  if (typeof value === 'string') {
    const found = format === 'uri' ? urlFault(value) : format === 'host' ? hostFault(value) : undefined;
    if (found !== undefined) yield { id: 'KAPA036', severity: 'error', place: locate(path), ...found };
  } else if (Array.isArray(value))
    for (const [at, one] of value.entries()) yield* addressesIn(items, one, [...path, at], locate);
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value))
      yield* addressesIn(properties?.[key], one, [...path, key], locate);
}

const withFormat = new WeakMap<SchemaPart, boolean>();

/** Tells whether a schema asks anything or a part of it for an address or a host. */
function hasFormat(schema: SchemaPart): boolean {
  const known = withFormat.get(schema);
  if (known !== undefined) return known;
  const { format, properties, items } = schema as AddressSchema;
  const parts = [...Object.values(properties ?? {}), ...(items === undefined ? [] : [items])];
  const has =
    format === 'uri' ||
    format === 'host' ||
    parts.some((part) => typeof part === 'object' && hasFormat(part));
  withFormat.set(schema, has);
  return has;
}

type Told = Pick<Finding, 'message' | 'cure'>;

function urlFault(url: string): Told | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//iu.test(url) || url.includes('{{')) return undefined;
  const [, authority = '', rest = ''] = /^[^/]*\/\/([^/?#]*)(.*)$/su.exec(url) ?? [];
  const [, port = ''] = /:(\d+)$/u.exec(authority) ?? [];
  if (port !== '' && (Number(port) < 1 || Number(port) > 65_535))
    return told(t('lint.no_port', { url, port }), t('lint.no_port_cure'));
  const [network] = /^\/\d{1,3}(?=$|:)/u.exec(rest) ?? [];
  const isNetwork = network !== undefined && (authority.endsWith('.0') || rest.startsWith(`${network}:`));
  if (isNetwork && /^[\d.:[\]a-f]+$/iu.test(authority))
    return told(t('lint.network', { value: url }), t('lint.network_cure', { meant: authority }));
  return URL.canParse(url) ? undefined : told(t('lint.no_url', { url }), t('lint.no_url_cure'));
}

function hostFault(host: string): Told | undefined {
  if (host.includes('{{')) return undefined;
  const [, named = ''] = /^[a-z]+:\/\/([^/?#:]*)/iu.exec(host) ?? [];
  if (named !== '') return told(t('lint.url_for_host', { host }), t('expression.write', { meant: named }));
  const [, address = ''] = /^([\d.]+|[\da-f]*:[\da-f:]*)\/\d+$/iu.exec(host) ?? [];
  if (address !== '')
    return told(t('lint.network', { value: host }), t('lint.network_cure', { meant: address }));
  const [, alone = ''] = /^([^:/]+):\d+$/u.exec(host) ?? [];
  if (alone !== '') return told(t('lint.port_in_host', { host }), t('expression.write', { meant: alone }));
  return /[\s/]/u.test(host) ? told(t('lint.no_host', { host }), t('lint.no_host_cure')) : undefined;
}

function told(message: Text, cure: Text): Told {
  return { message, cure };
}

/** KAPA053: a path with signs that a shell would have replaced. */
export const literalSign: Check<'warning'> = function* literalSign({ set, registry, elsewhere }) {
  const schemas = new Map(
    [...registry.probes, ...registry.resources].map(({ type, schema }) => [
      type,
      (schema as { readonly properties?: Readonly<Record<string, SchemaPart>> }).properties ?? {},
    ]),
  );
  for (const { type, spec, locate } of [...set.probes, ...set.resources, ...elsewhere])
    for (const [key, value] of Object.entries(spec as object)) {
      const { pattern } = (schemas.get(type)?.[key] ?? {}) as { readonly pattern?: string };
      const [sign] =
        typeof value === 'string' && pattern?.startsWith('^/') === true
          ? (/\*|\$\{?[A-Za-z_]\w*\}?/u.exec(value) ?? [])
          : [];
      if (sign !== undefined)
        yield {
          id: 'KAPA053',
          severity: 'warning',
          place: locate([key]),
          message: t('lint.literal_sign', { field: key, sign }),
          cure: sign === '*' ? t('lint.literal_star_cure') : t('lint.literal_dollar_cure'),
        } satisfies Finding;
    }
};

/** KAPA037: a blank at the end of a value that nobody sees, and that is part of it. */
export const invisibleBlank: Check<'warning'> = function* invisibleBlank({ documents, values }) {
  for (const { value, locate } of [...documents, ...values])
    for (const { text, spot } of textsIn(value))
      if (/[^\S \t\r\n]$|[\u200B\u2060\uFEFF]$/u.test(text) && !text.includes('\n'))
        yield {
          id: 'KAPA037',
          severity: 'warning',
          place: locate(pathTo(spot)),
          message: t('lint.invisible_blank', { field: String(spot?.key ?? '') }),
          cure: t('policy.odd_blank_cure'),
        };
};

/** KAPA038: a dot between thousands, which YAML reads as a point: `10.000` is ten. */
export const dottedThousands: Check<'warning'> = function* dottedThousands({ documents }) {
  for (const { value, locate, written } of documents) {
    const { thresholds } = value as { readonly thresholds?: unknown };
    if (typeof thresholds !== 'object' || thresholds === null) continue;
    for (const [name, number] of Object.entries(thresholds)) {
      const text = written(['thresholds', name]) ?? '';
      if (typeof number !== 'number' || !/^[1-9]\d{0,2}\.\d00$/u.test(text)) continue;
      yield {
        id: 'KAPA038',
        severity: 'warning',
        place: locate(['thresholds', name]),
        message: t('lint.thousands', { written: text, value: number }),
        cure: t('lint.thousands_cure', { meant: text.replace('.', ''), value: number }),
      };
    }
  }
};
